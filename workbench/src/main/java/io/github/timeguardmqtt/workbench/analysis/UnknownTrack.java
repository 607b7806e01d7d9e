package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.FieldVisitor.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A field that nobody has explained: as a whole, and each of its bytes. */
final class UnknownTrack {

    static final int MAX_WORD = 4;

    private final String field;
    private final Budget budget;
    private final int mask;
    private final List<Signal> bytes = new ArrayList<>();
    private final Counts whole;
    private final Map<Long, String> labels = new HashMap<>(2);
    private int offset;
    private int length;
    private long samples;
    private long lastWhole = Signal.NONE;

    /** How often any of so many bytes changed, by their number and the first of them. */
    private final long[][] wordChanges = new long[MAX_WORD + 1][];

    /** One of whole bytes, of any number. */
    UnknownTrack(String field, int offset, Budget budget) {
        this.field = field;
        this.offset = offset;
        this.budget = budget;
        mask = 0;
        whole = new Counts(budget);
    }

    /** Bits of a number, told as that number without its other bits. */
    UnknownTrack(String field, Place place, Budget budget) {
        this.field = field;
        this.budget = budget;
        offset = place.offset();
        length = place.length();
        mask = place.bits();
        whole = new Counts(budget);
    }

    void at(int place) {
        offset = place;
    }

    /**
     * @param all where a byte that is seen for the first time is added to
     */
    void sample(Bytes value, long now, List<Signal> all) {
        samples++;
        length = Math.max(length, value.size());
        long hash = hash(value);
        whole.add(hash);
        if (hash != lastWhole) {
            lastWhole = hash;
            if (labels.size() < Counts.MAX_VALUES
                    && !labels.containsKey(hash)
                    && budget.take(4 + value.size() / 4)) {
                labels.put(hash, shown(value));
            }
        }
        int count = Math.min(value.size(), KindTrack.MAX_BYTES);
        while (bytes.size() < count && budget.take(Signal.NUMBERS)) {
            add("byte " + bytes.size(), 8, all);
        }
        long changed = 0;
        for (int i = 0; i < Math.min(count, bytes.size()); i++) {
            Signal signal = bytes.get(i);
            boolean isOther = signal.samples() > 0 && signal.last() != value.at(i);
            changed |= isOther ? 1L << i : 0;
            signal.sample(value.at(i), now);
        }
        if (changed != 0) {
            countWords(changed);
        }
    }

    private void countWords(long changed) {
        long moved = changed;
        for (int size = 2; size <= MAX_WORD; size++) {
            moved |= changed >>> (size - 1);
            if (wordChanges[size] == null) {
                wordChanges[size] = new long[KindTrack.MAX_BYTES];
            }
            for (long left = moved; left != 0; left &= left - 1) {
                wordChanges[size][Long.numberOfTrailingZeros(left)]++;
            }
        }
    }

    /** How often any of these bytes changed, {@value #MAX_WORD} at most. */
    long changes(int from, int size) {
        return wordChanges[size] == null ? 0 : wordChanges[size][from];
    }

    void sample(long value, long now, List<Signal> all) {
        samples++;
        whole.add(value);
        if (bytes.isEmpty()) {
            add(field, 8 * length, all);
        }
        bytes.getFirst().sample(value, now);
        if (value != lastWhole) {
            lastWhole = value;
            labels.putIfAbsent(value, "0x%02x".formatted(value));
        }
    }

    private void add(String label, int width, List<Signal> all) {
        Signal added = new Signal(label, FieldSort.UNKNOWN, width, budget);
        bytes.add(added);
        all.add(added);
    }

    /** In hex, as much as is looked at. */
    static String shown(Bytes bytes) {
        return bytes.size() <= KindTrack.MAX_BYTES
                ? bytes.toSpacedHex()
                : bytes.slice(0, KindTrack.MAX_BYTES).toSpacedHex() + " …";
    }

    /** A number for these bytes: others have another, as far as 64 bits can tell. */
    static long hash(Bytes value) {
        long hash = 0xcbf29ce484222325L ^ value.size();
        for (int i = 0; i < value.size(); i++) {
            hash = (hash ^ value.at(i)) * 0x100000001b3L;
        }
        return hash;
    }

    String field() {
        return field;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Which bits of the number are unknown; 0 where it is all of some bytes. */
    int mask() {
        return mask;
    }

    long samples() {
        return samples;
    }

    /** One a byte; the number itself where some bits of one are unknown. */
    List<Signal> bytes() {
        return bytes;
    }

    Counts whole() {
        return whole;
    }

    /** The value in hex. */
    String label(long hash) {
        return labels.getOrDefault(hash, "?");
    }
}
