package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE boost}. */
@Command(name = "boost", description = "Shows the boost, or starts or ends it.")
final class CtlBoost extends CtlVerb {

    @Parameters(arity = "0..1", paramLabel = "TIME", description = "off, 1h or 2h.")
    private Optional<String> time = Optional.empty();

    @Override
    void check() {
        time.ifPresent(this::word);
    }

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (time.isEmpty()) {
            return show(device, "boost", "boost_ends");
        }
        String word = word(time.get());
        return command(device, "boost", JsonValue.of(word), "boost " + word);
    }

    private String word(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off" -> "Off";
            case "1h", "1 hour" -> "1 hour";
            case "2h", "2 hours" -> "2 hours";
            default -> throw usage("\"%s\" is not a boost: expected off, 1h or 2h".formatted(text));
        };
    }
}
