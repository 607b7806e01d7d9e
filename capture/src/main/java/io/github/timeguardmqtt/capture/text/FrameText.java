package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.capture.text.FieldRows.Row;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FieldVisitor.Place;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Rejected;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames as a person reads them: a headline, then a row a field with its offset, bytes, name, value
 * and meaning. The columns stand in the same places for every frame.
 */
public final class FrameText {

    private static final int BYTES_A_ROW = 8;
    private static final int BYTES_WIDTH = 3 * BYTES_A_ROW - 1;
    private static final int NAME_WIDTH = 23;
    private static final int VALUE_WIDTH = 10;
    private static final int OFFSET_WIDTH = 5;
    private static final int TAIL = 4;

    private final Colour colour;
    private final Extent extent;

    /** Whether to mark what matters with the colours of a terminal. */
    public enum Colour {
        PLAIN,
        ANSI
    }

    /** Which fields of a frame to show. */
    public enum Extent {
        FRAME,
        /** What the message says; the envelope only as far as the headline has it. */
        MESSAGE
    }

    /** How a piece of text stands out. */
    private enum Ink {
        HEADLINE("1"),
        FAINT("2"),
        UNKNOWN("33"),
        WRONG("31");

        private final String code;

        Ink(String code) {
            this.code = code;
        }
    }

    public FrameText(Colour colour, Extent extent) {
        this.colour = colour;
        this.extent = extent;
    }

    /** Everything a datagram holds; ends with a line end. */
    public void datagram(Datagram datagram, StringBuilder to) {
        switch (datagram.first()) {
            case Frame frame -> frame(frame, to);
            case Rejected rejected -> rejected(rejected, datagram.bytes(), to);
        }
        for (Frame frame : datagram.more()) {
            to.append('\n');
            frame(frame, to);
        }
        if (!datagram.trailing().isEmpty()
                && FrameCodec.decode(datagram.trailing()) instanceof Rejected rejected) {
            to.append('\n');
            ink(Ink.WRONG, "Behind the last frame: ", to);
            rejected(rejected, datagram.trailing(), to);
        }
    }

    /** A frame; ends with a line end. */
    public void frame(Frame frame, StringBuilder to) {
        headline(frame, to);
        FieldRows rows = new FieldRows(frame.bytes());
        int size = frame.bytes().size();
        if (extent == Extent.FRAME) {
            envelope(frame, rows);
        }
        FrameFields.visit(frame.message(), rows);
        int extra = frame.extra().size();
        if (extra > 0) {
            rows.unknown(size - TAIL - extra, extra, "extra");
        }
        if (extent == Extent.FRAME) {
            rows.known(size - TAIL, 2, "checksum", word(frame.bytes().u16(size - TAIL)), "matches");
            rows.known(size - 2, 2, "footer", "", "");
        }
        Place before = new Place(-1, 0, 0);
        for (Row row : rows.rows()) {
            row(frame.bytes(), row, before.offset() == row.place().offset(), to);
            before = row.place();
        }
    }

    /** Something that holds no frame and why, with one line end. */
    public void problem(String reason, String detail, StringBuilder to) {
        ink(Ink.WRONG, "Invalid, " + reason + ": ", to);
        to.append(detail).append('\n');
    }

    /** The text that a frame was found behind, with one line end: for above the frame. */
    public void source(String text, StringBuilder to) {
        ink(Ink.FAINT, PrintableText.of(text), to);
        to.append('\n');
    }

    private void rejected(Rejected rejected, Bytes bytes, StringBuilder to) {
        int at = rejected.offset();
        problem(rejected.reason().label() + " at offset " + at, rejected.detail(), to);
        int wrong =
                switch (rejected.reason()) {
                    case MAGIC, SIZE, FOOTER, CHECKSUM, PARAMS_SIZE -> 2;
                    case TRUNCATED, TYPE, FLAGS -> 1;
                };
        if (bytes.isEmpty()) {
            return;
        }
        int from = Math.max(0, at - BYTES_A_ROW);
        int end = Math.min(bytes.size(), at + wrong + BYTES_A_ROW);
        offset(Integer.toString(from), to);
        if (from > 0) {
            to.append(".. ");
        }
        to.append(bytes.slice(from, end - from).toSpacedHex());
        if (end < bytes.size()) {
            to.append(" ..");
        }
        int indent = (from > 0 ? OFFSET_WIDTH + 5 : OFFSET_WIDTH + 2) + 3 * (at - from);
        to.append('\n').repeat(' ', indent);
        ink(Ink.WRONG, "^".repeat(3 * wrong - 1), to);
        to.append('\n');
    }

    private void headline(Frame frame, StringBuilder to) {
        Envelope envelope = frame.envelope();
        String name = frame.kind().label();
        if (frame.kind() == Kind.UNKNOWN) {
            name += " (type %d, flags %X)".formatted(envelope.type(), envelope.flags());
        }
        ink(Ink.HEADLINE, name, to);
        to.append(envelope.fromServer() ? " to device " : " from device ").append(frame.device());
        to.append(", message ").append(envelope.messageId());
        to.append(", sequence ").append(envelope.sequence()).append('\n');
    }

