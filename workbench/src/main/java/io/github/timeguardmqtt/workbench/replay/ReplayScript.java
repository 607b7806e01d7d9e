package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a recording by device, in the order in which they were recorded. Of a gateway's two
 * sides the device's is taken; a frame that was recorded twice on its way is taken once.
 */
public final class ReplayScript {

    /** So many frames are kept at most: ten days of a device. */
    public static final int MAX_FRAMES = 200_000;

    /** A frame that passes a recorder twice does so within this time. */
    private static final Duration SAME = Duration.ofMillis(50);

    /** What stands for a recording without times: devices report about so often. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /**
     * A frame of the recording.
     *
     * @param where it stands there
     * @param after the first frame of all
     * @param at when it was recorded; nothing where the recording does not say
     */
    public record Line(String where, Duration after, Optional<Instant> at, Frame frame) {

        /** The frame with another id, another sequence, and the checksum that belongs to them. */
        Bytes as(DeviceId device, int sequence) {
            return as(device, sequence, frame.message());
        }

        /** The same with another message of its kind. */
        Bytes as(DeviceId device, int sequence, Message message) {
            Envelope was = frame.envelope();
            Envelope envelope =
                    new Envelope(
                            was.messageId(),
                            was.type(),
                            was.flags(),
                            was.paramsSize(),
                            sequence,
                            was.unknown(),
                            device);
            return FrameCodec.exact(envelope, message, frame.extra()).bytes();
        }

        String label() {
            return label(frame);
        }

        /** What kind of frame it is, for a person. */
        static String label(Frame frame) {
            return frame.kind() != Kind.UNKNOWN
                    ? frame.kind().label()
                    : "Unknown (type %d, flags %d)"
                            .formatted(frame.envelope().type(), frame.envelope().flags());
        }
    }

    private final SequencedMap<DeviceId, List<Line>> lines = new LinkedHashMap<>();
    private boolean hasDeviceSide;
    private int count;
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;
    private Bytes before = Bytes.EMPTY;
    private Instant beforeAt = Instant.MIN;

    /** Without any frame. */
    public ReplayScript() {}

    /**
     * Takes the next of the recording.
     *
     * @throws IllegalArgumentException when there are more frames than {@link #MAX_FRAMES}
     */
    public void add(Captured captured) {
        if (!(captured instanceof Packet packet)) {
            return;
        }
        if (packet.leg() == Side.DEVICE && !hasDeviceSide) {
            hasDeviceSide = true;
            lines.clear();
            count = 0;
        }
        if (hasDeviceSide && packet.leg() != Side.DEVICE) {
            return;
        }
        Instant at = packet.at().orElseGet(() -> last.plus(STEP));
        Bytes bytes = packet.datagram().bytes();
        boolean isSame = bytes.equals(before) && Duration.between(beforeAt, at).compareTo(SAME) < 0;
        if (isSame && packet.at().isPresent()) {
            return;
        }
        before = bytes;
        beforeAt = at;
        last = at;
        for (Frame frame : packet.datagram().frames()) {
            if (first == null) {
                first = at;
            }
            count++;
            if (count > MAX_FRAMES) {
                throw new IllegalArgumentException(
                        String.format(
                                Locale.ROOT,
                                "the recording has more than %,d frames: cut a part of it out"
                                        + " first",
                                MAX_FRAMES));
            }
            lines.computeIfAbsent(frame.device(), _ -> new ArrayList<>())
                    .add(new Line(packet.where(), Duration.between(first, at), packet.at(), frame));
        }
    }

    /** All devices, in the order in which they appear. */
    public List<DeviceId> devices() {
        return List.copyOf(lines.keySet());
    }

    /** All frames from and to a device. */
    public List<Line> of(DeviceId device) {
        return lines.getOrDefault(device, List.of());
    }
}
