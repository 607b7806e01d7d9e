package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hides device ids: the first becomes {@code 12345678}, the second {@code 12345679} and so on,
 * wherever their four bytes stand in a payload, in either order. Checksums are made anew, so that a
 * masked frame is as valid as its original. Safe for several threads.
 */
public final class Mask {

    private static final int FIRST = 0x12345678;

    /** How many ids are told apart: far above the devices that are let in. */
    private static final int MAX_IDS = 65_536;

    /** Stands for every id that is not told apart. */
    private static final int ANY = 0;

    /** Where the device id stands in a payload, and in a frame. */
    private static final int ID_IN_PAYLOAD = 8;

    private static final int ID_IN_FRAME = 16;
    private static final int ID_SIZE = 4;

    private final boolean on;
    private final Map<Integer, Integer> masked = new HashMap<>();

    public Mask(boolean on) {
        this.on = on;
    }

    /** The id to show in place of this one. */
    public synchronized DeviceId mask(DeviceId id) {
        return on ? new DeviceId(maskedValue(id.value())) : id;
    }

    /** The bytes to show in place of these. */
    public synchronized Bytes mask(Datagram datagram) {
        if (!on) {
            return datagram.bytes();
        }
        List<Frame> frames = datagram.frames();
        if (frames.isEmpty()) {
            return maskBroken(datagram.bytes());
        }
        // All ids first: one frame may hold the id of another.
        frames.forEach(frame -> maskedValue(frame.device().value()));
        List<Bytes> parts = new ArrayList<>(frames.size() + 1);
        for (Frame frame : frames) {
            parts.add(FrameCodec.withPayload(frame, search(frame.payload(), ID_IN_PAYLOAD)));
        }
        parts.add(search(datagram.trailing(), 0));
        return Bytes.concat(parts);
    }

    /**
     * Something that is no frame: known ids are hidden wherever they stand, and where a frame would
     * have its id stands none that nobody knows.
     */
    private Bytes maskBroken(Bytes bytes) {
        byte[] shown = search(bytes, 0).toArray();
        boolean likeFrame = bytes.size() > 1 && bytes.at(0) == 0xfa && bytes.at(1) == 0xd4;
        boolean hidden = bytes.size() >= ID_IN_FRAME + ID_SIZE && isKnown(bytes, ID_IN_FRAME);
        if (likeFrame && !hidden) {
            for (int i = ID_IN_FRAME; i < Math.min(shown.length, ID_IN_FRAME + ID_SIZE); i++) {
                shown[i] = 0;
            }
        }
        return Bytes.copyOf(shown, 0, shown.length);
    }

    /** Hides the known ids from {@code start} on, looking at the original bytes only. */
    private Bytes search(Bytes bytes, int start) {
        byte[] shown = bytes.toArray();
        for (int at = start; at + ID_SIZE <= bytes.size(); ) {
            int value = (int) bytes.u32(at);
            Integer hidden = masked.get(value);
            Integer hiddenReversed = masked.get(Integer.reverseBytes(value));
            if (hidden != null) {
                put(hidden, shown, at);
                at += ID_SIZE;
            } else if (hiddenReversed != null) {
                put(Integer.reverseBytes(hiddenReversed), shown, at);
                at += ID_SIZE;
            } else {
                at++;
            }
        }
        return Bytes.copyOf(shown, 0, shown.length);
    }

    private boolean isKnown(Bytes bytes, int at) {
        return masked.containsKey((int) bytes.u32(at));
    }

    private int maskedValue(int id) {
        Integer known = masked.get(id);
        if (known != null) {
            return known;
        }
        int value = masked.size() < MAX_IDS ? FIRST + masked.size() : ANY;
        if (value != ANY) {
            masked.put(id, value);
        }
        return value;
    }

    private static void put(int value, byte[] target, int at) {
        for (int i = 0; i < ID_SIZE; i++) {
            target[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
