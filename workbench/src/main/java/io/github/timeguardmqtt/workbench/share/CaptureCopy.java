package io.github.timeguardmqtt.workbench.share;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.file.Recording;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A recording written anew as one capture, masked or not.
 *
 * @param file the capture
 * @param packets how many are in it
 * @param marks how many are in it
 */
public record CaptureCopy(Path file, long packets, long marks) {

    private static final int MAX_TRACES = 10;

    /**
     * Writes a file that is not there yet. What is masked is learnt from the whole recording first.
     *
     * @param application that which writes, with its version: it stands in the capture
     * @param unreadable told of each place that could not be read
     * @throws IOException when it cannot be written; then no file is left
     */
    public static CaptureCopy write(
            Recording from, Mask mask, String application, Path to, Consumer<Unreadable> unreadable)
            throws IOException {
        from.forEach(mask::learn);
        // Where this fails, the file is somebody else's.
        OutputStream file = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW);
        boolean isWritten = false;
        try (OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
            Copying copying = new Copying(new PcapngWriter(out, application), mask, unreadable);
            from.forEach(copying::take);
            out.flush();
            isWritten = true;
            return new CaptureCopy(to, copying.packets, copying.marks);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            if (!isWritten) {
                Files.deleteIfExists(to);
            }
        }
    }

    /**
     * Reads the file and looks for what should be hidden.
     *
     * @return what was found, a sentence each; none where the mask has done its work
     * @throws IOException when it cannot be read
     */
    public List<String> traces(Mask mask) throws IOException {
        List<String> traces = new ArrayList<>();
        CaptureFile.read(
                file,
                "",
                ZoneOffset.UTC,
                captured -> {
                    if (traces.size() < MAX_TRACES) {
                        mask.traces(captured)
                                .forEach(trace -> traces.add(captured.where() + ": " + trace));
                    }
                });
        return traces;
    }

    private static final class Copying {

        private final PcapngWriter writer;
        private final Mask mask;
        private final Consumer<Unreadable> unreadable;
        private long packets;
        private long marks;

        Copying(PcapngWriter writer, Mask mask, Consumer<Unreadable> unreadable) {
            this.writer = writer;
            this.mask = mask;
            this.unreadable = unreadable;
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
                    case Unreadable none -> unreadable.accept(none);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
