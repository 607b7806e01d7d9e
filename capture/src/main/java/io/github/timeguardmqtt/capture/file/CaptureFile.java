package io.github.timeguardmqtt.capture.file;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.pcap.PcapReader;
import io.github.timeguardmqtt.capture.pcap.PcapngReader;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.capture.text.TextRecording;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** A recording of traffic, read from its start to its end. */
public final class CaptureFile {

    /** So many bytes tell what a capture is. */
    private static final int MAGIC = 4;

    /** So many, where they are there, tell a text from what is none. */
    private static final int BEGIN = 512;

    /** At most one of so many characters of a text is a control character. */
    private static final int MAX_CONTROLS = 16;

    private static final int FILE_BUFFER = 1 << 16;

    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 0x504b0304;

    /** What is packed more often was made to keep a reader busy for ever. */
    private static final int MAX_PACKED = 4;

    /** In the name of a file within a packed one: what a terminal would obey. */
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");

    private CaptureFile() {}

    /**
     * Hands over what stands in a file, one by one and in order.
     *
     * @param name what to call it where something is wrong; empty for the only one
     * @param zone of times that a log writes without one
     * @throws IOException when it cannot be read
     */
    public static void read(Path file, String name, ZoneId zone, Consumer<Captured> to)
            throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(new BufferedInputStream(in, FILE_BUFFER), name, zone, () -> {}, to);
        }
    }

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
        read(in, name, zone, beforeWaiting, to, 0);
    }

    /**
     * @param packed how many times over what comes was packed
     */
    private static void read(
            InputStream in,
            String name,
            ZoneId zone,
            Runnable beforeWaiting,
            Consumer<Captured> to,
            int packed)
            throws IOException {
        // Unlike one to push back into, it does not wait for more when it has some.
        BufferedInputStream from = new BufferedInputStream(in);
        beforeWaiting.run();
        from.mark(BEGIN);
        byte[] begin = from.readNBytes(MAGIC);
        from.reset();
        int magic = begin.length < MAGIC ? 0 : ByteBuffer.wrap(begin).getInt();
        if (PcapReader.begins(magic)) {
            PcapReader.read(from, name, beforeWaiting, to);
        } else if (PcapngReader.begins(magic)) {
            PcapngReader.read(from, name, beforeWaiting, to);
        } else if ((magic >>> 16 == GZIP || magic == ZIP) && packed == MAX_PACKED) {
            to.accept(
                    unreadable(
                            name,
                            "packed",
                            "it is packed more than %d times over".formatted(MAX_PACKED)));
        } else if (magic == ZIP) {
            captures(from, name, beforeWaiting, to);
        } else if (magic >>> 16 == GZIP) {
            unzipped(from, name, zone, beforeWaiting, to, packed);
        } else if (isText(begin(from))) {
            lines(from, name, zone, beforeWaiting, to);
        } else {
            to.accept(
                    unreadable(
                            name,
                            "not-a-recording",
                            "it is neither a capture nor text: expected pcap, pcapng, or lines of a"
                                    + " log or hex dump in UTF-8"));
        }
    }

    /** What is there already, without waiting for more. */
    private static byte[] begin(BufferedInputStream from) throws IOException {
        byte[] begin = new byte[BEGIN];
        int size = Math.max(0, from.read(begin, 0, Math.clamp(from.available(), 0, BEGIN)));
        from.reset();
        return Arrays.copyOf(begin, size);
    }

    /**
     * Whether hardly anything of it is a control character. A log that was emptied while it was
     * written begins with zeros.
     */
    private static boolean isText(byte[] begin) {
        int size = 0;
        int controls = 0;
        for (byte octet : begin) {
            if (octet != 0 || size > 0) {
                size++;
                boolean isControl = (octet >= 0 && octet < ' ') || octet == 0x7f;
                controls += isControl && "\t\n\f\r\033".indexOf(octet) < 0 ? 1 : 0;
            }
        }
        return controls * MAX_CONTROLS <= size;
    }

    private static Unreadable unreadable(String name, String reason, String sentence) {
        return new Unreadable(name.isEmpty() ? "the file" : name, reason, sentence, "");
    }

    private static Unreadable damaged(String name) {
        return unreadable(
                name,
                "cut-off",
                "the packed file is damaged or ends early: what could be unpacked was read");
    }

    /** What was packed ends where it cannot be unpacked any more. */
    private static final class Unpacked extends FilterInputStream {

        private boolean isDamaged;

        Unpacked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            try {
                return isDamaged ? -1 : in.read(bytes, start, length);
            } catch (EOFException | ZipException e) {
                isDamaged = true;
                return -1;
            }
        }
    }

    private static void unzipped(
            InputStream from,
            String name,
            ZoneId zone,
            Runnable beforeWaiting,
            Consumer<Captured> to,
            int packed)
            throws IOException {
        Unpacked in;
        try {
            in = new Unpacked(new GZIPInputStream(from));
        } catch (EOFException | ZipException e) {
            to.accept(damaged(name));
            return;
        }
        read(in, name, zone, beforeWaiting, to, packed + 1);
        if (in.isDamaged) {
            to.accept(damaged(name));
        }
    }

    /** All captures in a packed folder, such as one that was made to be shared. */
    private static void captures(
            InputStream from, String name, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        String prefix = name.isEmpty() ? "" : name + ": ";
        ZipInputStream in = new ZipInputStream(from);
        boolean any = false;
        try {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String inside = UNPRINTABLE.matcher(entry.getName()).replaceAll("?");
                boolean isPcapng = inside.endsWith(".pcapng");
                if (isPcapng || inside.endsWith(".pcap")) {
                    any = true;
                    Unpacked capture = new Unpacked(in);
                    if (isPcapng) {
                        PcapngReader.read(capture, prefix + inside, beforeWaiting, to);
                    } else {
                        PcapReader.read(capture, prefix + inside, beforeWaiting, to);
                    }
                    if (capture.isDamaged) {
                        to.accept(damaged(name));
                        return;
                    }
                }
            }
        } catch (EOFException | ZipException e) {
            to.accept(damaged(name));
            return;
        }
        if (!any) {
            to.accept(
                    unreadable(name, "no-capture", "there is no capture (*.pcapng, *.pcap) in it"));
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
