package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.workbench.Wording;
import io.github.timeguardmqtt.workbench.analysis.Findings.Guess;
import io.github.timeguardmqtt.workbench.analysis.Findings.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the changes of a signal follow. */
final class Following {

    private static final int MAX_GUESSES = 3;
    private static final int MAX_ALIKE = 4;

    /** What of a signal's changes is explained, and how that is called. */
    private record Try(String what, Coincidence.Target target, double weight, long all) {}

    private record Found(Try of, Coincidence coincidence) {
        /** What an unknown field follows explains it, rather than another unknown one beside it. */
        double ofSource() {
            return coincidence.source().isUnknown() ? 0.9 : 1;
        }

        double score() {
            return of.weight * ofSource() * coincidence.score();
        }
    }

    private final Signal signal;
    private final List<Found> found = new ArrayList<>();

    /**
     * @param field what the signal belongs to, which does not explain itself
     */
    Following(Signal signal, UnknownTrack field, Evidence evidence) {
        this.signal = signal;
        if (signal.kept() < 3 || signal.isBusy()) {
            return;
        }
        List<Source> sources =
                evidence.sources().stream().filter(it -> it.owner() != field).toList();
        List<Try> tries = tries();
        int count = Math.max(1, sources.size() * tries.size());
        for (Try it : tries) {
            for (Source source : sources) {
                Coincidence.find(it.target, source, count)
                        .map(match -> match.withCondition(it.target, evidence.conditions()))
                        .ifPresent(match -> found.add(new Found(it, match)));
            }
        }
        found.sort(
                Comparator.comparingDouble((Found it) -> -Math.round(it.score() * 200))
                        .thenComparingInt(it -> it.coincidence.source().rank())
                        .thenComparingInt(it -> it.of.what.length()));
    }

    private List<Try> tries() {
        List<Try> tries = new ArrayList<>();
        tries.add(new Try("", target(0), 1, signal.changes()));
        long ups = times(1).length;
        if (ups >= 3 && ups <= signal.kept() - 3) {
            long falls = signal.kept() - ups;
            tries.add(new Try("its rises: ", target(1), 0.8, ups));
            tries.add(new Try("its falls: ", target(-1), 0.8, falls));
        }
        return tries;
    }

    private Coincidence.Target target(int direction) {
        return new Coincidence.Target(
                times(direction), signal.firstAt(), signal.horizon(), signal.resolution());
    }

