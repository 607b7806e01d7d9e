package io.github.timeguardmqtt.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.gateway.capture.CaptureSettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.model.HolidayReading;
import java.net.InetAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** How single options of {@code run} read their values, where the type alone does not tell. */
public final class OptionValues {

    private static final Duration LONGEST = Duration.ofDays(1);

    private OptionValues() {}

    /** A converter whose refusal is a sentence for the user. */
    public abstract static class Sentence<T> implements ITypeConverter<T> {

        /**
         * @throws IllegalArgumentException with a sentence, when {@code text} is no such value
         */
        public abstract T parse(String text);

        @Override
        public final T convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new WrongValue(e);
            }
        }
    }

    /** A time as anywhere, or a mere number of seconds, as the earlier bridge has it. */
    public static class Seconds extends Sentence<Duration> {
        @Override
        public Duration parse(String text) {
            if (!text.matches("\\d{1,9}(ms|s|m|h|d)?")) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a time: expected seconds like 50, or one like 50s or 2m"
                                .formatted(text));
            }
            Duration time = Values.duration(text.matches("\\d+") ? text + "s" : text);
            if (time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(text + " is too long: expected at most 1d");
            }
            return time;
        }
    }

    /** One that is at least a second. */
    static final class SomeSeconds extends Seconds {
        @Override
        public Duration parse(String text) {
            Duration time = super.parse(text);
            if (time.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(text + " is too short: expected at least 1s");
            }
            return time;
        }
    }

    /** How long a file is written to. */
    static final class FileAge extends Sentence<Duration> {

        private static final Duration MAX_AGE = Duration.ofDays(366);

        @Override
        public Duration parse(String text) {
            Duration age = Values.duration(text.matches("\\d{1,9}") ? text + "s" : text);
            if (age.compareTo(Duration.ofSeconds(1)) < 0 || age.compareTo(MAX_AGE) > 0) {
                throw new IllegalArgumentException(text + " is not possible: expected 1s to 366d");
            }
            return age;
        }
    }

    /** Bytes: a number, and K, M or G for 1024 of the one before. */
    static final class Size extends Sentence<Long> {
        @Override
        public Long parse(String text) {
            if (!text.matches("\\d{1,6}[KMGkmg]|\\d{1,12}")) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a size: expected one like 500M or 2G"
                                .formatted(Values.shown(text)));
            }
            int power = "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1))) + 1;
            String digits = power == 0 ? text : text.substring(0, text.length() - 1);
            long size = Long.parseLong(digits) << (10 * power);
            if (size < CaptureSettings.SMALLEST_FILE) {
                throw new IllegalArgumentException(text + " is too small: expected at least 256K");
            }
            return size;
        }
    }

    /** A TCP port that somebody else can connect to. */
    static final class Port extends Sentence<Integer> {
        @Override
        public Integer parse(String text) {
            return port(text);
        }
    }

    static int port(String text) {
        if (!text.matches("\\d{1,5}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a port: expected a number from 1 to 65535".formatted(text));
        }
        return Integer.parseInt(text);
    }

    /** A name or an address, without a port; the brackets of an IPv6 address go. */
    public static final class Host extends Sentence<String> {
        @Override
        public String parse(String text) {
            String host =
                    text.startsWith("[") && text.endsWith("]")
                            ? text.substring(1, text.length() - 1)
                            : text;
            if (host.contains("://")) {
                throw new IllegalArgumentException(
                        "a URL is not a host: give it with --mqtt-url instead");
            }
            boolean isAddress = host.contains(":") && isLiteral(host);
            if (!isAddress && !host.matches("[A-Za-z0-9._-]+")) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a host: expected a name or an address, with the port in --mqtt-port"
                                .formatted(text));
            }
            return host;
        }
    }

    private static boolean isLiteral(String address) {
        try {
            return !InetAddress.ofLiteral(address).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where the embedded broker listens: a port of loopback, or host and port. */
    static final class Embedded extends Sentence<HostPort> {
        @Override
        public HostPort parse(String text) {
            if (!text.contains(":")) {
                return new HostPort("127.0.0.1", port(text));
            }
            HostPort place = HostPort.parse(text);
            port(Integer.toString(place.port()));
            return place;
        }
    }

    /** A topic to publish on, or the start of one. */
    public static final class Topic extends Sentence<String> {
        @Override
        public String parse(String text) {
            if (text.isBlank()
                    || text.startsWith("/")
                    || text.endsWith("/")
                    || text.startsWith("$")
                    || text.chars().anyMatch(c -> c == '#' || c == '+' || c < ' ')
                    || text.getBytes(UTF_8).length > 1000) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a topic: expected one like timeguard or house/timeguard, without # and +"
                                .formatted(Values.shown(text)));
            }
            return text;
        }
    }

    /** Any text that has something in it. */
    static final class Text extends Sentence<String> {
        @Override
        public String parse(String text) {
            if (text.isBlank() || text.chars().anyMatch(c -> c < ' ')) {
                throw new IllegalArgumentException(
                        "\"%s\" is not possible: expected some text on one line"
                                .formatted(Values.shown(text)));
            }
            return text;
        }
    }

    /** A value for all devices, or for one. */
    abstract static class ForDevices<T> extends Sentence<PerDevice<T>> {

        /**
         * @throws IllegalArgumentException with a sentence, when {@code text} is no such value
         */
        abstract T value(String text);

        @Override
        public PerDevice<T> parse(String text) {
            return PerDevice.parse(text, this::value);
        }
    }

    /** One device's mode, written {@code 12345678=local}. */
    static final class DeviceMode extends ForDevices<Mode> {
        @Override
        Mode value(String text) {
            return Mode.parse(text);
        }

        @Override
        public PerDevice<Mode> parse(String text) {
            if (text.indexOf('=') < 0) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a device and its mode: expected one like 12345678=local"
                                .formatted(text));
            }
            return super.parse(text);
        }
    }

    /** A place whose wall clock a device shows. */
    static final class Zone extends ForDevices<ZoneId> {
        @Override
        ZoneId value(String text) {
            return Values.zone(text);
        }
    }

    /**
     * @throws IllegalArgumentException with a sentence, when it is none
     */
    public static HolidayReading.Order order(String text) {
        return one(text, "an order", HolidayReading.Order.values(), o -> o.label());
    }

    /**
     * @throws IllegalArgumentException with a sentence, when it is none
     */
    public static HolidayReading.Base base(String text) {
        return one(text, "a kind of time", HolidayReading.Base.values(), b -> b.label());
    }

    static final class HolidayOrder extends ForDevices<HolidayReading.Order> {
        @Override
        HolidayReading.Order value(String text) {
            return order(text);
        }
    }

    static final class HolidayTime extends ForDevices<HolidayReading.Base> {
        @Override
        HolidayReading.Base value(String text) {
            return base(text);
        }
    }

    /** What a load draws. */
    static final class Watts extends ForDevices<Integer> {
        @Override
        Integer value(String text) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) == 0) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a load: expected watts from 1 to 99999, like 3000"
                                .formatted(Values.shown(text)));
            }
            return Integer.parseInt(text);
        }
    }

    /** What a boost does in the mode always off. */
    static final class BoostInAlwaysOff extends ForDevices<Boolean> {
        @Override
        Boolean value(String text) {
            return one(
                    text,
                    "what a boost does",
                    new Boolean[] {true, false},
                    on -> on ? "on" : "off");
        }
    }

    private static <T> T one(String text, String what, T[] values, Function<T, String> label) {
        for (T value : values) {
            if (label.apply(value).equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is not %s: expected %s"
                        .formatted(
                                Values.shown(text),
                                what,
                                Arrays.stream(values)
                                        .map(label)
                                        .collect(Collectors.joining(" or "))));
    }

    /** What {@code config} shows in place of a secret cannot be one. */
    static final class Password extends Sentence<Secret> {
        @Override
        public Secret parse(String text) {
            if (text.equals(HIDDEN)) {
                throw new IllegalArgumentException(WAS_HIDDEN);
            }
            return new Secret(text);
        }
    }

    static final String HIDDEN = "***";
    static final String WAS_HIDDEN =
            "*** stands for a password that was hidden: expected the password itself";
}
