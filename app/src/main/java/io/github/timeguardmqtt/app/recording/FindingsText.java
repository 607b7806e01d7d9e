package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.workbench.analysis.Findings;
import io.github.timeguardmqtt.workbench.analysis.Lasting;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** What an analysis found, for a person, no line wider than a hundred columns. */
final class FindingsText {

    private static final int WIDTH = 100;
    private static final int MAX_GUESSES = 3;
    private static final int MAX_VALUES = 6;

    /** What to make of guesses. */
    static final String CAUTION =
            "Guesses are no more than that: what goes together in a recording need not belong"
                    + " together. The number says how well the recording fits, from 0.00 to 1.00; it is"
                    + " no probability. Test a guess before you build on it.";

    private final Findings findings;
    private final DateTimeFormatter time;
    private final StringBuilder text = new StringBuilder();

    private FindingsText(Findings findings) {
        this.findings = findings;
        time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                        .withZone(findings.zone());
    }

    static String of(Findings findings) {
        FindingsText text = new FindingsText(findings);
        text.recording();
        findings.devices().forEach(text::device);
        return text.text.toString();
    }

    private void recording() {
        Findings.Recording it = findings.recording();
        if (it.frames() == 0) {
            line(0, "No frame in it.");
        } else if (it.isTimed()) {
            Instant first = it.first().orElseThrow();
            Instant last = it.last().orElseThrow();
            line(
                    0,
                    "%s to %s (%s), %s"
                            .formatted(
                                    time.format(first),
                                    time.format(last),
                                    findings.zone(),
                                    Lasting.text(Duration.between(first, last).toNanos() / 1000)));
        } else {
            line(
                    0,
                    "Without times: a frame counts as a second, and what is said of times means"
                            + " frames.");
        }
        totals(findings).forEach(sentence -> line(0, sentence));
        for (Findings.Marked mark : findings.marks().stream().limit(50).toList()) {
            line(2, time.format(mark.at()) + "  " + PlainText.of(mark.text()));
        }
    }

