package io.github.timeguardmqtt.workbench.diff;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What frames hold, each different one kept once and known by a number. */
final class Contents {

    /** So many are told apart, of so many bytes together. */
    private static final int MAX_CONTENTS = 200_000;

    private static final long MAX_BYTES = 24_000_000;

    private static final int MESSAGE_ID = 4;
    private static final int SEQUENCE = 12;
    private static final int UNKNOWN = 13;
    private static final int DEVICE = 16;
    private static final int PARAMS = 20;
    private static final int UPTIME = PARAMS + 8;
    private static final int TAIL = 4;

    private final boolean isStrict;
    private final Map<Bytes, Integer> numbers = new HashMap<>();
    private final List<Bytes> all = new ArrayList<>();
    private long size;

    /**
     * @param isStrict whether what is another in every frame counts: message numbers, sequences,
     *     uptimes, times, and what a server's memory held
     */
    Contents(boolean isStrict) {
        this.isStrict = isStrict;
    }

    boolean isStrict() {
        return isStrict;
    }

    /** The number of what a frame holds; -1 where there is no room for more. */
    int of(Frame frame) {
        Bytes bytes = frame.bytes();
        byte[] counting = bytes.toArray();
        zero(counting, DEVICE, 4);
        zero(counting, counting.length - TAIL, 2);
        if (!isStrict) {
            zero(counting, MESSAGE_ID, 4);
            zero(counting, SEQUENCE, 1);
            if (frame.envelope().fromServer()) {
                zero(counting, UNKNOWN, 3);
            }
            switch (frame.kind()) {
                case PING_REQUEST -> zero(counting, UPTIME, 4);
                case PING_RESPONSE -> zero(counting, PARAMS, 4);
                default -> {}
            }
        }
        return of(Bytes.copyOf(counting), bytes);
    }

    /** The number of bytes that are no frame. */
    int of(Bytes bytes) {
        return of(bytes, bytes);
    }

    private int of(Bytes counting, Bytes bytes) {
        Integer known = numbers.get(counting);
        if (known != null) {
            return known;
        }
        if (all.size() == MAX_CONTENTS || size + bytes.size() > MAX_BYTES) {
            return -1;
        }
        size += bytes.size();
        numbers.put(counting, all.size());
        // What was read may be a part of something large.
        all.add(bytes.compact());
        return all.size() - 1;
    }

    /** The bytes of the first that held it. */
    Bytes bytes(int number) {
        return all.get(number);
    }

    private static void zero(byte[] bytes, int from, int count) {
        Arrays.fill(bytes, from, from + count, (byte) 0);
    }
}
