package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.workbench.Micros;
import io.github.timeguardmqtt.workbench.analysis.Findings.Guess;
import io.github.timeguardmqtt.workbench.analysis.Findings.Sort;
import io.github.timeguardmqtt.workbench.analysis.Findings.UnknownField;
import io.github.timeguardmqtt.workbench.analysis.Findings.Value;
import io.github.timeguardmqtt.workbench.analysis.Findings.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field that nobody has explained, read in every way that makes sense. */
final class Reading {

    private static final int MAX_GUESSES = 6;
    private static final int MAX_VALUES = 12;
    private static final int MAX_INSTANTS = 20;
    private static final int MAX_TEXT = 40;

    private final @Nullable KindTrack track;
    private final UnknownTrack field;
    private final Evidence evidence;

    /**
     * @param track the messages it stands in; null where in messages of several kinds
     */
    Reading(@Nullable KindTrack track, UnknownTrack field, Evidence evidence) {
        this.track = track;
        this.field = field;
        this.evidence = evidence;
    }

    /**
     * A reading of some of the bytes.
     *
     * @param bits which bits of the field it takes
     * @param part takes its number out of the values of all bytes
     */
    private record Candidate(String label, Signal signal, BitSet bits, Part part) {}

    /** Takes a number out of the bytes of a row. */
    private interface Part {
        long of(long[] bytes);
    }

    /** What somebody found in a candidate. */
    private record Judged(Candidate candidate, List<Guess> guesses) {
        double score() {
            return guesses.isEmpty() ? 0 : guesses.getFirst().score();
        }
    }

    UnknownField field(String kind) {
        List<View> views = new ArrayList<>();
        List<Guess> whole = new ArrayList<>();
        boolean varies = field.bytes().stream().anyMatch(Signal::varies);
        if (field.whole().distinct() == 1) {
            whole.add(constant());
        }
        text().ifPresent(whole::add);
        if (varies) {
            for (Judged it : chosen()) {
                views.add(view(it));
            }
        }
        return new UnknownField(
                kind,
                field.field(),
                field.offset(),
                field.length(),
                field.samples(),
                field.whole().mostFrequent().stream()
                        .limit(MAX_VALUES)
                        .map(it -> new Value(field.label(it.value()), it.count()))
                        .toList(),
                field.whole().distinct() > MAX_VALUES || field.whole().isMany(),
                views,
                whole);
    }

