package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.capture.mask.Mask.Pseudonym;
import java.util.List;
import java.util.stream.Collectors;

/** What is hidden, as a table for its owner: it is not for others. */
final class MaskText {

    private static final int MAX_TOLD = 40;

    private MaskText() {}

    /** Some lines, the last of which ends too. */
    static String of(List<Pseudonym> pseudonyms) {
        if (pseudonyms.isEmpty()) {
            return "There was nothing to hide.\n";
        }
        String told =
                pseudonyms.stream()
                        .limit(MAX_TOLD)
                        .map(one ->
                                "  %-8s %-40s stands for %s%n"
                                        .formatted(
                                                one.sort(),
                                                one.shown(),
                                                ShownText.safe(one.original())))
                        .collect(Collectors.joining());
        int more = pseudonyms.size() - MAX_TOLD;
        return "Hidden, which only you should know:\n"
                + told
                + (more > 0 ? "  and " + more + " more\n" : "");
    }
}
