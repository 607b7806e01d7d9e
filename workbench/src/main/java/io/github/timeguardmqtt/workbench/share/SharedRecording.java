package io.github.timeguardmqtt.workbench.share;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.capture.text.PacketHead;
import io.github.timeguardmqtt.capture.text.PrintableText;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.workbench.analysis.Analysis;
import io.github.timeguardmqtt.workbench.analysis.FindingsText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A masked capture and what is told of it, for one zip file that its owner can publish.
 *
 * @param texts what goes into the file besides the capture, by the names of their files
 * @param textsInFrames whatever reads as text in the masked frames: for the owner to look at
 * @param comments that stand beside packets: for the owner too
 */
public record SharedRecording(
        CaptureCopy capture,
        SequencedMap<String, String> texts,
        List<String> textsInFrames,
        List<String> comments) {

    /** The name of the capture in the zip file. */
    public static final String CAPTURE = "capture.pcapng";

    private static final int MAX_MARKS = 10_000;
    private static final int MAX_TEXTS = 100;
    private static final int MAX_VERSIONS = 100;

    /** Bytes of a frame before its params, and behind them. */
    private static final int HEADER = 20;

    private static final int TAIL = 4;

    /** Fewer letters than this stand in any bytes by chance. */
    private static final int MIN_TEXT = 5;

    /** The entries of the zip file all have this time, which says nothing. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * Reads the masked capture.
     *
     * @param program what the README says of the program and the computer
     * @param zone of the times in the texts
     * @param switchZone of the switches' wall clocks
     * @throws IOException when it cannot be read
     */
    public static SharedRecording of(
            CaptureCopy capture, Mask mask, String program, ZoneId zone, ZoneId switchZone)
            throws IOException {
        Reader reader = new Reader(zone, switchZone);
        CaptureFile.read(capture.file(), "", zone, reader::take);
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        texts.put("README.txt", mask.mask(reader.readme(program)));
        texts.put("marks.txt", mask.mask(reader.marks()));
        texts.put("summary.txt", mask.mask(FindingsText.of(reader.analysis.findings())));
        return new SharedRecording(capture, texts, reader.texts.shown(), reader.comments.shown());
    }

    /**
     * Writes the zip file, which is not there yet, or nothing.
     *
     * @throws IOException when it cannot be written
     */
    public void write(Path to) throws IOException {
        // Where this fails, the file is somebody else's.
        OutputStream file = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW);
        boolean isWritten = false;
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(file))) {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                begin(zip, text.getKey());
                zip.write(text.getValue().getBytes(UTF_8));
            }
            begin(zip, CAPTURE);
            Files.copy(capture.file(), zip);
            zip.finish();
            zip.flush();
            isWritten = true;
        } finally {
            if (!isWritten) {
                Files.deleteIfExists(to);
            }
        }
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    /** Different texts, as many as a person looks through, and how many more there were. */
    private static final class Sample {

        private final SequencedSet<String> texts = new LinkedHashSet<>();
        private long more;

        void add(String text) {
            if (texts.size() < MAX_TEXTS) {
                texts.add(text);
            } else if (!texts.contains(text)) {
                more++;
            }
        }

        List<String> shown() {
            List<String> shown = new ArrayList<>(texts);
            if (more > 0) {
                shown.add("and more, %d times: answer f to see them all".formatted(more));
            }
            return shown;
        }
    }

    /** Looks through a capture for what is told of it. */
    private static final class Reader {

        private final ZoneId zone;
        private final Analysis analysis;
        private long markCount;
        private final StringBuilder marks = new StringBuilder();
        private final SequencedMap<DeviceId, SequencedSet<String>> versions = new LinkedHashMap<>();
        private final Sample texts = new Sample();
        private final Sample comments = new Sample();

        Reader(ZoneId zone, ZoneId switchZone) {
            this.zone = zone;
            this.analysis = new Analysis(zone, switchZone);
        }

        void take(Captured captured) {
            analysis.take(captured);
            if (captured instanceof Mark mark) {
                if (++markCount <= MAX_MARKS) {
                    mark.at().ifPresent(at -> marks.append(PacketHead.time(at, zone)).append("  "));
                    marks.append(PrintableText.of(mark.text())).append('\n');
                }
            } else if (captured instanceof Packet packet) {
                if (!packet.text().isEmpty()) {
                    comments.add(PrintableText.of(packet.text()));
                }
                for (Frame frame : packet.datagram().frames()) {
                    version(frame);
                    texts(frame.bytes().slice(HEADER, frame.bytes().size() - HEADER - TAIL));
                }
            }
        }

        private void version(Frame frame) {
            Text version =
                    switch (frame.message()) {
                        case Message.ReportCodeVersionRequest(Text told) -> told;
                        case Message.GetCodeVersionResponse(Text told) -> told;
                        default -> Text.EMPTY;
                    };
            if (!version.bytes().isEmpty() && versions.size() < MAX_VERSIONS) {
                SequencedSet<String> known =
                        versions.computeIfAbsent(frame.device(), _ -> new LinkedHashSet<>());
                if (known.size() < MAX_VERSIONS) {
                    known.add(version.in(US_ASCII).orElse(version.bytes().toHex()));
                }
            }
        }

        private void texts(Bytes bytes) {
            int start = 0;
            for (int at = 0; at <= bytes.size(); at++) {
                if (at == bytes.size() || bytes.at(at) < ' ' || bytes.at(at) > '~') {
                    if (at - start >= MIN_TEXT) {
                        texts.add(new String(bytes.slice(start, at - start).toArray(), US_ASCII));
                    }
                    start = at + 1;
                }
            }
        }

        String marks() {
            if (markCount > MAX_MARKS) {
                marks.append("and %d more%n".formatted(markCount - MAX_MARKS));
            }
            return marks.isEmpty() ? "There are no marks.\n" : marks.toString();
        }

        String readme(String program) {
            return """
            Recorded traffic of Timeguard Wi-Fi time switches, to find out more about their protocol.

            %-16s the traffic, for Wireshark, and for timeguard decode, analyse and replay, which
            %-16s take this zip file as it is
            marks.txt        what the owner did, and when
            summary.txt      what the capture holds, and what may be guessed from it

            Device ids, IP addresses and the names of schedules are pseudonyms, the same ones everywhere, in
            frames with checksums made anew. Crosses stand for words that the owner hid. Times, schedules,
            firmware versions, and when the load was on are as they were.

            Times are UTC in the capture, and those of %s in the texts.

            %s
            %s\
            """
                    .formatted(CAPTURE, "", zone, program, versions());
        }

        private String versions() {
            return versions.entrySet().stream()
                    .map(of ->
                            "%s: code version %s%n"
                                    .formatted(of.getKey(), String.join(", ", of.getValue())))
                    .collect(Collectors.joining());
        }
    }
}
