package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.workbench.Wording;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an analysis found in sentences, for whatever shows them: a text or a page. */
public final class FindingsSentences {

    /** What to make of guesses. */
    public static final String CAUTION =
            "Guesses are no more than that: what goes together in a recording need not belong together."
                    + " The number says how well the recording fits, from 0.00 to 1.00; it is no"
                    + " probability. Test a guess before you build on it.";

    /** The columns of {@link #exchange}. */
    public static final List<String> EXCHANGE_COLUMNS =
            List.of(
                    "request",
                    "requests",
                    "answered",
                    "repeats",
                    "unanswered",
                    "median",
                    "95 %",
                    "longest");

    private static final int MAX_LISTED = 5;

    private final Findings findings;
    private final DateTimeFormatter time;

    /** A sentence, and what is listed below it. */
    public record Fact(String sentence, List<String> details) {}

    public FindingsSentences(Findings findings) {
        this.findings = findings;
        time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                        .withZone(findings.zone());
    }

    /** To the second, in the zone of the findings. */
    public String time(Instant at) {
        return time.format(at);
    }

    /** From when to when the recording is. */
    public String span() {
        Findings.Recording it = findings.recording();
        if (it.frames() == 0 || it.first().isEmpty() || it.last().isEmpty()) {
            return "No frame in it.";
        }
        if (!it.isTimed()) {
            return "Without times: a frame counts as a second, and what is said of times means frames.";
        }
        Instant first = it.first().get();
        Instant last = it.last().get();
        return "%s to %s (%s), %s"
                .formatted(
                        time(first),
                        time(last),
                        findings.zone(),
                        Wording.duration(Duration.between(first, last).toNanos() / 1000));
    }

