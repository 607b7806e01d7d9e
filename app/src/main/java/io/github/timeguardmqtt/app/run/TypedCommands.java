package io.github.timeguardmqtt.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.Comment;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What somebody types into a demo, a line each: {@code reset 0badcafe}, which is done to a real
 * switch with a finger and by no frame of a gateway's, and {@code mark pressed the button}, in
 * brief {@code m pressed the button}.
 */
final class TypedCommands {

    /** Of what was typed, to say what was wrong with it. */
    private static final int SHOWN = 40;

    private final List<DeviceId> devices;
    private final Consumer<DeviceId> reset;
    private final Consumer<String> mark;
    private final PrintWriter err;
    private int marks;

    /**
     * @param devices those that there are
     * @param reset gives one the settings of the factory
     * @param mark notes a comment
     * @param err for a sentence about a line that cannot be understood
     */
    TypedCommands(
            List<DeviceId> devices,
            Consumer<DeviceId> reset,
            Consumer<String> mark,
            PrintWriter err) {
        this.devices = devices;
        this.reset = reset;
        this.mark = mark;
        this.err = err;
    }

    /** Reads to the end of the input, on a thread of its own that holds up nobody's end. */
    void read(InputStream typed) {
        Thread.ofPlatform()
                .name("typed")
                .daemon()
                .start(() -> {
                    try {
                        Lines lines = new Lines(typed, () -> {});
                        while (lines.next()) {
                            obey(new String(lines.bytes(), 0, lines.length(), UTF_8).strip());
                        }
                    } catch (IOException e) {
                        // Nobody can type here, as in the background of a shell; all else goes on.
                    }
                });
    }

    private void obey(String line) {
        if (line.isEmpty()) {
            return;
        }
        String[] words = line.split("\\s+", 3);
        if (words[0].equalsIgnoreCase("m") || words[0].equalsIgnoreCase("mark")) {
            mark(line.substring(words[0].length()).strip());
            return;
        }
        Optional<DeviceId> meant =
                words.length == 2 && words[0].equalsIgnoreCase("reset")
                        ? device(words[1])
                        : Optional.empty();
        meant.ifPresentOrElse(reset, () -> refuse(line));
    }

    /** One without words is numbered: there was no time for them. */
    private void mark(String text) {
        try {
            mark.accept(Comment.of(text.isEmpty() ? "mark " + ++marks : text));
        } catch (IllegalArgumentException e) {
            err.println("timeguard demo: " + e.getMessage());
        }
    }

    private Optional<DeviceId> device(String id) {
        return devices.stream()
                .filter(device -> device.toString().equals(id.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private void refuse(String line) {
        String start = line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
        String expected =
                devices.stream().map(id -> "reset " + id).collect(Collectors.joining(" or "));
        err.println(
                "timeguard demo: \"%s\" is not understood: expected %s, or mark and a comment"
                        .formatted(ShownText.safe(start), expected));
    }
}
