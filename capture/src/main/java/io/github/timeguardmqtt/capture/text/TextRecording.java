package io.github.timeguardmqtt.capture.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.pcap.Dissector;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads recordings that are text: lines of hex, frame logs, and dumps of hex, also one behind the
 * other. Lines without a frame are passed over in a log and in a dump, where they are to be
 * expected; elsewhere they are said to be none.
 */
public final class TextRecording {

    /** So many lines that may belong to what follows are kept until that is known. */
    private static final int MAX_HELD = 64;

    /** A dump longer than a packet can be is none. */
    private static final int MAX_BYTES = 1 << 17;

    /** The line that tcpdump writes before a packet: when, and between whom. */
    private static final Pattern TCPDUMP =
            Pattern.compile(
                    "(?:(?:(\\d{4}-\\d\\d-\\d\\d)"
                            + " )?(\\d\\d:\\d\\d:\\d\\d\\.\\d+)|(\\d{9,11}\\.\\d+)) .*");

    private final String prefix;
    private final ZoneId zone;
    private final Consumer<Captured> to;
    private final Dissector dissector;
    private final List<Captured> held = new ArrayList<>();
    private boolean inLogOrDump;

    private Optional<Instant> dumpAt = Optional.empty();
    private String dumpWhere = "";
    private final List<Bytes> dump = new ArrayList<>();
    private int dumpSize;

    /**
     * @param name of the file; empty for the only one
     * @param zone of times that are written without one
     */
    public TextRecording(String name, ZoneId zone, Consumer<Captured> to) {
        this.prefix = name.isEmpty() ? "line " : name + ": line ";
        this.zone = zone;
        this.to = to;
        this.dissector = new Dissector(name, to);
    }

    /** Takes the next line. */
    public void line(Lines line) {
        String where = prefix + line.number();
        if (line.isTooLong()) {
            endDump();
            tellHeld();
            to.accept(
                    new Unreadable(
                            where, "too-long", "the line has over " + Lines.MAX + " bytes", ""));
            return;
        }
        Optional<DumpLine> ofDump = dumpLine(line);
        if (ofDump.isPresent() && isNext(ofDump.get())) {
            takeDump(where, ofDump.get());
            return;
        }
        endDump();
        switch (HexLine.find(line.bytes(), line.length())) {
            case HexLine.Hex hex -> frame(where, hex);
            case HexLine.NoHex none -> noFrame(where, none);
        }
    }

    private void frame(String where, HexLine.Hex hex) {
        Optional<LogLine> log = LogLine.of(hex.text(), zone);
        if (log.isPresent()) {
            held.clear();
            inLogOrDump = true;
        } else if (inLogOrDump && isOther(hex)) {
            noteTime(hex.text() + " ");
            return;
        }
        Datagram datagram = Datagram.decode(hex.bytes());
        boolean isBare = hex.text().isEmpty() && !hex.bytes().isEmpty();
        if (log.isEmpty() && !isBare && isOther(hex)) {
            noteTime(hex.text() + " ");
            hold(Packet.of(where, hex.text(), datagram));
            return;
        }
        tellHeld();
        to.accept(
                log.map(of ->
                                new Packet(
                                        where,
                                        of.at(),
                                        of.flow(),
                                        Side.UNKNOWN,
                                        Direction.UNKNOWN,
                                        of.fate(),
                                        "",
                                        datagram))
                        .orElseGet(() -> Packet.of(where, hex.text(), datagram)));
    }

    /** What may end in hex by chance: words, objects printed over several lines, blank lines. */
    private static boolean isOther(HexLine.Hex hex) {
        Bytes bytes = hex.bytes();
        return bytes.size() < 2 || bytes.at(0) != 0xfa || bytes.at(1) != 0xd4;
    }

    private void noFrame(String where, HexLine.NoHex none) {
        if (LogLine.isOfDatagram(none.text())) { // cut off, or damaged
            held.clear();
            inLogOrDump = true;
            to.accept(new Unreadable(where, "no-hex", none.detail(), none.text()));
            return;
        }
        noteTime(none.text());
        if (!inLogOrDump) {
            hold(new Unreadable(where, "no-hex", none.detail(), none.text()));
        }
    }

    /** Keeps what is passed over if a log or a dump follows. */
    private void hold(Captured captured) {
        if (held.size() >= MAX_HELD) {
            tellHeld();
        }
        held.add(captured);
    }

    /** Of a packet whose dump may follow. */
    private void noteTime(String text) {
        Matcher header = TCPDUMP.matcher(text);
        if (!header.matches()) {
            return;
        }
        dumpAt = Optional.empty();
        try {
            if (header.group(3) != null) {
                String[] parts = header.group(3).split("\\.");
                long nanos = Long.parseLong((parts[1] + "000000000").substring(0, 9));
                dumpAt = Optional.of(Instant.ofEpochSecond(Long.parseLong(parts[0]), nanos));
            } else if (header.group(1) != null) {
                LocalDateTime local = LocalDateTime.parse(header.group(1) + "T" + header.group(2));
                dumpAt = Optional.of(local.atZone(zone).toInstant());
            }
        } catch (DateTimeException | NumberFormatException e) {
            // a time that is none: the packet has none
        }
    }

    private static Optional<DumpLine> dumpLine(Lines line) {
        // The longest such line has an offset, sixteen bytes and sixteen characters.
        return line.length() > 120
                ? Optional.empty()
                : DumpLine.of(new String(line.bytes(), 0, line.length(), UTF_8));
    }

    private boolean isNext(DumpLine line) {
        return line.offset() == 0 || (!dump.isEmpty() && line.offset() == dumpSize);
    }

    private void takeDump(String where, DumpLine line) {
        if (line.offset() == 0) {
            endDump();
            held.clear();
            inLogOrDump = true;
            dumpWhere = where;
        }
        if (dumpSize < MAX_BYTES) {
            dump.add(line.bytes());
            dumpSize += line.bytes().size();
        }
    }

    private void endDump() {
        if (!dump.isEmpty()) {
            Bytes whole = Bytes.concat(dump);
            dump.clear();
            dumpSize = 0;
            Optional<Instant> at = dumpAt;
            dumpAt = Optional.empty();
            dissector.dump(dumpWhere, at, whole);
        }
    }

    private void tellHeld() {
        held.forEach(to);
        held.clear();
    }

    /** Tells what is certain, before something has to be waited for. */
    public void beforeWaiting() {
        tellHeld();
    }

    /** Tells what is left. */
    public void end() {
        endDump();
        tellHeld();
        dissector.endOfDumps();
    }
}