    private static void envelope(Frame frame, FieldRows rows) {
        Envelope envelope = frame.envelope();
        long id = envelope.messageId();
        boolean isServerId = id == Envelope.SERVER_MESSAGE_ID;
        boolean isReport = envelope.sequence() == Envelope.REPORT_SEQUENCE;
        rows.known(0, 2, "magic", "", "");
        rows.known(2, 2, "payload size", "" + frame.bytes().u16(2), "");
        rows.known(4, 4, "message id", "" + id, isServerId ? "always so from the server" : "");
        rows.known(8, 1, "type", "" + envelope.type(), "");
        rows.known(9, 1, "flags", "" + envelope.flags(), flags(envelope.flags()));
        rows.known(10, 2, "params size", "" + envelope.paramsSize(), "");
        rows.known(
                12,
                1,
                "sequence",
                "" + envelope.sequence(),
                isReport ? "a report, or the answer to one" : "");
        rows.unknown(13, 3, "unknown");
        rows.known(16, 4, "device id", frame.device().toString(), "");
    }

    private static String flags(int flags) {
        List<String> parts = new ArrayList<>();
        parts.add((flags & 8) != 0 ? "from the server" : "from a device");
        if ((flags & 1) != 0) {
            parts.add("response");
        }
        if ((flags & 2) != 0) {
            parts.add("write");
        }
        if ((flags & 4) != 0) {
            parts.add("unknown bit 2");
        }
        return String.join(", ", parts);
    }

    private void row(Bytes frame, Row row, boolean sameBytes, StringBuilder to) {
        Place place = row.place();
        Bytes bytes = frame.slice(place.offset(), place.length());
        int shown = sizeWithoutZeros(bytes);
        if (bytes.size() - shown <= BYTES_A_ROW) {
            shown = bytes.size();
        }
        String cell = cell(bytes, 0, shown);
        if (sameBytes) {
            cell = " ".repeat(cell.length());
        }
        if (place.bits() != 0) {
            cell += "  " + bits(place, bytes);
        }
        String words =
                padded(cell, BYTES_WIDTH)
                        + padded(row.name(), NAME_WIDTH)
                        + padded(row.value(), VALUE_WIDTH)
                        + row.meaning();
        offset(sameBytes ? "" : Integer.toString(place.offset()), to);
        if (row.isUnknown()) {
            ink(Ink.UNKNOWN, words.stripTrailing(), to);
        } else {
            to.append(words.stripTrailing());
        }
        to.append('\n');
        for (int at = BYTES_A_ROW; at < shown; at += BYTES_A_ROW) {
            continuation(place.offset() + at, cell(bytes, at, shown), to);
        }
        if (0 < shown && shown < bytes.size()) {
            continuation(place.offset() + shown, cell(bytes, shown, shown), to);
        }
    }

    private void continuation(int offset, String cell, StringBuilder to) {
        offset(Integer.toString(offset), to);
        to.append(cell).append('\n');
    }

    /** A row's worth of bytes from {@code at} on, or the zeros from {@code zerosAt} on in words. */
    private static String cell(Bytes bytes, int at, int zerosAt) {
        return at == zerosAt && at < bytes.size()
                ? "00, " + (bytes.size() - at) + " times"
                : bytes.slice(at, Math.min(BYTES_A_ROW, zerosAt - at)).toSpacedHex();
    }

    /** The little-endian number at the place in binary, dots for the bits of others. */
    private static String bits(Place place, Bytes bytes) {
        int width = 8 * place.length();
        StringBuilder bits = new StringBuilder(width);
        for (int bit = width - 1; bit >= 0; bit--) {
            boolean set = (bytes.at(bit / 8) >>> bit % 8 & 1) != 0;
            boolean own = (place.bits() >>> bit & 1) != 0;
            bits.append(own ? (set ? '1' : '0') : '.');
        }
        return bits.toString();
    }

    private void offset(String offset, StringBuilder to) {
        ink(Ink.FAINT, " ".repeat(OFFSET_WIDTH - offset.length()) + offset + "  ", to);
    }

    private void ink(Ink ink, String text, StringBuilder to) {
        if (colour == Colour.PLAIN) {
            to.append(text);
        } else {
            to.append("\u001b[").append(ink.code).append('m').append(text).append("\u001b[0m");
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()) + 2);
    }

    private static String word(int word) {
        return "%04x".formatted(word);
    }

    /** How many bytes there are up to the last that is not zero. */
    static int sizeWithoutZeros(Bytes bytes) {
        int size = bytes.size();
        while (size > 0 && bytes.at(size - 1) == 0) {
            size--;
        }
        return size;
    }
}
