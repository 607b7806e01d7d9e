package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.Recording;
import io.github.timeguardmqtt.workbench.Wording;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Tells of the first places of a recording that cannot be read, and how many more there are. */
final class UnreadablePlaces {

    private static final int MAX_TOLD = 10;

    private final PrintWriter err;
    private final String before;
    private long count;

    /**
     * @param of which recording, where there are several; otherwise empty
     */
    UnreadablePlaces(CommandSpec command, String of) {
        err = command.commandLine().getErr();
        before = command.qualifiedName() + ": " + (of.isEmpty() ? "" : of + ": ");
    }

    /** Reads a recording, and tells of such places in it. */
    void read(Recording from, Consumer<Captured> to) {
        from.forEach(captured -> {
            if (captured instanceof Unreadable place) {
                tell(place);
            }
            to.accept(captured);
        });
        tellRest();
    }

    /** Tells of a place, if it is one of the first. */
    void tell(Unreadable place) {
        if (++count <= MAX_TOLD) {
            err.println(before + place.where() + ": " + place.sentence());
        }
    }

    /** To be called at the end. */
    void tellRest() {
        if (count > MAX_TOLD) {
            err.println(
                    before + Wording.counted(count - MAX_TOLD, "more place") + " cannot be read");
        }
    }
}
