package io.github.timeguardmqtt.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.text.FrameText.Colour;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a command reads and writes. Always UTF-8, whatever the locale.
 *
 * @param out buffered: whoever writes flushes before waiting for anything
 * @param err flushed with every line
 * @param colour what {@code out} can show
 * @param isAnswered whether somebody sits at {@code in} who can be asked
 */
public record StandardStreams(
        InputStream in, Output out, PrintWriter err, Colour colour, boolean isAnswered) {

    /** Over any streams; what is written to the last appears with every line. */
    public static StandardStreams of(
            InputStream in, OutputStream out, OutputStream err, Colour colour, boolean isAnswered) {
        return new StandardStreams(
                in, new Output(out), new PrintWriter(err, true, UTF_8), colour, isAnswered);
    }

    /**
     * Asks somebody; only where there is somebody to be asked.
     *
     * @return the answer without blanks around it; empty where there is none
     * @throws IOException when it cannot be read
     */
    public String ask(String question) throws IOException {
        out.flush();
        err.print(question + " ");
        err.flush();
        StringBuilder answer = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            answer.append((char) next);
        }
        return answer.toString().strip();
    }

    /**
     * Whether somebody who is asked says yes.
     *
     * @throws IOException when the answer cannot be read
     */
    public boolean agree(String question) throws IOException {
        return isYes(ask(question + " [y/N]"));
    }

    /** Whether an answer means yes: {@code y}, {@code yes}, in any case. */
    public static boolean isYes(String answer) {
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    /** Those of this process. */
    public static StandardStreams ofProcess() {
        return of(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                wantsColour() ? Colour.ANSI : Colour.PLAIN,
                isTerminal(0));
    }

    /** See no-color.org. */
    private static boolean wantsColour() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty())
                && !"dumb".equals(System.getenv("TERM"))
                && isTerminal(1);
    }

    /**
     * Whether input or output is a terminal. The JDK's console only says so where input comes from
     * one too, which it does not in {@code tail -f log | timeguard decode}; Linux can be asked.
     */
    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Path.of("/proc/self/fd/" + descriptor).toRealPath();
            return target.startsWith("/dev/pts") || target.toString().startsWith("/dev/tty");
        } catch (IOException e) {
            return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        }
    }
}
