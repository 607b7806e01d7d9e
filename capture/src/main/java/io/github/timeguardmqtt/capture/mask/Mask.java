package io.github.timeguardmqtt.capture.mask;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides device ids: the first becomes {@code 12345678}, the second {@code 12345679} and so on,
 * wherever their four bytes stand in a payload, in either order. Checksums are made anew, so that a
 * masked frame is as valid as its original. So many ids are told apart; all beyond, which only
 * somebody who invents ids brings about, become {@code 00000000}. Safe for several threads.
 */
public final class Mask {

    private static final int FIRST = 0x12345678;

    /** How many ids are told apart: far above the devices that are let in. */
    private static final int MAX_IDS = 65_536;

    /** Stands for every id that is not told apart. */
    private static final int ANY = 0;

    private static final int MAGIC = 0xd4fa;

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
            return maskBroken(datagram.bytes(), Set.of());
        }
        // All ids first: one frame may hold the id of another.
        Set<Integer> own = new HashSet<>();
        for (Frame frame : frames) {
            maskedValue(frame.device().value());
            own.add(frame.device().value());
        }
        List<Bytes> parts = new ArrayList<>(frames.size() + 1);
        for (Frame frame : frames) {
            Bytes payload = search(frame.payload(), ID_IN_PAYLOAD, own);
            parts.add(FrameCodec.withPayload(frame, payload));
        }
        parts.add(maskBroken(datagram.trailing(), own));
        return Bytes.concat(parts);
    }

    /**
     * Something that is no frame: ids are hidden wherever they stand, and where a frame that is cut
     * off or damaged would have its id stands none that nobody knows.
     */
    private Bytes maskBroken(Bytes bytes, Set<Integer> own) {
        byte[] shown = search(bytes, 0, own).toArray();
        for (int at = 0; at + ID_IN_FRAME < shown.length; at++) {
            if (bytes.u16(at) == MAGIC) {
                int id = at + ID_IN_FRAME;
                int end = Math.min(shown.length, id + ID_SIZE);
                if (end - id < ID_SIZE || hidden((int) bytes.u32(id), own) == null) {
                    Arrays.fill(shown, id, end, (byte) 0);
                }
            }
        }
        return Bytes.copyOf(shown, 0, shown.length);
    }

    /**
     * Hides ids from {@code start} on, looking at the original bytes only.
     *
     * @param own the ids of the datagram itself, which there may have been no room for
     */
    private Bytes search(Bytes bytes, int start, Set<Integer> own) {
        byte[] shown = bytes.toArray();
        for (int at = start; at + ID_SIZE <= bytes.size(); ) {
            int value = (int) bytes.u32(at);
            Integer hidden = hidden(value, own);
            Integer hiddenReversed = hidden(Integer.reverseBytes(value), own);
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

    /** What to show in place of this id, null where it is none. */
    private @Nullable Integer hidden(int id, Set<Integer> own) {
        Integer known = masked.get(id);
        return known == null && own.contains(id) ? Integer.valueOf(ANY) : known;
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
