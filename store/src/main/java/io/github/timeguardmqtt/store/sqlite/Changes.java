package io.github.timeguardmqtt.store.sqlite;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table, and what is to be written to it: of each key only the newest row, so that there is never
 * more to write than the table has rows. A key without a row is one to delete. Not for several
 * threads at once.
 */
final class Changes<K, R> {

    private final int capacity;

    /** What the database has. */
    private final Map<K, R> stored = new HashMap<>();

    /** What somebody is writing now. */
    private Map<K, Optional<R>> inHand = Map.of();

    /** In the order in which the keys came. */
    private Map<K, Optional<R>> waiting = new LinkedHashMap<>();

    /**
     * @param capacity how many rows there can be, about
     * @param rows that the database has
     */
    Changes(int capacity, Map<K, R> rows) {
        this.capacity = capacity;
        stored.putAll(rows);
    }

    /** The row as it will be when everything is written. */
    @Nullable R newest(K key) {
        Optional<R> newest = waiting.get(key);
        if (newest == null) {
            newest = inHand.get(key);
        }
        return newest == null ? stored.get(key) : newest.orElse(null);
    }

    /** Tells whether there was room for it. */
    boolean put(K key, R row) {
        boolean isNew = newest(key) == null && !waiting.containsKey(key);
        if (isNew && stored.size() + inHand.size() + waiting.size() >= capacity) {
            return false;
        }
        waiting.put(key, Optional.of(row));
        return true;
    }

    void remove(K key) {
        if (stored.containsKey(key) || inHand.containsKey(key)) {
            waiting.put(key, Optional.empty());
        } else {
            waiting.remove(key);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** All that waits, to be written; then {@link #written} or {@link #putBack} is called. */
    Map<K, Optional<R>> take() {
        inHand = waiting;
        waiting = new LinkedHashMap<>();
        return inHand;
    }

    /** What was taken is in the database. */
    void written() {
        inHand.forEach((key, row) -> {
            if (row.isPresent()) {
                stored.put(key, row.get());
            } else {
                stored.remove(key);
            }
        });
        inHand = Map.of();
    }

    /** What was taken could not be written: it waits again, where nothing newer does. */
    void putBack() {
        Map<K, Optional<R>> all = new LinkedHashMap<>(inHand);
        all.putAll(waiting);
        all.entrySet().removeIf(e -> e.getValue().isEmpty() && !stored.containsKey(e.getKey()));
        waiting = all;
        inHand = Map.of();
    }

    /** What the database has. */
    Collection<R> stored() {
        return stored.values();
    }
}
