package io.github.timeguardmqtt.capture.mask;

import io.github.timeguardmqtt.protocol.Bytes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bytes to find in others, and as many to put in the place of each. */
final class Dictionary {

    /** By their first byte, and by their number, the longest first. */
    private final Map<Integer, TreeMap<Integer, Map<Bytes, Bytes>>> entries = new HashMap<>();

    private final boolean isText;

    /**
     * @param isText whether large and small letters of ASCII are the same
     */
    Dictionary(boolean isText) {
        this.isText = isText;
    }

    void put(Bytes original, Bytes shown) {
        Bytes key = key(original);
        entries.computeIfAbsent(key.at(0), _ -> new TreeMap<>(Comparator.reverseOrder()))
                .computeIfAbsent(key.size(), _ -> new HashMap<>())
                .put(key, shown);
    }

    /** What to show in place of the longest that stands there; null where none does. */
    @Nullable Bytes at(Bytes bytes, int at) {
        int first = isText ? lower(bytes.at(at)) : bytes.at(at);
        for (Map.Entry<Integer, Map<Bytes, Bytes>> ofSize :
                entries.getOrDefault(first, new TreeMap<>()).entrySet()) {
            int size = ofSize.getKey();
            if (at + size <= bytes.size()) {
                Bytes shown = ofSize.getValue().get(key(bytes.slice(at, size)));
                if (shown != null) {
                    return shown;
                }
            }
        }
        return null;
    }

    private Bytes key(Bytes bytes) {
        return isText ? lower(bytes) : bytes;
    }

    /** In small letters: those of ASCII, as what a byte of another is only its neighbours know. */
    static Bytes lower(Bytes bytes) {
        byte[] lower = bytes.toArray();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) lower(lower[i]);
        }
        return Bytes.copyOf(lower);
    }

    private static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
