package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FieldVisitor.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What nobody has explained before the message: three bytes, and a bit of the flags. */
final class EnvelopeTracks {

    private static final int UNKNOWN_OFFSET = 13;
    private static final int FLAGS_OFFSET = 9;
    private static final int UNKNOWN_FLAG = 4;

    private final Budget budget;
    private final List<Signal> unnamed = new ArrayList<>();

    /** By whether they are from the server. */
    private final Map<Boolean, UnknownTrack> unknowns = new LinkedHashMap<>();

    /** By type and the other flags. */
    private final Map<Integer, UnknownTrack> flagBits = new LinkedHashMap<>();

    EnvelopeTracks(Budget budget) {
        this.budget = budget;
    }

    void take(Envelope envelope, long now) {
        unknowns.computeIfAbsent(
                        envelope.fromServer(),
                        _ -> new UnknownTrack("unknown", UNKNOWN_OFFSET, budget))
                .sample(envelope.unknown(), now, unnamed);
        int key = envelope.type() << 4 | (envelope.flags() & ~UNKNOWN_FLAG);
        Place bit = new Place(FLAGS_OFFSET, 1, UNKNOWN_FLAG);
        flagBits.computeIfAbsent(key, _ -> new UnknownTrack("flags bit 2", bit, budget))
                .sample(envelope.flags() & UNKNOWN_FLAG, now, unnamed);
    }

    /** Hands over each field, and in which messages it stands. */
    void forEach(BiConsumer<String, UnknownTrack> to) {
        unknowns.forEach((fromServer, track) ->
                to.accept(fromServer ? "all to device" : "all from device", track));
        flagBits.forEach((key, track) -> {
            int flags = key & 0xf;
            to.accept(
                    "type %d flags %X or %X".formatted(key >>> 4, flags, flags | UNKNOWN_FLAG),
                    track);
        });
    }
}