    /** How much was read, and what was not. */
    public List<String> totals() {
        Findings.Recording it = findings.recording();
        List<String> parts = new ArrayList<>();
        parts.add(Wording.counted(it.frames(), "frame"));
        parts.add(Wording.counted(findings.devices().size(), "device"));
        parts.add(Wording.counted(it.markCount(), "mark"));
        if (it.doubles() > 0) {
            parts.add(
                    Wording.grouped(it.doubles())
                            + " recorded twice on their way and counted once");
        }
        if (it.dropped() > 0) {
            parts.add(Wording.grouped(it.dropped()) + " dropped by the gateway");
        }
        if (it.invalid() > 0) {
            parts.add(Wording.counted(it.invalid(), "datagram") + " without a valid frame");
        }
        if (it.unreadable() > 0) {
            parts.add(Wording.counted(it.unreadable(), "place") + " that cannot be read");
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(String.join(", ", parts) + ".");
        if (it.others() > 0) {
            sentences.add(
                    "%s frames are of devices beyond the first %d, which are not looked at: choose some with --device."
                            .formatted(Wording.grouped(it.others()), Analysis.MAX_DEVICES));
        }
        if (it.isCut()) {
            sentences.add(
                    "There was more to remember than there is room for: some lists of changes end"
                            + " early. Choose a device with --device.");
        }
        return sentences;
    }

    /** How the traffic of a device went, and what its clock says. */
    public List<Fact> traffic(Findings.Device it) {
        List<Fact> facts = new ArrayList<>();
        if (findings.recording().isTimed()) {
            reports(it.reports(), facts);
            clock(it.clock(), facts);
        }
        Findings.Loss loss = it.loss();
        if (loss.seen() > 0) {
            facts.add(
                    fact(
                            String.format(
                                    Locale.ROOT,
                                    "Loss: %s of %s message numbers are missing%s",
                                    Wording.grouped(loss.missing()),
                                    Wording.grouped(loss.seen() + loss.missing()),
                                    loss.jumps() == 0
                                            ? ""
                                            : ", at " + Wording.counted(loss.jumps(), "place"))));
        }
        it.relayed()
                .ifPresent(figures ->
                        facts.add(
                                fact(
                                        String.format(
                                                Locale.ROOT,
                                                "Passed on by the gateway after %s (median), 95 %% within %s",
                                                Wording.duration(figures.median()),
                                                Wording.duration(figures.p95())))));
        return facts;
    }

    private static Fact fact(String sentence) {
        return new Fact(sentence, List.of());
    }

    private void reports(Findings.Reports it, List<Fact> facts) {
        it.interval()
                .ifPresent(figures ->
                        facts.add(
                                fact(
                                        String.format(
                                                Locale.ROOT,
                                                "Reports: every %s (half of them %s, all %s)",
                                                Wording.duration(figures.median()),
                                                Wording.range(
                                                        figures.lowerQuarter(),
                                                        figures.upperQuarter()),
                                                Wording.range(figures.min(), figures.max())))));
        if (it.gapCount() > 0) {
            facts.add(
                    new Fact(
                            "Gaps: " + Wording.grouped(it.gapCount()) + ", the longest:",
                            it.gaps().stream().limit(MAX_LISTED).map(this::gap).toList()));
        }
    }

    private String gap(Findings.Gap gap) {
        return "%s to %s, about %s missed"
                .formatted(
                        time(gap.from()), time(gap.to()), Wording.counted(gap.missed(), "report"));
    }

    private void clock(Findings.Clock it, List<Fact> facts) {
        it.uptimeGain()
                .ifPresent(gain ->
                        facts.add(
                                fact(
                                        String.format(
                                                Locale.ROOT,
                                                "Clock: its uptime gains %.1f ppm on the recording, give or take %.1f",
                                                gain,
                                                it.uptimeError()))));
        it.told()
                .ifPresent(figures ->
                        facts.add(
                                fact(
                                        String.format(
                                                Locale.ROOT,
                                                "The time it is told is %d to %d s (median %d) from the recording's",
                                                figures.min(),
                                                figures.max(),
                                                figures.median()))));
        it.boost()
                .ifPresent(figures ->
                        facts.add(
                                fact(
                                        String.format(
                                                Locale.ROOT,
                                                "Boosts are told to start %d to %d min from the clock in %s, when first reported (%s)",
                                                figures.min(),
                                                figures.max(),
                                                findings.switchZone(),
                                                Wording.counted(figures.count(), "boost")))));
        if (it.restartCount() > 0) {
            facts.add(
                    fact(
                            String.format(
                                    Locale.ROOT,
                                    "Restarts: %s, at %s%s",
                                    Wording.grouped(it.restartCount()),
                                    times(it.restarts(), MAX_LISTED),
                                    it.restartCount() > MAX_LISTED ? " …" : "")));
        }
    }

    private String times(List<Instant> times, int most) {
        return times.stream().limit(most).map(this::time).collect(Collectors.joining(", "));
    }

    /** A row of the table of requests and their answers. */
    public static List<String> exchange(Findings.Exchange it) {
        Optional<Findings.Figures> latency = it.latency();
        return List.of(
                it.request(),
                Wording.grouped(it.requests()),
                Wording.grouped(it.answered()),
                Wording.grouped(it.repeats()),
                Wording.grouped(it.unanswered()),
                latency.map(figures -> Wording.duration(figures.median())).orElse(""),
                latency.map(figures -> Wording.duration(figures.p95())).orElse(""),
                latency.map(figures -> Wording.duration(figures.max())).orElse(""));
    }

    /** Where a field stands, and how often it was seen. */
    public static String place(Findings.UnknownField it) {
        return "%s at offset %d, seen %s times"
                .formatted(
                        Wording.counted(it.length(), "byte"),
                        it.offset(),
                        Wording.grouped(it.samples()));
    }

    /** How often a reading changed, up to its values. */
    public static String changes(Findings.View view, Findings.UnknownField of) {
        return Wording.counted(view.changes(), "change")
                + (view.isBusy() ? ", at nearly every message" : "")
                + (view.counted() < of.samples()
                        ? "; values in the first %s messages:"
                                .formatted(Wording.grouped(view.counted()))
                        : "; values");
    }

    /** The most frequent values, with how often each was seen. */
    public static String values(Findings.View view, int most) {
        return view.values().stream()
                        .limit(most)
                        .map(it -> it.text() + " (" + Wording.grouped(it.count()) + ")")
                        .collect(Collectors.joining(", "))
                + (view.isMany() || view.values().size() > most ? " …" : "");
    }

    /** When a reading changed first; empty where that says nothing. */
    public String changedAt(Findings.View view, int most) {
        return view.changedAt().isEmpty() || view.isBusy() || !findings.recording().isTimed()
                ? ""
                : times(view.changedAt(), most)
                        + (view.changes() > Math.min(most, view.changedAt().size()) ? " …" : "");
    }

    /** {@code 0.89}. */
    public static String score(Findings.Guess it) {
        return String.format(Locale.ROOT, "%.2f", it.score());
    }

    /** What speaks for a guess, and what would explain as much. */
    public static List<String> evidence(Findings.Guess it) {
        List<String> evidence = new ArrayList<>(it.evidence());
        if (!it.alike().isEmpty()) {
            evidence.add("as well or nearly: " + String.join("; ", it.alike()));
        }
        return evidence;
    }
}
