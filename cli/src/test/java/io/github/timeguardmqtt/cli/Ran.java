package io.github.timeguardmqtt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.gateway.capture.FrameText.Colour;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/** What a command line did, run in this process. */
record Ran(int exitCode, String out, String err) {

    static Ran on(String input, String... args) {
        return on(input.getBytes(UTF_8), args);
    }

    static Ran on(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode =
                Main.run(
                        StandardStreams.of(new ByteArrayInputStream(input), out, err, Colour.PLAIN),
                        args);
        return new Ran(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    }
}
