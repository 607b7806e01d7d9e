package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE mode}. */
@Command(name = "mode", description = "Shows the work mode, or sets it.")
final class CtlMode extends CtlVerb {

    @Parameters(
            arity = "0..1",
            paramLabel = "MODE",
            description = "auto, always-off, always-on or holiday.")
    private Optional<String> mode = Optional.empty();

    @Override
    void check() {
        mode.ifPresent(this::word);
    }

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (mode.isEmpty()) {
            return show(device, "work_mode");
        }
        String word = word(mode.get());
        return command(device, "work_mode", JsonValue.of(word), "work mode " + word);
    }

    private String word(String text) {
        return Vocabulary.WORK_MODES.stream()
                .filter(word -> word.replace(' ', '-').equalsIgnoreCase(text.replace(' ', '-')))
                .findFirst()
                .orElseThrow(() ->
                        usage(
                                "\"%s\" is not a work mode: expected auto, always-off, always-on or holiday"
                                        .formatted(text)));
    }
}
