package io.github.timeguardmqtt.protocol;

import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** A decoded datagram as maps, lists, texts, whole numbers and booleans: what JSON can hold. */
final class DecodedMap implements FieldVisitor {

    private final Deque<Object> open = new ArrayDeque<>();

    private DecodedMap(Map<String, Object> params) {
        open.push(params);
    }

    static Map<String, Object> of(Datagram datagram) {
        Map<String, Object> map =
                switch (datagram.first()) {
                    case Frame frame -> of(frame);
                    case Rejected rejected -> of(rejected);
                };
        if (!datagram.more().isEmpty()) {
            map.put("more", datagram.more().stream().map(DecodedMap::of).toList());
        }
        if (!datagram.trailing().isEmpty()) {
            map.put("trailing", datagram.trailing().toHex());
        }
        return map;
    }

    private static Map<String, Object> of(Rejected rejected) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("valid", false);
        map.put("reason", rejected.reason().label());
        map.put("offset", (long) rejected.offset());
        map.put("detail", rejected.detail());
        return map;
    }

    private static Map<String, Object> of(Frame frame) {
        Envelope envelope = frame.envelope();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("valid", true);
        map.put("messageId", envelope.messageId());
        map.put("type", (long) envelope.type());
        map.put("flags", (long) envelope.flags());
        map.put("sequence", (long) envelope.sequence());
        map.put("unknown", envelope.unknown().toHex());
        map.put("deviceId", envelope.device().toString());
        map.put("kind", frame.kind().label());
        map.put("paramsSize", (long) envelope.paramsSize());
        map.put("params", params(frame.message()));
        map.put("extra", frame.extra().toHex());
        map.put("raw", frame.bytes().toHex());
        return map;
    }

    static Map<String, Object> params(Message message) {
        Map<String, Object> params = new LinkedHashMap<>();
        DecodedMap visitor = new DecodedMap(params);
        FrameFields.visit(message, visitor);
        if (visitor.open.size() != 1) {
            throw new AssertionError("left open: " + visitor.open);
        }
        return params;
    }

    @Override
    public void number(String name, Place place, long value, Unit unit) {
        put(name, value);
    }

    @Override
    public void flag(String name, Place place, boolean value) {
        put(name, value);
    }

    @Override
    public void coded(String name, Place place, Coded value) {
        if (!value.isKnown()) {
            put(name, (long) value.value());
        } else if (value instanceof Toggle) {
            put(name, value.equals(Toggle.ON));
        } else {
            put(name, value.label());
        }
    }

    @Override
    public void days(String name, Place place, SequencedSet<DayOfWeek> value) {
        put(name, value.stream().map(DayOfWeek::name).toList());
    }

    @Override
    public void text(String name, Place place, Text value, Charset charset) {
        put(
                name,
                value.in(charset)
                        .<Object>map(text -> text)
                        .orElseGet(() -> Map.of("hex", value.bytes().toHex())));
    }

    @Override
    public void unknown(String name, Place place, Bytes value) {
        put(name, value.toHex());
    }

    @Override
    public void beginObject(String name) {
        Map<String, Object> object = new LinkedHashMap<>();
        put(name, object);
        open.push(object);
    }

    @Override
    public void endObject() {
        open.pop();
    }

    @Override
    public void beginList(String name) {
        List<Object> list = new ArrayList<>();
        put(name, list);
        open.push(list);
    }

    @Override
    public void endList() {
        open.pop();
    }

    @SuppressWarnings("unchecked")
    private void put(String name, Object value) {
        switch (open.element()) {
            case Map<?, ?> map -> ((Map<String, Object>) map).put(name, value);
            case List<?> list -> ((List<Object>) list).add(value);
            default -> throw new AssertionError(open);
        }
    }
}
