package io.github.timeguardmqtt.cli;

import io.avaje.json.JsonWriter;
import io.avaje.json.stream.JsonStream;
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
import java.util.HexFormat;
import java.util.Optional;
import java.util.SequencedSet;

/** Datagrams as JSON, an object a line. Source: docs/decoding.md. */
final class FrameJson implements DatagramPrinter, FieldVisitor {

    private static final JsonStream JSON = JsonStream.builder().serializeEmpty(true).build();

    private final JsonWriter to;

    FrameJson(OutputStream out) {
        this.to = JSON.writer(out);
    }

    @Override
    public void datagram(String text, Datagram datagram) {
        switch (datagram.first()) {
            case Rejected rejected ->
                    invalid(rejected.reason().label(), rejected.offset(), rejected.detail());
            case Frame frame -> {
                beginFrame(frame);
                if (!datagram.more().isEmpty()) {
                    to.name("more");
                    to.beginArray();
                    for (Frame next : datagram.more()) {
                        beginFrame(next);
                        to.endObject();
                    }
                    to.endArray();
                }
                if (!datagram.trailing().isEmpty()) {
                    hex("trailing", datagram.trailing());
                }
                to.endObject();
            }
        }
        to.writeNewLine();
    }

    @Override
    public void problem(String text, String reason, String detail) {
        invalid(reason, 0, detail);
        to.writeNewLine();
    }

    @Override
    public void flush() {
        to.flush();
    }

    private void invalid(String reason, int offset, String detail) {
        to.beginObject();
        to.name("valid");
        to.value(false);
        to.name("reason");
        to.value(reason);
        number("offset", offset);
        to.name("detail");
        to.value(detail);
        to.endObject();
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
        to.beginArray();
        for (DayOfWeek day : value) {
            to.value(day.name());
        }
        to.endArray();
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
        to.beginArray();
    }

    @Override
    public void endList() {
        to.endArray();
    }

    /** Characters that a terminal or a reader of lines could take for its own stand escaped. */
    private void string(String text) {
        if (text.codePoints().noneMatch(FrameJson::isInvisible)) {
            to.value(text);
            return;
        }
        StringBuilder json = new StringBuilder("\"");
        text.codePoints()
                .forEach(point -> {
                    // The writer takes raw text as ASCII, so the rest is escaped too.
                    if (point > '~' || isInvisible(point)) {
                        for (char unit : Character.toChars(point)) {
                            json.append("\\u").append(HexFormat.of().toHexDigits(unit));
                        }
                    } else {
                        json.append(point == '"' || point == '\\' ? "\\" : "")
                                .appendCodePoint(point);
                    }
                });
        to.rawValue(json.append('"').toString());
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