    /** How much was read, and what was not, in sentences. */
    static List<String> totals(Findings findings) {
        Findings.Recording it = findings.recording();
        List<String> parts = new ArrayList<>();
        parts.add(ShownText.counted(it.frames(), "frame"));
        parts.add(ShownText.counted(findings.devices().size(), "device"));
        parts.add(ShownText.counted(it.markCount(), "mark"));
        if (it.doubles() > 0) {
            parts.add(
                    ShownText.grouped(it.doubles())
                            + " recorded twice on their way and counted once");
        }
        if (it.dropped() > 0) {
            parts.add(ShownText.grouped(it.dropped()) + " dropped by the gateway");
        }
        if (it.invalid() > 0) {
            parts.add(ShownText.counted(it.invalid(), "datagram") + " without a valid frame");
        }
        if (it.unreadable() > 0) {
            parts.add(ShownText.counted(it.unreadable(), "place") + " that cannot be read");
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(String.join(", ", parts) + ".");
        if (it.others() > 0) {
            sentences.add(
                    ShownText.grouped(it.others())
                            + " frames are of devices beyond the first 32, which are not looked at:"
                            + " choose some with --device.");
        }
        if (it.isCut()) {
            sentences.add(
                    "There was more to remember than there is room for: some lists of changes end"
                            + " early. Choose a device with --device.");
        }
        return sentences;
    }

    private void device(Findings.Device it) {
        text.append('\n');
        line(0, "Device %s: %s".formatted(it.id(), ShownText.counted(it.frames(), "frame")));
        if (findings.recording().isTimed()) {
            reports(it.reports());
            clock(it.clock());
        }
        if (it.loss().seen() > 0) {
            line(
                    2,
                    "Loss: %s of %s message numbers are missing%s"
                            .formatted(
                                    ShownText.grouped(it.loss().missing()),
                                    ShownText.grouped(it.loss().seen() + it.loss().missing()),
                                    it.loss().jumps() == 0
                                            ? ""
                                            : ", at "
                                                    + ShownText.counted(
                                                            it.loss().jumps(), "place")));
        }
        it.relayed()
                .ifPresent(figures ->
                        line(
                                2,
                                "Passed on by the gateway after %s (median), 95 %% within %s"
                                        .formatted(
                                                Lasting.text(figures.median()),
                                                Lasting.text(figures.p95()))));
        kinds(it);
        exchanges(it);
        fields(it);
    }

    private void reports(Findings.Reports it) {
        it.interval()
                .ifPresent(figures ->
                        line(
                                2,
                                "Reports: every %s (half of them %s, all %s)"
                                        .formatted(
                                                Lasting.text(figures.median()),
                                                Lasting.range(
                                                        figures.lowerQuarter(),
                                                        figures.upperQuarter()),
                                                Lasting.range(figures.min(), figures.max()))));
        if (it.gapCount() > 0) {
            line(2, "Gaps: " + ShownText.grouped(it.gapCount()) + ", the longest:");
            it.gaps().stream()
                    .limit(5)
                    .forEach(gap ->
                            line(
                                    4,
                                    "%s to %s, about %s missed"
                                            .formatted(
                                                    time.format(gap.from()),
                                                    time.format(gap.to()),
                                                    ShownText.counted(gap.missed(), "report"))));
        }
    }

    private void clock(Findings.Clock it) {
        it.uptimeGain()
                .ifPresent(gain ->
                        line(
                                2,
                                String.format(
                                        Locale.ROOT,
                                        "Clock: its uptime gains %.1f ppm on the recording, give or"
                                                + " take %.1f",
                                        gain,
                                        it.uptimeError())));
        it.told()
                .ifPresent(figures ->
                        line(
                                2,
                                "The time it is told is %d to %d s (median %d) from the recording's"
                                        .formatted(
                                                figures.min(), figures.max(), figures.median())));
        it.boost()
                .ifPresent(figures ->
                        line(
                                2,
                                "Boosts are told to start %d to %d min from the clock in %s, when"
                                                .formatted(
                                                        figures.min(),
                                                        figures.max(),
                                                        findings.switchZone())
                                        + " first reported ("
                                        + ShownText.counted(figures.count(), "boost")
                                        + ")"));
        if (it.restartCount() > 0) {
            line(
                    2,
                    "Restarts: "
                            + ShownText.grouped(it.restartCount())
                            + ", at "
                            + it.restarts().stream()
                                    .limit(5)
                                    .map(time::format)
                                    .collect(Collectors.joining(", "))
                            + (it.restartCount() > 5 ? " …" : ""));
        }
    }

    private void kinds(Findings.Device device) {
        line(2, "Messages:");
        for (Findings.KindCount it : device.kinds()) {
            line(
                    4,
                    "%-28s%-13s%10s%s"
                            .formatted(
                                    it.kind(),
                                    it.fromServer() ? "to device" : "from device",
                                    ShownText.grouped(it.count()),
                                    it.repeats() == 0
                                            ? ""
                                            : ", and "
                                                    + ShownText.counted(it.repeats(), "repeat")));
            for (String example : it.isUnknown() ? it.examples() : List.<String>of()) {
                line(6, "params " + (example.isEmpty() ? "none" : example));
            }
        }
    }

    private void exchanges(Findings.Device device) {
        if (device.exchanges().isEmpty()) {
            return;
        }
        line(2, "Requests and their answers:");
        line(
                4,
                "%-28s%9s%9s%8s%11s%11s%10s%10s"
                        .formatted(
                                "",
                                "requests",
                                "answered",
                                "repeats",
                                "unanswered",
                                "median",
                                "95 %",
                                "longest"));
        for (Findings.Exchange it : device.exchanges()) {
            line(
                    4,
                    "%-28s%9s%9s%8s%11s%11s%10s%10s"
                            .formatted(
                                    it.request(),
                                    ShownText.grouped(it.requests()),
                                    ShownText.grouped(it.answered()),
                                    ShownText.grouped(it.repeats()),
                                    ShownText.grouped(it.unanswered()),
                                    it.latency().map(l -> Lasting.text(l.median())).orElse(""),
                                    it.latency().map(l -> Lasting.text(l.p95())).orElse(""),
                                    it.latency().map(l -> Lasting.text(l.max())).orElse("")));
        }
    }

    private void fields(Findings.Device device) {
        List<Findings.UnknownField> varying =
                device.fields().stream().filter(it -> !it.views().isEmpty()).toList();
        if (!varying.isEmpty()) {
            line(2, "What nobody has explained, and changes:");
            line(4, CAUTION);
        }
        for (Findings.UnknownField it : varying) {
            field(it);
        }
        // The six periods of six schedules are the same to a reader.
        Map<String, SequencedSet<String>> still = new LinkedHashMap<>();
        for (Findings.UnknownField it : device.fields()) {
            if (it.views().isEmpty() && !it.values().isEmpty()) {
                String values =
                        it.values().stream()
                                .limit(3)
                                .map(Findings.Value::text)
                                .collect(Collectors.joining(" or "));
                String guess =
                        it.guesses().stream()
                                .filter(g -> g.sort() == Findings.Sort.TEXT)
                                .map(g -> " (guess: " + g.sentence() + ")")
                                .collect(Collectors.joining());
                still.computeIfAbsent(
                                "%s always %s%s"
                                        .formatted(
                                                it.field()
                                                        .replaceAll("^periods\\.\\d", "periods.*"),
                                                values,
                                                guess),
                                _ -> new LinkedHashSet<>())
                        .add(it.kind().replaceFirst("(Request|Response) \\d$", "$1"));
            }
        }
        if (!still.isEmpty()) {
            line(2, "What nobody has explained, and never changed:");
            Map<String, List<String>> byKinds = new LinkedHashMap<>();
            still.forEach((value, kinds) ->
                    byKinds.computeIfAbsent(String.join(", ", kinds), _ -> new ArrayList<>())
                            .add(value));
            byKinds.forEach((kinds, values) -> line(4, kinds + ": " + String.join("; ", values)));
        }
    }

    private void field(Findings.UnknownField it) {
        text.append('\n');
        line(
                4,
                "%s %s: %s at offset %d, seen %s times"
                        .formatted(
                                it.kind(),
                                it.field(),
                                ShownText.counted(it.length(), "byte"),
                                it.offset(),
                                ShownText.grouped(it.samples())));
        it.guesses().forEach(this::guess);
        for (Findings.View view : it.views()) {
            line(
                    6,
                    "%s: %s%s; %s %s"
                            .formatted(
                                    view.label(),
                                    ShownText.counted(view.changes(), "change"),
                                    view.isBusy() ? ", at nearly every message" : "",
                                    valuesOf(view, it),
                                    values(view.values(), view.isMany())));
            if (!view.changedAt().isEmpty() && !view.isBusy() && findings.recording().isTimed()) {
                line(
                        8,
                        "at "
                                + view.changedAt().stream()
                                        .limit(4)
                                        .map(time::format)
                                        .collect(Collectors.joining(", "))
                                + (view.changes() > 4 ? " …" : ""));
            }
            view.guesses().stream().limit(MAX_GUESSES).forEach(this::guess);
        }
    }

    private void guess(Findings.Guess it) {
        line(
                8,
                String.format(Locale.ROOT, "%.2f  guess: ", it.score())
                        + PlainText.of(it.sentence()));
        it.evidence().forEach(fact -> line(14, "- " + PlainText.of(fact)));
        if (!it.alike().isEmpty()) {
            line(14, "- as well or nearly: " + PlainText.of(String.join("; ", it.alike())));
        }
    }

    static String valuesOf(Findings.View view, Findings.UnknownField field) {
        return view.counted() < field.samples()
                ? "values in the first %s messages:".formatted(ShownText.grouped(view.counted()))
                : "values";
    }

    private static String values(List<Findings.Value> values, boolean more) {
        return values.stream()
                        .limit(MAX_VALUES)
                        .map(it -> it.text() + " (" + ShownText.grouped(it.count()) + ")")
                        .collect(Collectors.joining(", "))
                + (more || values.size() > MAX_VALUES ? " …" : "");
    }

    /** Wrapped between words; what does not fit stands two columns further in. */
    private void line(int indent, String words) {
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        String rest = words.stripTrailing();
        int hanging = indent;
        while (rest.length() > WIDTH - hanging) {
            int cut = rest.lastIndexOf(' ', WIDTH - hanging);
            if (cut <= 0) {
                cut = Math.min(rest.length(), WIDTH - hanging);
            }
            line.append(rest, 0, cut);
            text.append(line.toString().stripTrailing()).append('\n');
            rest = rest.substring(cut).stripLeading();
            hanging = indent + 2;
            line = new StringBuilder(" ".repeat(hanging));
        }
        text.append(line).append(rest).append('\n');
    }
}
