package io.github.timeguardmqtt.gateway.traffic;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.protocol.Addresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is dropped, by reason, and says so in the log at most once a minute for each. Belongs
 * to the loop's thread.
 */
public final class Drops {

    private static final Logger log = LoggerFactory.getLogger(Drops.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private static final class Count {
        private long total;
        private long told;
        private long toldAt;
    }

    private final Map<DropReason, Count> counts = new EnumMap<>(DropReason.class);
    private final Mask mask;

    /**
     * @param mask of the addresses in the log
     */
    public Drops(Mask mask) {
        this.mask = mask;
    }

    /**
     * @param source whom it came from
     * @param nanos the steady time
     */
    public void count(DropReason reason, InetSocketAddress source, long nanos) {
        Count count = counts.computeIfAbsent(reason, _ -> new Count());
        count.total++;
        boolean isDue = count.told == 0 || nanos - count.toldAt >= QUIET_NANOS;
        if (isDue && !reason.sentence().isEmpty()) {
            long since = count.total - count.told;
            log.warn(
                    "Dropped ({}) {} from {}: it {}",
                    reason.label(),
                    since == 1 ? "a datagram" : since + " datagrams, the last",
                    Addresses.text(mask.mask(source)),
                    reason.sentence());
            count.told = count.total;
            count.toldAt = nanos;
        }
    }

    public long total() {
        return counts.values().stream().mapToLong(count -> count.total).sum();
    }

    /** The counts above zero, by the reason's label. */
    public Map<String, Long> byReason() {
        Map<String, Long> byReason = new LinkedHashMap<>();
        counts.forEach((reason, count) -> byReason.put(reason.label(), count.total));
        return byReason;
    }

    public long of(DropReason reason) {
        Count count = counts.get(reason);
        return count == null ? 0 : count.total;
    }

    /** The counts above zero, such as {@code source 3, loop 1}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        counts.forEach((reason, count) -> text.add(reason.label() + " " + count.total));
        return text.toString();
    }
}