    /** The most telling readings that do not overlap. */
    private List<Judged> chosen() {
        boolean compares = evidence.mayCompare();
        List<Judged> judged = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            judged.add(new Judged(candidate, guesses(candidate, compares)));
        }
        judged.sort(
                Comparator.comparingDouble((Judged it) -> -Math.round(it.score() * 50))
                        .thenComparingInt(it -> -it.candidate.bits.cardinality())
                        .thenComparingInt(it -> it.candidate.signal.width()));
        List<Judged> chosen = new ArrayList<>();
        BitSet taken = new BitSet();
        for (Judged it : judged) {
            if (!it.candidate.bits.intersects(taken)) {
                chosen.add(it);
                taken.or(it.candidate.bits);
            }
        }
        return chosen;
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        Signal[] bytes = field.bytes().toArray(Signal[]::new);
        boolean isPlain = field.mask() == 0;
        int[] varying = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            Signal signal = bytes[i];
            for (int j = 0; j < signal.kept(); j++) {
                varying[i] |= (int) (signal.to(j) ^ signal.from(j));
            }
            int at = i;
            String of = isPlain ? " of byte " + i : "";
            for (int bit = 0; bit < 8 * Math.max(1, isPlain ? 1 : field.length()); bit++) {
                int mask = 1 << bit;
                if ((varying[i] & mask) != 0) {
                    int shift = bit;
                    all.add(
                            new Candidate(
                                    "bit " + bit + of,
                                    signal.bit("bit " + bit + of, bit),
                                    bits(8 * i, mask),
                                    row -> row[at] < 0 ? Signal.NONE : row[at] >>> shift & 1));
                }
            }
            if (isPlain && Integer.bitCount(varying[i]) > 1) {
                all.add(
                        new Candidate(
                                bytes.length == 1 ? "the byte" : "byte " + i,
                                signal,
                                bits(8 * i, varying[i]),
                                row -> row[at]));
            }
        }
        if (isPlain) {
            words(bytes, varying, all);
        }
        return all;
    }

    private void words(Signal[] bytes, int[] varying, List<Candidate> all) {
        for (int length = 2; length <= UnknownTrack.MAX_WORD; length++) {
            for (int from = 0; from + length <= bytes.length; from++) {
                if (length == 3 && bytes.length != 3) {
                    continue;
                }
                BitSet bits = new BitSet();
                int moving = 0;
                boolean together = true;
                for (int i = from; i < from + length; i++) {
                    bits.or(bits(8 * i, varying[i]));
                    moving += varying[i] != 0 ? 1 : 0;
                    together &= bytes[i].samples() == bytes[from].samples();
                }
                if (moving < 2 || !together) {
                    continue;
                }
                String label = "bytes " + from + "-" + (from + length - 1) + " as u" + 8 * length;
                all.add(word(label, bytes, from, length, bits, false));
                // All known numbers have their lowest byte first; an unknown one need not.
                all.add(word(label + " big-endian", bytes, from, length, bits, true));
            }
        }
    }

    private Candidate word(
            String label, Signal[] bytes, int from, int length, BitSet bits, boolean isBig) {
        return new Candidate(
                label,
                Signal.word(label, bytes, from, length, field.changes(from, length), isBig),
                bits,
                row -> {
                    long value = 0;
                    for (int i = 0; i < length; i++) {
                        long part = row[from + (isBig ? length - 1 - i : i)];
                        if (part < 0) {
                            return Signal.NONE;
                        }
                        value |= part << (8 * i);
                    }
                    return value;
                });
    }

    private static BitSet bits(int from, int mask) {
        BitSet bits = new BitSet();
        for (int bit = 0; bit < 32; bit++) {
            bits.set(from + bit, (mask >>> bit & 1) != 0);
        }
        return bits;
    }

    private View view(Judged judged) {
        Candidate candidate = judged.candidate;
        Signal signal = candidate.signal;
        List<Instant> changedAt = new ArrayList<>();
        for (int i = 0; i < Math.min(MAX_INSTANTS, signal.kept()); i++) {
            changedAt.add(Micros.instant(signal.at(i)));
        }
        return new View(
                candidate.label,
                signal.changes(),
                signal.isBusy(),
                signal.counts().mostFrequent().stream()
                        .limit(MAX_VALUES)
                        .map(it -> new Value(Long.toString(it.value()), it.count()))
                        .toList(),
                signal.counts().distinct() > MAX_VALUES || signal.counts().isMany(),
                signal.counted(),
                changedAt,
                judged.guesses);
    }

    private Guess constant() {
        return Guess.ofItself(
                Sort.CONSTANT,
                "constant",
                List.of("the same in all " + field.samples() + " messages"),
                field.samples() < 3 ? 0.2 : 1);
    }

    private Optional<Guess> text() {
        if (field.mask() != 0 || field.length() < 3) {
            return Optional.empty();
        }
        long fits = 0;
        long all = 0;
        int shown = 0;
        String example = "";
        for (Findings.ValueCount it : field.whole().mostFrequent()) {
            String text = printable(field.label(it.value()));
            all += it.count();
            fits += text.isEmpty() ? 0 : it.count();
            shown += text.isEmpty() ? 0 : 1;
            example = example.isEmpty() ? text : example;
        }
        if (fits < 0.9 * all) {
            return Optional.empty();
        }
        double byChance = Math.log10(95.0 / 256) * Math.min(8, example.length()) * (double) shown;
        return Optional.of(
                Guess.ofItself(
                        Sort.TEXT,
                        "text, such as \"" + example + "\"",
                        List.of(
                                "%d of %d are printable ASCII; for %d different random values the chance is %s"
                                        .formatted(fits, all, shown, small(byChance))),
                        Math.clamp(-byChance / 6, 0, 0.95)));
    }

    /** Empty where it is not text from its first byte to its end or to its zeros. */
    private static String printable(String hex) {
        if (!hex.matches("[0-9a-f]{2}( [0-9a-f]{2})*")) {
            return "";
        }
        Bytes bytes = Bytes.ofHex(hex);
        StringBuilder text = new StringBuilder();
        boolean ended = false;
        for (int i = 0; i < bytes.size(); i++) {
            int at = bytes.at(i);
            ended |= at == 0;
            if (ended ? at != 0 : at < 0x20 || at > 0x7e) {
                return "";
            }
            if (!ended && text.length() < MAX_TEXT) {
                text.append((char) at);
            }
        }
        return text.length() < 3 ? "" : text.toString();
    }

    private List<Guess> guesses(Candidate candidate, boolean compares) {
        List<Guess> found = new ArrayList<>();
        Signal signal = candidate.signal;
        Following following = new Following(signal, field, evidence);
        List<Guess> follows = compares ? following.guesses() : List.of();
        found.addAll(follows);
        if (compares) {
            relations(candidate).forEach(found::add);
        }
        counter(candidate, following)
                .ifPresent(counter -> {
                    found.removeIf(it ->
                            it.sort() == Sort.FOLLOWS && it.source().equals(counter.source()));
                    found.add(counter);
                });
        found.add(shape(signal));
        found.sort(Comparator.comparingDouble((Guess guess) -> -guess.score()));
        return List.copyOf(found.subList(0, Math.min(MAX_GUESSES, found.size())));
    }

    private List<Guess> relations(Candidate candidate) {
        KindTrack in = track;
        if (in == null || candidate.signal.counts().distinct() < 3) {
            return List.of();
        }
        List<KindTrack.Row> rows = in.rows();
        long[] target = new long[rows.size()];
        int[] places = field.bytes().stream().mapToInt(in.own()::indexOf).toArray();
        for (int i = 0; i < target.length; i++) {
            long[] own = rows.get(i).own();
            long[] bytes = new long[places.length];
            for (int j = 0; j < places.length; j++) {
                bytes[j] = places[j] < own.length ? own[places[j]] : Signal.NONE;
            }
            target[i] = candidate.part.of(bytes);
        }
        List<Relation> found = new ArrayList<>();
        for (Relation.Column column : new Columns(in, field, evidence.zone()).all()) {
            Relation.find(target, candidate.signal.width(), column).ifPresent(found::add);
        }
        found.sort(Comparator.comparingDouble((Relation it) -> -it.score()));
        List<String> alike = new ArrayList<>();
        for (int i = 1;
                i < found.size() && found.get(i).score() > 0.9 * found.getFirst().score();
                i++) {
            alike.add(sentence(found.get(i)));
        }
        List<Guess> guesses = new ArrayList<>();
        for (int i = 0; i < Math.min(2, found.size()); i++) {
            Relation it = found.get(i);
            guesses.add(
                    new Guess(
                            it.column().sort(),
                            it.column().name(),
                            sentence(it),
                            List.of(
                                    String.format(
                                            Locale.ROOT,
                                            "fits in %d of %d messages looked at; by chance %.0f"
                                                    + " expected",
                                            it.same(),
                                            it.rows(),
                                            it.expected()),
                                    "changed %d times among them".formatted(it.turns())),
                            it.score(),
                            Optional.empty(),
                            i == 0 ? List.copyOf(alike) : List.of()));
        }
        return guesses;
    }

    private static String sentence(Relation it) {
        String base = it.column().name();
        if (it.scale() > 1) {
            base += " / " + it.scale();
        } else if (it.scale() < 0) {
            base += " × " + -it.scale();
        }
        if (it.offset() != 0) {
            base += (it.offset() > 0 ? " + " : " − ") + Math.abs(it.offset());
        }
        return switch (it.column().sort()) {
            case TIME -> "time: " + base;
            case LENGTH -> "a length: " + base;
            default -> "copy of " + base;
        };
    }

    private Optional<Guess> counter(Candidate candidate, Following following) {
        Signal signal = candidate.signal;
        int changes = signal.kept();
        if (changes < 3 || signal.counts().distinct() < 3) {
            return Optional.empty();
        }
        long ring = 1L << Math.min(62, signal.width());
        long ups = 0;
        long ones = 0;
        long wraps = 0;
        double risen = 0;
        for (int i = 0; i < changes; i++) {
            long step = Math.floorMod(signal.to(i) - signal.from(i), ring);
            if (step < ring / 2) {
                ups++;
                risen += step;
                ones += step == 1 ? 1 : 0;
                wraps += signal.to(i) < signal.from(i) ? 1 : 0;
            }
        }
        if (ups < 0.95 * changes) {
            return Optional.empty();
        }
        List<String> facts = new ArrayList<>();
        facts.add(
                "%d of %d changes go up, %d of them by one; %d wrap around"
                        .formatted(ups, changes, ones, wraps));
        facts.add("for coin flips the chance is " + small(changes * Math.log10(0.5)));
        double seconds = (signal.at(changes - 1) - signal.firstAt()) / 1e6;
        double rate = risen / Math.max(1e-9, seconds);
        String sentence = "counter";
        if (signal.isBusy()) {
            sentence += ", %s per message".formatted(figure(risen / changes));
            facts.add("rises by %s a second".formatted(figure(rate)));
        }
        double score =
                (ones >= 0.95 * changes ? 0.85 : 0.75)
                        * ((double) ups / changes)
                        * (1 - Math.pow(0.5, changes));
        Following.Best best = following.best().orElse(null);
        if (best == null || best.guess().score() < 0.4) {
            return Optional.of(Guess.ofItself(Sort.COUNTER, sentence, facts, score));
        }
        Guess by = best.guess();
        facts.addAll(by.evidence());
        return Optional.of(
                new Guess(
                        Sort.COUNTER,
                        by.source(),
                        (ones >= 0.95 * changes ? "counter, one up with " : "counter, up with ")
                                + best.event(),
                        facts,
                        Math.max(score, by.score()),
                        by.delay(),
                        by.alike()));
    }

    /** What its values alone suggest. */
    private static Guess shape(Signal signal) {
        int distinct = signal.counts().distinct();
        if (distinct <= 2) {
            return plain(
                    Sort.FLAG,
                    "a bit flag: two values",
                    signal.changes() + " changes" + tooFew(signal),
                    0.2);
        }
        if (distinct <= 8 && !signal.counts().isMany()) {
            return plain(
                    Sort.FLAG,
                    "a choice of " + distinct + ", or several flags",
                    signal.changes() + " changes" + tooFew(signal),
                    0.15);
        }
        long low = signal.first();
        long high = signal.first();
        long[] steps = new long[signal.kept()];
        for (int i = 0; i < steps.length; i++) {
            low = Math.min(low, signal.to(i));
            high = Math.max(high, signal.to(i));
            steps[i] = Math.abs(signal.to(i) - signal.from(i));
        }
        Arrays.sort(steps);
        long middle = steps.length == 0 ? 0 : steps[steps.length / 2];
        boolean isSmall = middle * 8 <= Math.max(1, high - low);
        return plain(
                isSmall ? Sort.MEASURED : Sort.RANDOM,
                isSmall
                        ? "a measured value or a slow count: moves in small steps"
                        : "jumps about: noise, a checksum, or several things in one",
                "%s values from %d to %d; half of the steps are at most %d"
                        .formatted(
                                signal.counts().isMany()
                                        ? "over " + Counts.MAX_VALUES
                                        : "" + distinct,
                                low,
                                high,
                                middle),
                0.25);
    }

    private static Guess plain(Sort sort, String sentence, String fact, double score) {
        return Guess.ofItself(sort, sentence, List.of(fact), score);
    }

    private static String tooFew(Signal signal) {
        return signal.changes() < 3 ? ": too few to say more" : "";
    }

    /**
     * A chance in words.
     *
     * @param log its logarithm to 10
     */
    static String small(double log) {
        if (log > -3) {
            return String.format(Locale.ROOT, "%.3f", Math.pow(10, log));
        }
        return log < -20 ? "under 1 in 10^20" : "1 in 10^" + Math.round(-log);
    }

    static String figure(double figure) {
        return figure >= 100 || figure == Math.rint(figure)
                ? String.format(Locale.ROOT, "%.0f", figure)
                : String.format(Locale.ROOT, "%.3g", figure);
    }
}
