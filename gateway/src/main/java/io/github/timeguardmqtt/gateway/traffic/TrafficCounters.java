package io.github.timeguardmqtt.gateway.traffic;

import java.util.EnumMap;
import java.util.Map;

/** Counts datagrams, and frames of streams. Belongs to the loop's thread. */
public final class TrafficCounters {

    /** What is counted. */
    public enum Counter {
        FROM_DEVICES,
        FROM_CLOUD,
        TO_CLOUD,
        /** Passed on from the cloud. */
        RELAYED_TO_DEVICES,
        /** Of the gateway's own making. */
        SENT_TO_DEVICES,
        /** Reports that the gateway has answered itself. */
        ANSWERED
    }

    private static final class Count {
        private long total;
    }

    private final Map<Counter, Count> counts = new EnumMap<>(Counter.class);

    /** One more. */
    public void count(Counter counter) {
        counts.computeIfAbsent(counter, _ -> new Count()).total++;
    }

    public long of(Counter counter) {
        Count count = counts.get(counter);
        return count == null ? 0 : count.total;
    }
}
