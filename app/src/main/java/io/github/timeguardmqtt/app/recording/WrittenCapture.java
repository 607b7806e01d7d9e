package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Recordings written anew as one capture, masked or not.
 *
 * @param packets how many
 * @param marks how many
 * @param unreadable the places that could not be read, as many as are told
 * @param moreUnreadable how many others there were
 */
record WrittenCapture(long packets, long marks, List<Unreadable> unreadable, long moreUnreadable) {

    private static final int MAX_TOLD = 10;

    /** That which writes says so in the capture. */
    private static final String APPLICATION = "timeguard " + Build.version();

    /**
     * Writes a file that is not there yet. What is masked is learnt from all recordings first.
     *
     * @throws IOException when it cannot be written
     */
    static WrittenCapture write(Recordings from, Mask mask, Path to) throws IOException {
        from.forEach(mask::learn);
        Counter counter;
        try (OutputStream out =
                new BufferedOutputStream(
                        Files.newOutputStream(to, StandardOpenOption.CREATE_NEW), 1 << 16)) {
            counter = new Counter(new PcapngWriter(out, APPLICATION), mask);
            from.forEach(counter::take);
        } catch (UncheckedIOException e) {
            Files.deleteIfExists(to);
            throw e.getCause();
        }
        return new WrittenCapture(
                counter.packets, counter.marks, List.copyOf(counter.told), counter.more);
    }

    /** Says which places could not be read. */
    void tellUnreadable(String command, PrintWriter err) {
        for (Unreadable none : unreadable) {
            err.println("timeguard %s: %s: %s".formatted(command, none.where(), none.sentence()));
        }
        if (moreUnreadable > 0) {
            err.println(
                    "timeguard %s: %d more places could not be read"
                            .formatted(command, moreUnreadable));
        }
    }

    /**
     * Reads a masked file and looks for what should be hidden.
     *
     * @return what was found, a sentence each; none where the mask has done its work
     * @throws IOException when it cannot be read
     */
    static List<String> traces(Path masked, Mask mask) throws IOException {
        List<String> traces = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(masked), 1 << 16)) {
            CaptureFile.read(
                    in,
                    "",
                    ZoneOffset.UTC,
                    () -> {},
                    captured -> {
                        if (traces.size() < MAX_TOLD) {
                            mask.traces(captured)
                                    .forEach(trace -> traces.add(captured.where() + ": " + trace));
                        }
                    });
        }
        return traces;
    }

    private static final class Counter {

        private final PcapngWriter writer;
        private final Mask mask;
        private final List<Unreadable> told = new ArrayList<>();
        private long packets;
        private long marks;
        private long more;

        Counter(PcapngWriter writer, Mask mask) {
            this.writer = writer;
            this.mask = mask;
        }

        void take(Captured captured) {
            try {
                switch (mask.mask(captured)) {
                    case Packet packet -> {
                        packets++;
                        writer.packet(packet);
                    }
                    case Mark mark -> {
                        marks++;
                        writer.mark(mark);
                    }
                    case Unreadable none when told.size() < MAX_TOLD -> told.add(none);
                    case Unreadable _ -> more++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
