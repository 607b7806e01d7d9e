package io.github.timeguardmqtt.capture.file;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.pcap.PcapReader;
import io.github.timeguardmqtt.capture.pcap.PcapngReader;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.capture.text.TextRecording;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** A recording of traffic, read from its start to its end. */
public final class CaptureFile {

    /** So many bytes tell what a file is. */
    private static final int MAGIC = 4;

    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b0304;

    private CaptureFile() {}

    /**
     * Hands over what stands in a recording, one by one and in order. Whatever cannot be read is
     * handed over as such, and the rest is read.
     *
     * @param name what to call it where something is wrong; empty for the only one
     * @param zone of times that a log writes without one
     * @param beforeWaiting run before a read that has to wait, so that what is done so far can be
     *     shown
     * @throws IOException of the stream
     */
    public static void read(
            InputStream in, String name, ZoneId zone, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        PushbackInputStream from = new PushbackInputStream(in, MAGIC);
        beforeWaiting.run();
        byte[] begin = from.readNBytes(MAGIC);
        from.unread(begin);
        int magic = begin.length < MAGIC ? 0 : ByteBuffer.wrap(begin).getInt();
        if (PcapReader.begins(magic)) {
            PcapReader.read(from, name, beforeWaiting, to);
        } else if (PcapngReader.begins(magic)) {
            PcapngReader.read(from, name, beforeWaiting, to);
        } else if (magic >>> 16 == GZIP || magic == ZIP) {
            packed(magic == ZIP, from, name, zone, beforeWaiting, to);
        } else {
            lines(from, name, zone, beforeWaiting, to);
        }
    }

    /** What was packed is read as far as it can be unpacked. */
    private static void packed(
            boolean isZip,
            InputStream from,
            String name,
            ZoneId zone,
            Runnable beforeWaiting,
            Consumer<Captured> to)
            throws IOException {
        try {
            if (isZip) {
                captures(new ZipInputStream(from), name, beforeWaiting, to);
            } else {
                read(new GZIPInputStream(from), name, zone, beforeWaiting, to);
            }
        } catch (EOFException | ZipException e) {
            to.accept(
                    new Unreadable(
                            name.isEmpty() ? "the file" : name,
                            "cut-off",
                            "the packed file is damaged or ends early: " + e.getMessage(),
                            ""));
        }
    }

    /** All captures in a packed folder, such as one that was made to be shared. */
    private static void captures(
            ZipInputStream in, String name, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        String prefix = name.isEmpty() ? "" : name + ": ";
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            if (entry.getName().endsWith(".pcapng")) {
                PcapngReader.read(in, prefix + entry.getName(), beforeWaiting, to);
            }
        }
    }

    private static void lines(
            InputStream in, String name, ZoneId zone, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        TextRecording recording = new TextRecording(name, zone, to);
        Lines lines =
                new Lines(
                        in,
                        () -> {
                            recording.beforeWaiting();
                            beforeWaiting.run();
                        });
        while (lines.next()) {
            recording.line(lines);
        }
        recording.end();
    }
}
