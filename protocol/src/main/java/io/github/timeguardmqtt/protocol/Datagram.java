package io.github.timeguardmqtt.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * A datagram taken apart. One frame each has been seen; nothing rules out several back to back.
 *
 * @param bytes the whole datagram
 * @param first its first frame, or why there is none
 * @param more the frames that follow at once, in order
 * @param trailing what stands behind the last frame; empty where there is no first
 */
public record Datagram(Bytes bytes, DecodeResult first, List<Frame> more, Bytes trailing) {

    /** Takes any bytes apart. Never throws. */
    public static Datagram decode(Bytes bytes) {
        DecodeResult first = FrameCodec.decode(bytes);
        if (!(first instanceof Frame frame)) {
            return new Datagram(bytes, first, List.of(), Bytes.EMPTY);
        }
        Bytes rest = bytes.from(frame.bytes().size());
        if (rest.isEmpty()) {
            return new Datagram(bytes, first, List.of(), rest);
        }
        List<Frame> more = new ArrayList<>();
        while (!rest.isEmpty() && FrameCodec.decode(rest) instanceof Frame next) {
            more.add(next);
            rest = rest.from(next.bytes().size());
        }
        return new Datagram(bytes, first, List.copyOf(more), rest);
    }

    /** All frames, in order. */
    public List<Frame> frames() {
        if (!(first instanceof Frame frame)) {
            return List.of();
        }
        if (more.isEmpty()) {
            return List.of(frame);
        }
        List<Frame> frames = new ArrayList<>(1 + more.size());
        frames.add(frame);
        frames.addAll(more);
        return frames;
    }
}
