package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;

/** How every command reads the values of its options. */
public final class ValueConverters {

    private ValueConverters() {}

    /** Reads values of options as every command does. */
    public static CommandLine register(CommandLine command) {
        return command.registerConverter(Mode.class, sentence(Mode::parse))
                .registerConverter(PowerOff.class, sentence(PowerOff::parse))
                .registerConverter(BrokerUrl.class, sentence(BrokerUrl::parse))
                .registerConverter(HostPort.class, sentence(HostPort::parse))
                .registerConverter(Duration.class, sentence(Values::duration))
                .registerConverter(Instant.class, sentence(Values::instant))
                .registerConverter(ZoneId.class, sentence(Values::zone))
                .registerConverter(AddressRange.class, sentence(AddressRange::parse))
                .registerConverter(int.class, sentence(Values::wholeInt))
                .registerConverter(long.class, sentence(Values::wholeLong))
                .registerConverter(double.class, sentence(Values::number))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** A converter whose refusal is a sentence for the user. */
    private static <T> ITypeConverter<T> sentence(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new WrongValue(e);
            }
        };
    }
}
