package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Unreadable;
import java.io.PrintWriter;
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

    /** Tells of it where it is such a place. */
    void see(Captured captured) {
        if (captured instanceof Unreadable none && ++count <= MAX_TOLD) {
            err.println(before + none.where() + ": " + none.sentence());
        }
    }

    /** To be called at the end. */
    void tellRest() {
        if (count > MAX_TOLD) {
            err.println(
                    before + ShownText.counted(count - MAX_TOLD, "more place") + " cannot be read");
        }
    }
}
