package io.github.timeguardmqtt.workbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether changes of one thing come at a steady time after something else, more often than chance
 * would have it.
 *
 * <p>By chance a change would fall into any report. So the part of reports that lie in the time
 * looked at, behind any of the events, is how likely one is to be there; how likely all that were
 * found are is the tail of the binomial distribution, times the number of times and events tried.
 *
 * @param source what it comes after
 * @param changes how many were looked at
 * @param hits how many of them came then
 * @param events how often the other happened meanwhile
 * @param followed how many of these were followed
 * @param expected how many hits chance would give
 * @param logChance the logarithm to 10 of how likely so many hits are by chance
 * @param delays of the hits, in order
 * @param condition when alone it follows; null where always, or where nothing was found
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
record Coincidence(
        Source source,
        int changes,
        int hits,
        int events,
        int followed,
        double expected,
        double logChance,
        long[] delays,
        @Nullable Condition condition,
        double steadiness) {

    /** That long after an event a change may come, and that long before. */
    static final long AFTER = 900_000_000;

    private static final long BEFORE = 120_000_000;
    private static final long SAME = 1000;
    private static final int MAX_PAIRS = 20_000;
    private static final int INDEX_BITS = 13;
    private static final int MIN_HITS = 3;
    private static final double SURE = 6;
    private static final double UNLIKELY = -2;

    /** A longer time must explain more than one event more. */
    private static final double BETTER = 0.01;

    /**
     * A state in which alone the changes follow.
     *
     * @param followed events in that state that were followed
     * @param events all in that state
     * @param outside events in other states
     */
    record Condition(Signal signal, long value, int followed, int events, int outside) {}

    /**
     * The times of changes to be explained.
     *
     * @param from when the field was first seen
     * @param until up to when all its changes are known
     * @param resolution from one sighting to the next
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    record Target(long[] times, long from, long until, long resolution) {}

    /** How likely it is not by chance: 1 where that is beyond doubt. */
    double sureness() {
        return Math.clamp(-logChance / SURE, 0, 1);
    }

    double explains() {
        return (double) hits / changes;
    }

    /** How many of the events were followed, where the condition holds: less, for it was chosen. */
    double regularity() {
        return condition == null
                ? (double) followed / events
                : 0.9 * condition.followed / condition.events;
    }

    double score() {
        return sureness() * explains() * (0.5 + 0.5 * regularity()) * steadiness;
    }

    /**
     * The steadiest delay between a source and the target, if any is beyond chance.
     *
     * @param tries with how many sources and targets this is done
     */
    static Optional<Coincidence> find(Target target, Source source, int tries) {
        long[] events =
                Arrays.stream(source.times())
                        .filter(at -> at >= target.from - AFTER && at <= target.until)
                        .toArray();
        long[] changes = target.times;
        double duration = target.until - target.from;
        if (changes.length < MIN_HITS || events.length == 0 || duration <= 0) {
            return Optional.empty();
        }
        int looked = looked(changes, events);
        if (looked < changes.length) { // there are too many: the first are enough
            return find(
                    new Target(
                            Arrays.copyOf(changes, looked),
                            target.from,
                            changes[looked - 1],
                            target.resolution),
                    source,
                    tries);
        }
        long[] pairs = pairs(changes, events);
        Coincidence best = null;
        long unit = Math.max(SAME, target.resolution);
        for (long width : new long[] {SAME, unit, 2 * unit, 4 * unit}) {
            Coincidence found =
                    window(pairs, width, target, source, changes.length, events.length, tries);
            if (found != null && (best == null || found.score() > best.score() + BETTER)) {
                best = found;
            }
        }
        return Optional.ofNullable(best).filter(it -> it.logChance < UNLIKELY);
    }

    /** How many of the changes have few enough pairs together. */
    private static int looked(long[] changes, long[] events) {
        int first = 0;
        int behind = 0;
        long pairs = 0;
        for (int i = 0; i < changes.length; i++) {
            while (first < events.length && events[first] < changes[i] - AFTER) {
                first++;
            }
            while (behind < events.length && events[behind] <= changes[i] + BEFORE) {
                behind++;
            }
            pairs += behind - first;
            if (pairs > MAX_PAIRS) {
                return Math.max(1, i);
            }
        }
        return changes.length;
    }

    /** Delay, change and event of each pair close in time, packed, in order of the delay. */
    private static long[] pairs(long[] changes, long[] events) {
        long[] pairs = new long[256];
        int count = 0;
        int start = 0;
        for (int i = 0; i < changes.length; i++) {
            while (start < events.length && events[start] < changes[i] - AFTER) {
                start++;
            }
            for (int j = start; j < events.length && events[j] <= changes[i] + BEFORE; j++) {
                if (count == pairs.length) {
                    pairs = Arrays.copyOf(pairs, 2 * count);
                }
                long delay = changes[i] - events[j] + BEFORE;
                pairs[count++] = (delay << INDEX_BITS | i) << INDEX_BITS | j;
            }
        }
        long[] all = Arrays.copyOf(pairs, count);
        Arrays.sort(all);
        return all;
    }

    private static long delay(long pair) {
        return (pair >>> (2 * INDEX_BITS)) - BEFORE;
    }

    private static int change(long pair) {
        return (int) (pair >>> INDEX_BITS) & (1 << INDEX_BITS) - 1;
    }

    private static int event(long pair) {
        return (int) pair & (1 << INDEX_BITS) - 1;
    }

    private static @Nullable Coincidence window(
            long[] pairs,
            long width,
            Target target,
            Source source,
            int changes,
            int events,
            int tries) {
        int[] seen = new int[changes];
        int distinct = 0;
        int most = 0;
        int bestFrom = 0;
        int bestTo = 0;
        int from = 0;
        for (int to = 0; to < pairs.length; to++) {
            if (seen[change(pairs[to])]++ == 0) {
                distinct++;
            }
            while (delay(pairs[to]) - delay(pairs[from]) > width) {
                if (--seen[change(pairs[from])] == 0) {
                    distinct--;
                }
                from++;
            }
            boolean isNearer =
                    distinct == most
                            && Math.abs(delay(pairs[from])) < Math.abs(delay(pairs[bestFrom]));
            if (distinct > most || (distinct > 0 && isNearer)) {
                most = distinct;
                bestFrom = from;
                bestTo = to + 1;
            }
        }
        if (most < MIN_HITS) {
            return null;
        }
        boolean[] hit = new boolean[changes];
        boolean[] followed = new boolean[events];
        List<Long> delays = new ArrayList<>();
        for (int i = bestFrom; i < bestTo; i++) {
            if (!hit[change(pairs[i])]) {
                hit[change(pairs[i])] = true;
                delays.add(delay(pairs[i]));
            }
            followed[event(pairs[i])] = true;
        }
        int hits = delays.size();
        int eventsFollowed = 0;
        for (boolean it : followed) {
            eventsFollowed += it ? 1 : 0;
        }
        long[] sorted = delays.stream().mapToLong(Long::longValue).toArray();
        long low = sorted[0];
        long high = sorted[hits - 1];
        double unit = Math.max(SAME, target.resolution);
        double part =
                Math.min(1, events * (width + unit) / ((double) target.until - target.from + unit));
        // The same report is one place of its own; any other delay is one of many possible.
        double places =
                low == 0 && high == 0 ? 1 : Math.max(1, (AFTER + BEFORE) / (width + unit)) * 4;
        double chance = Chance.logTail(hits, changes, part) + Math.log10(places * tries);
        double steadiness = 1 / (1 + (high - low) / (8 * unit));
        return new Coincidence(
                source,
                changes,
                hits,
                events,
                eventsFollowed,
                changes * part,
                Math.min(0, chance),
                sorted,
                null,
                steadiness);
    }

    /** The same with the state, if there is one, that tells which events are followed. */
    Coincidence withCondition(Target target, List<Signal> states) {
        if (followed >= 0.95 * events) {
            return this;
        }
        long low = delays[0];
        long high = delays[delays.length - 1];
        Condition best = null;
        for (Signal state : states) {
            if (state == source.signal()) {
                continue;
            }
            Map<Long, int[]> byValue = new HashMap<>();
            for (long event : source.times()) {
                if (event < target.from || event > target.until) {
                    continue;
                }
                int next = Arrays.binarySearch(target.times, event + low);
                int at = next < 0 ? -next - 1 : next;
                boolean isFollowed = at < target.times.length && target.times[at] <= event + high;
                int[] counts = byValue.computeIfAbsent(state.valueAt(event), _ -> new int[2]);
                counts[0]++;
                counts[1] += isFollowed ? 1 : 0;
            }
            for (var entry : byValue.entrySet()) {
                int in = entry.getValue()[0];
                int inFollowed = entry.getValue()[1];
                boolean splits =
                        inFollowed >= MIN_HITS
                                && inFollowed >= 0.95 * followed
                                && inFollowed >= 0.9 * in
                                && events - in >= MIN_HITS;
                if (splits
                        && (best == null
                                || (double) inFollowed / in
                                        > (double) best.followed / best.events)) {
                    best = new Condition(state, entry.getKey(), inFollowed, in, events - in);
                }
            }
        }
        return new Coincidence(
                source,
                changes,
                hits,
                events,
                followed,
                expected,
                logChance,
                delays,
                best,
                steadiness);
    }
}
