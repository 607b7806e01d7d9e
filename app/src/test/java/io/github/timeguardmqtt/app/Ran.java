package io.github.timeguardmqtt.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.capture.text.FrameText.Colour;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Map;

/** What a command line did, run in this process, with no environment unless one is given. */
public record Ran(int exitCode, String out, String err) {

    public static Ran on(String input, String... args) {
        return on(input.getBytes(UTF_8), args);
    }

    public static Ran on(byte[] input, String... args) {
        return on(Map.of(), input, args);
    }

    public static Ran with(Map<String, String> environment, String... args) {
        return on(environment, new byte[0], args);
    }

    /** With somebody there who gives this answer. */
    public static Ran asked(String answer, String... args) {
        return on(Map.of(), answer.getBytes(UTF_8), true, args);
    }

    /** With somebody there who answers in his own time. */
    public static Ran asked(InputStream answer, String... args) {
        return on(Map.of(), answer, true, args);
    }

    private static Ran on(Map<String, String> environment, byte[] input, String... args) {
        return on(environment, input, false, args);
    }

    private static Ran on(
            Map<String, String> environment, byte[] input, boolean isAnswered, String... args) {
        return on(environment, new ByteArrayInputStream(input), isAnswered, args);
    }

    private static Ran on(
            Map<String, String> environment,
            InputStream input,
            boolean isAnswered,
            String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Main.run(
                        StandardStreams.of(input, out, err, Colour.PLAIN, isAnswered),
                        environment,
                        args);
        return new Ran(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}