    private long[] times(int direction) {
        long[] times = new long[signal.kept()];
        int count = 0;
        for (int i = 0; i < signal.kept(); i++) {
            int way = Long.signum(signal.to(i) - signal.from(i));
            if (direction == 0 || way == direction) {
                times[count++] = signal.at(i);
            }
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * The best for all its changes.
     *
     * @param event what it follows, in words
     */
    record Best(Guess guess, String event) {}

    /** Nothing where none is beyond chance. */
    Optional<Best> best() {
        return found.isEmpty() || !found.getFirst().of.what.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Best(
                                guess(found.getFirst()),
                                found.getFirst().coincidence.source().name()));
    }

    List<Guess> guesses() {
        List<Guess> guesses = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (Found it : found) {
            String name = name(it.coincidence.source());
            if (guesses.size() < MAX_GUESSES && !named.contains(name)) {
                named.add(name);
                guesses.add(guess(it));
            }
        }
        return guesses;
    }

    private Guess guess(Found it) {
        Coincidence match = it.coincidence;
        Spread delays = new Spread();
        for (long delay : match.delays()) {
            delays.add(delay);
        }
        Findings.Figures delay = delays.figures().orElseThrow();
        Coincidence.Condition condition = match.condition();
        String sentence =
                it.of.what
                        + comes(match.source().name(), delay)
                        + (condition == null ? "" : ", only while " + state(condition));
        List<String> facts = new ArrayList<>();
        facts.add(
                String.format(
                        Locale.ROOT,
                        "%d of %s%d changes come %s %s; by chance %.1f expected (chance of it %s,"
                                + " all tries counted)",
                        match.hits(),
                        match.changes() < it.of.all ? "the first " : "",
                        match.changes(),
                        how(delay),
                        match.source().name(),
                        match.expected(),
                        Reading.small(match.logChance())));
        facts.add(
                "%d of %d such events are followed".formatted(match.followed(), match.events())
                        + (condition == null
                                ? ""
                                : "; while %s it is %d of %d, otherwise %d of %d"
                                        .formatted(
                                                state(condition),
                                                condition.followed(),
                                                condition.events(),
                                                match.followed() - condition.followed(),
                                                condition.outside())));
        mapping(match).ifPresent(facts::add);
        facts.add(
                String.format(
                        Locale.ROOT,
                        "score: not chance %.2f × explains its changes %.2f × regular %.2f × steady"
                                + " %.2f%s%s",
                        match.sureness(),
                        match.explains(),
                        0.5 + 0.5 * match.regularity(),
                        match.steadiness(),
                        it.of.weight == 1
                                ? ""
                                : String.format(
                                        Locale.ROOT, " × in one direction %.1f", it.of.weight),
                        match.source().isUnknown()
                                ? String.format(
                                        Locale.ROOT, " × itself unknown %.1f", it.ofSource())
                                : ""));
        return new Guess(
                Sort.FOLLOWS,
                name(match.source()),
                sentence,
                facts,
                it.score(),
                Optional.of(delay),
                alike(it));
    }

    /** What else explains it, half as well at least. */
    private List<String> alike(Found best) {
        List<String> named = new ArrayList<>(List.of(name(best.coincidence.source())));
        List<String> alike = new ArrayList<>();
        for (Found other : found) {
            Coincidence match = other.coincidence;
            if (alike.size() < MAX_ALIKE
                    && other.score() > 0.5 * best.score()
                    && !named.contains(name(match.source()))) {
                named.add(name(match.source()));
                alike.add(
                        "%s (%d of %d changes, %s)"
                                .formatted(
                                        other.of.what + match.source().name(),
                                        match.hits(),
                                        match.changes(),
                                        Wording.range(
                                                match.delays()[0],
                                                match.delays()[match.hits() - 1])));
            }
        }
        return alike;
    }

    private static String name(Source source) {
        return source.field().isEmpty() ? source.name() : source.field();
    }

    private static String comes(String what, Findings.Figures delay) {
        if (delay.min() >= 0) {
            return "follows " + what + when(delay);
        }
        return delay.max() <= 0
                ? "comes %s before %s".formatted(Wording.range(-delay.max(), -delay.min()), what)
                : "comes around %s: %s before to %s after"
                        .formatted(
                                what,
                                Wording.duration(-delay.min()),
                                Wording.duration(delay.max()));
    }

    private static String how(Findings.Figures delay) {
        String when = when(delay);
        return when.isEmpty()
                ? "in the same report as"
                : when.substring(" after ".length()) + " after";
    }

    private static String when(Findings.Figures delay) {
        if (delay.min() == 0 && delay.max() < 1000) {
            return "";
        }
        return delay.max() - delay.min() < 1000
                ? " after " + Wording.duration(delay.median())
                : " after " + Wording.range(delay.min(), delay.max());
    }

    private static String state(Coincidence.Condition condition) {
        return condition.signal().name() + " is " + condition.signal().text(condition.value());
    }

    /** Which of its values go with which of the other's, where that is always so. */
    private Optional<String> mapping(Coincidence match) {
        Signal other = match.source().signal();
        if (other == null) {
            return Optional.empty();
        }
        long delay = match.delays()[match.delays().length / 2];
        Map<Long, Map<Long, Integer>> pairs = new HashMap<>();
        int all = 0;
        for (int i = 0; i < signal.kept(); i++) {
            long with = other.valueAt(signal.at(i) - delay);
            if (with != Signal.NONE) {
                pairs.computeIfAbsent(with, _ -> new HashMap<>())
                        .merge(signal.to(i), 1, Integer::sum);
                all++;
            }
        }
        if (pairs.size() > 6) {
            return Optional.empty();
        }
        int same = 0;
        List<String> words = new ArrayList<>();
        for (var entry : pairs.entrySet()) {
            var most =
                    entry.getValue().entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .orElseThrow();
            same += most.getValue();
            words.add("%d with %s".formatted(most.getKey(), other.text(entry.getKey())));
        }
        return same < 0.9 * all || words.size() < 2
                ? Optional.empty()
                : Optional.of(
                        "its value is %s, in %d of %d changes"
                                .formatted(String.join(", ", words), same, all));
    }
}
