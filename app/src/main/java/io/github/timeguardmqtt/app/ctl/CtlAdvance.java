package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE advance}. */
@Command(
        name = "advance",
        description =
                "Shows the advance, or goes on to what follows the schedule's next event, or back.")
final class CtlAdvance extends CtlVerb {

    @Parameters(arity = "0..1", paramLabel = "on|off", description = "on or off.")
    private Optional<String> value = Optional.empty();

    @Override
    void check() {
        value.ifPresent(this::word);
    }

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (value.isEmpty()) {
            return show(device, "advance_mode");
        }
        String word = word(value.get());
        return command(
                device,
                "advance_mode",
                JsonValue.of(word),
                "advance " + word.toLowerCase(Locale.ROOT));
    }

    private String word(String text) {
        String word = text.toUpperCase(Locale.ROOT);
        if (!List.of(Vocabulary.ON, Vocabulary.OFF).contains(word)) {
            throw usage("\"%s\" is not a value of advance: expected on or off".formatted(text));
        }
        return word;
    }
}
