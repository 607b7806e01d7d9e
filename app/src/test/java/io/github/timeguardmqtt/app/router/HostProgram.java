package io.github.timeguardmqtt.app.router;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A process whose lines, of standard output and error alike, are kept in the order they came. */
final class HostProgram implements AutoCloseable {

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    HostProgram(Process process) {
        this.process = process;
        read(process.inputReader(UTF_8));
        read(process.errorReader(UTF_8));
    }

    private void read(BufferedReader reader) {
        Thread.ofPlatform()
                .daemon()
                .name("lines-of-" + process.pid())
                .start(() -> {
                    try (reader) {
                        reader.lines().forEach(lines::add);
                    } catch (UncheckedIOException | IOException e) {
                        // It was ended.
                    }
                });
    }

    /** How many lines there are; what comes next is behind them. */
    int mark() {
        return lines.size();
    }

    /** The lines behind a mark. */
    List<String> since(int mark) {
        List<String> all = List.copyOf(lines);
        return all.subList(mark, all.size());
    }

    /** Waits until a pattern was found in so many lines behind a mark. */
    void expect(int mark, int count, String pattern) {
        Pattern sought = Pattern.compile(pattern);
        await("%d times \"%s\"".formatted(count, pattern))
                .until(() -> !process.isAlive() || found(sought, mark) >= count);
        assertThat(process.isAlive()).as(() -> String.join("\n", lines)).isTrue();
    }

    private long found(Pattern sought, int mark) {
        return since(mark).stream().filter(line -> sought.matcher(line).find()).count();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
