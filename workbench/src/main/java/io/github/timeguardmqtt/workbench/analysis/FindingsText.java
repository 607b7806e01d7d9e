package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.capture.text.PrintableText;
import io.github.timeguardmqtt.workbench.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/** What an analysis found, for a person, no line wider than a hundred columns. */
public final class FindingsText {

    private static final int WIDTH = 100;
    private static final int MAX_MARKS = 50;
    private static final int MAX_GUESSES = 3;
    private static final int MAX_VALUES = 6;
    private static final int MAX_CHANGES = 4;
    private static final int MAX_CONSTANTS = 3;
    private static final String EXCHANGE = "%-28s%9s%9s%8s%11s%11s%10s%10s";

    private final Findings findings;
    private final FindingsSentences sentences;
    private final StringBuilder text = new StringBuilder();

    private FindingsText(Findings findings) {
        this.findings = findings;
        sentences = new FindingsSentences(findings);
    }

    /** All of it, with a line end behind each line. */
    public static String of(Findings findings) {
        FindingsText text = new FindingsText(findings);
        text.recording();
        findings.devices().forEach(text::device);
        return text.text.toString();
    }

    private void recording() {
        line(0, sentences.span());
        sentences.totals().forEach(sentence -> line(0, sentence));
        findings.marks().stream()
                .limit(MAX_MARKS)
                .forEach(mark -> line(2, sentences.time(mark.at()) + "  " + mark.text()));
    }

    private void device(Findings.Device it) {
        text.append('\n');
        line(0, "Device %s: %s".formatted(it.id(), Wording.counted(it.frames(), "frame")));
        for (FindingsSentences.Fact fact : sentences.traffic(it)) {
            line(2, fact.sentence());
            fact.details().forEach(detail -> line(4, detail));
        }
        kinds(it);
        exchanges(it);
        varying(it);
        constant(it);
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
                                    Wording.grouped(it.count()),
                                    it.repeats() == 0
                                            ? ""
                                            : ", and " + Wording.counted(it.repeats(), "repeat")));
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
        List<String> columns = new ArrayList<>(FindingsSentences.EXCHANGE_COLUMNS);
        columns.set(0, "");
        line(4, EXCHANGE.formatted(columns.toArray()));
        for (Findings.Exchange it : device.exchanges()) {
            line(4, EXCHANGE.formatted(FindingsSentences.exchange(it).toArray()));
        }
    }

    private void varying(Findings.Device device) {
        List<Findings.UnknownField> varying =
                device.fields().stream().filter(it -> !it.views().isEmpty()).toList();
        if (!varying.isEmpty()) {
            line(2, "What nobody has explained, and changes:");
            line(4, FindingsSentences.CAUTION);
        }
        for (Findings.UnknownField it : varying) {
            text.append('\n');
            line(4, "%s %s: %s".formatted(it.kind(), it.field(), FindingsSentences.place(it)));
            it.guesses().forEach(this::guess);
            it.views().forEach(view -> view(view, it));
        }
    }

    private void view(Findings.View view, Findings.UnknownField of) {
        line(
                6,
                "%s: %s %s"
                        .formatted(
                                view.label(),
                                FindingsSentences.changes(view, of),
                                FindingsSentences.values(view, MAX_VALUES)));
        String changedAt = sentences.changedAt(view, MAX_CHANGES);
        if (!changedAt.isEmpty()) {
            line(8, "at " + changedAt);
        }
        view.guesses().stream().limit(MAX_GUESSES).forEach(this::guess);
    }

    private void guess(Findings.Guess it) {
        line(8, FindingsSentences.score(it) + "  guess: " + it.sentence());
        FindingsSentences.evidence(it).forEach(fact -> line(14, "- " + fact));
    }

    /** What never changed; the six periods of six schedules are the same to a reader. */
    private void constant(Findings.Device device) {
        Map<String, SequencedSet<String>> kindsByValue = new LinkedHashMap<>();
        for (Findings.UnknownField it : device.fields()) {
            if (it.views().isEmpty() && !it.values().isEmpty()) {
                String values =
                        it.values().stream()
                                .limit(MAX_CONSTANTS)
                                .map(Findings.Value::text)
                                .collect(Collectors.joining(" or "));
                String guess =
                        it.guesses().stream()
                                .filter(one -> one.sort() == Findings.Sort.TEXT)
                                .map(one -> " (guess: " + one.sentence() + ")")
                                .collect(Collectors.joining());
                String field = it.field().replaceAll("^periods\\.\\d", "periods.*");
                kindsByValue
                        .computeIfAbsent(
                                field + " always " + values + guess, _ -> new LinkedHashSet<>())
                        .add(it.kind().replaceFirst("(Request|Response) \\d$", "$1"));
            }
        }
        if (kindsByValue.isEmpty()) {
            return;
        }
        line(2, "What nobody has explained, and never changed:");
        Map<String, List<String>> valuesByKinds = new LinkedHashMap<>();
        kindsByValue.forEach((value, kinds) ->
                valuesByKinds
                        .computeIfAbsent(String.join(", ", kinds), _ -> new ArrayList<>())
                        .add(value));
        valuesByKinds.forEach((kinds, values) -> line(4, kinds + ": " + String.join("; ", values)));
    }

    /**
     * Wrapped between words; what does not fit stands two columns further in. Nothing in it is
     * obeyed by a terminal.
     */
    private void line(int indent, String words) {
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        String rest = PrintableText.of(words).stripTrailing();
        int hanging = indent;
        while (rest.length() > WIDTH - hanging) {
            int cut = rest.lastIndexOf(' ', WIDTH - hanging);
            if (cut <= 0) {
                cut = WIDTH - hanging;
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
