package io.github.timeguardmqtt.app.frames;

import io.github.timeguardmqtt.api.json.JsonWriter;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameFields;
import io.github.timeguardmqtt.protocol.Rejected;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Datagrams as JSON, an object a line. Source: docs/reference/json.md. */
final class FrameJson implements CapturedPrinter, FieldVisitor {

    private final JsonWriter to;

    FrameJson(OutputStream out) {
        this.to = new JsonWriter(out);
    }

    @Override
    public void packet(Packet packet, List<String> changed) {
        Datagram datagram = packet.datagram();
        switch (datagram.first()) {
            case Rejected rejected -> {
                beginInvalid(rejected.reason().label(), rejected.offset(), rejected.detail());
                if (packet.flow().isPresent()) {
                    hex("raw", datagram.bytes()); // a line of text has them already
                }
            }
            case Frame frame -> {
                beginFrame(frame);
                if (!datagram.more().isEmpty()) {
                    to.name("more");
                    to.beginList();
                    for (Frame next : datagram.more()) {
                        beginFrame(next);
                        to.endObject();
                    }
                    to.endList();
                }
                if (!datagram.trailing().isEmpty()) {
                    hex("trailing", datagram.trailing());
                }
            }
        }
        around(packet);
        if (!changed.isEmpty()) {
            to.name("changed");
            to.beginList();
            changed.forEach(to::value);
            to.endList();
        }
        to.endObject();
        to.endLine();
    }

    /** What the recording says of the packet. */
    private void around(Packet packet) {
        packet.at().ifPresent(this::time);
        if (packet.flow().isEmpty()) {
            return;
        }
        Flow flow = packet.flow().get();
        field("source", Addresses.text(flow.source()));
        field("destination", Addresses.text(flow.destination()));
        field("transport", flow.transport().name());
        if (packet.leg() != Side.UNKNOWN) {
            field("leg", packet.leg().name());
        }
        if (packet.direction() != Direction.UNKNOWN) {
            field("direction", packet.direction().name());
        }
        if (packet.fate() != Disposition.PASSED) {
            field("fate", packet.fate().name());
        }
        if (!packet.text().isEmpty()) {
            to.name("comment");
            string(packet.text());
        }
    }

    @Override
    public void mark(Mark mark) {
        to.beginObject();
        to.name("mark");
        string(mark.text());
        mark.at().ifPresent(this::time);
        to.endObject();
        to.endLine();
    }

    @Override
    public void unreadable(Unreadable none) {
        beginInvalid(none.reason(), 0, none.sentence());
        to.endObject();
        to.endLine();
    }

    private void time(Instant at) {
        field("time", at.toString());
    }

    private void field(String name, String value) {
        to.name(name);
        to.value(value);
    }

    @Override
    public void flush() {
        to.flush();
    }

    private void beginInvalid(String reason, int offset, String detail) {
        to.beginObject();
        to.name("valid");
        to.value(false);
        to.name("reason");
        to.value(reason);
        number("offset", offset);
        to.name("detail");
        to.value(detail);
    }

    private void beginFrame(Frame frame) {
        Envelope envelope = frame.envelope();
        to.beginObject();
        to.name("valid");
        to.value(true);
        number("messageId", envelope.messageId());
        number("type", envelope.type());
        number("flags", envelope.flags());
        number("sequence", envelope.sequence());
        hex("unknown", envelope.unknown());
        to.name("deviceId");
        to.value(envelope.device().toString());
        to.name("kind");
        to.value(frame.kind().label());
        number("paramsSize", envelope.paramsSize());
        beginObject("params");
        FrameFields.visit(frame.message(), this);
        to.endObject();
        hex("extra", frame.extra());
        hex("raw", frame.bytes());
    }

    @Override
    public void number(String name, Place place, long value, Unit unit) {
        number(name, value);
    }

    @Override
    public void flag(String name, Place place, boolean value) {
        to.name(name);
        to.value(value);
    }

    @Override
    public void coded(String name, Place place, Coded value) {
        to.name(name);
        if (!value.isKnown()) {
            to.value(value.value());
        } else if (value instanceof Toggle) {
            to.value(value.equals(Toggle.ON));
        } else {
            to.value(value.label());
        }
    }

    @Override
    public void days(String name, Place place, SequencedSet<DayOfWeek> value) {
        to.name(name);
        to.beginList();
        for (DayOfWeek day : value) {
            to.value(day.name());
        }
        to.endList();
    }

    @Override
    public void text(String name, Place place, Text value, Charset charset) {
        Optional<String> text = value.in(charset);
        if (text.isPresent()) {
            to.name(name);
            string(text.get());
        } else {
            beginObject(name);
            hex("hex", value.bytes());
            to.endObject();
        }
    }

    @Override
    public void unknown(String name, Place place, Bytes value) {
        hex(name, value);
    }

    @Override
    public void beginObject(String name) {
        if (!name.isEmpty()) {
            to.name(name);
        }
        to.beginObject();
    }

    @Override
    public void endObject() {
        to.endObject();
    }

    @Override
    public void beginList(String name) {
        to.name(name);
        to.beginList();
    }

    @Override
    public void endList() {
        to.endList();
    }

    /** Characters that a terminal or a reader of lines could take for its own stand escaped. */
    private void string(String text) {
        if (text.codePoints().noneMatch(FrameJson::isInvisible)) {
            to.value(text);
        } else {
            to.ascii(text);
        }
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }

    private void number(String name, long value) {
        to.name(name);
        to.value(value);
    }

    private void hex(String name, Bytes value) {
        to.name(name);
        to.value(value.toHex());
    }
}
