package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.workbench.Wording;
import io.github.timeguardmqtt.workbench.analysis.FieldSort;
import io.github.timeguardmqtt.workbench.analysis.Findings;
import io.github.timeguardmqtt.workbench.analysis.FindingsSentences;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an analysis found, as one page that needs nothing else: what stands in it can be read
 * without its script, which draws the plots. Whatever comes from a recording is escaped.
 */
final class FindingsPage {

    private static final int MAX_POINTS = 300_000;
    private static final int MIN_POINTS = 200;
    private static final int MAX_GUESSES = 4;

    private static final String LEGEND =
            """
            <noscript><p>The plots are drawn by the script in this page, which is switched off.</p></noscript>
            <p class="legend"><span class="entry"><span class="key known"></span>explained</span>
            <span class="entry"><span class="key unknown"></span>not explained</span>
            <span class="entry"><span class="key mark"></span>a mark</span>
            <span class="entry"><span class="key restart"></span>a restart</span>
            <span class="entry"><span class="key gap"></span>no reports</span><br>
            Point at a time to read the values there; drag over some to see it larger, double-click for all. By keyboard:
            arrows, plus, minus and 0; comma and full stop for the time to read.</p>
            """;

    private final Findings findings;
    private final FindingsSentences sentences;
    private final StringBuilder body = new StringBuilder();

    private FindingsPage(Findings findings) {
        this.findings = findings;
        sentences = new FindingsSentences(findings);
    }

    static String of(Findings findings) {
        FindingsPage page = new FindingsPage(findings);
        page.body();
        return template()
                .replace("<!--BODY-->", page.body)
                .replace("<!--DATA-->", JsonTree.forPage(page.data()));
    }

    private static String template() {
        try (InputStream page = FindingsPage.class.getResourceAsStream("analysis.html")) {
            if (page == null) {
                throw new IllegalStateException("analysis.html is missing");
            }
            return new String(page.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject data() {
        long from = millis(findings.recording().first());
        int series = 1;
        for (Findings.Device device : findings.devices()) {
            series += device.series().size();
        }
        int most = Math.max(MIN_POINTS, MAX_POINTS / series);
        return JsonTree.object(
                "zone", findings.zone().toString(),
                "timed", findings.recording().isTimed(),
                "from", from,
                "until", millis(findings.recording().last()),
                "marks", findings.marks().stream().map(it -> mark(it, from)).toList(),
                "devices", findings.devices().stream().map(it -> device(it, from, most)).toList());
    }

    private static JsonObject mark(Findings.Marked it, long from) {
        return JsonTree.object("t", it.at().toEpochMilli() - from, "text", PlainText.of(it.text()));
    }

    private static JsonObject device(Findings.Device it, long from, int most) {
        return JsonTree.object(
                "id", it.id().toString(),
                "restarts",
                        it.clock().restarts().stream().map(at -> at.toEpochMilli() - from).toList(),
                "gaps", it.reports().gaps().stream().map(gap -> gap(gap, from)).toList(),
                "series", it.series().stream().map(one -> series(one, from, most)).toList());
    }

    private static List<Long> gap(Findings.Gap it, long from) {
        return List.of(it.from().toEpochMilli() - from, it.to().toEpochMilli() - from);
    }

    private static JsonObject series(Findings.Series it, long from, int most) {
        List<Long> times = new ArrayList<>();
        List<Long> values = new ArrayList<>();
        int size = it.at().size();
        // Of each run of points, the lowest and the highest: short pulses stay.
        int run = Math.max(1, (2 * size + most - 1) / most);
        for (int start = 0; start < size; start += run) {
            int end = Math.min(size, start + run);
            int low = start;
            int high = start;
            for (int i = start; i < end; i++) {
                low = it.values().get(i) < it.values().get(low) ? i : low;
                high = it.values().get(i) > it.values().get(high) ? i : high;
            }
            for (int i :
                    low == high
                            ? new int[] {low}
                            : new int[] {Math.min(low, high), Math.max(low, high)}) {
                times.add(it.at().get(i) / 1000 - from);
                values.add(it.values().get(i));
            }
        }
        return JsonTree.object(
                "name",
                it.name(),
                "unknown",
                it.sort() == FieldSort.UNKNOWN,
                "until",
                it.until() / 1000 - from,
                "labels",
                it.labels(),
                "sampled",
                it.isSampled() || run > 1,
                "t",
                times,
                "v",
                values);
    }

    private static long millis(Optional<Instant> at) {
        return at.map(Instant::toEpochMilli).orElse(0L);
    }

    private void body() {
        paragraph(sentences.span());
        sentences.totals().forEach(this::paragraph);
        if (!findings.devices().isEmpty()) {
            body.append("<p class=\"caution\">").append(FindingsSentences.CAUTION).append("</p>\n");
        }
        for (int i = 0; i < findings.devices().size(); i++) {
            device(findings.devices().get(i), i);
        }
        if (!findings.marks().isEmpty()) {
            body.append("<h2>Marks</h2>\n<ul>\n");
            for (Findings.Marked mark : findings.marks()) {
                body.append("<li>").append(sentences.time(mark.at())).append(" ");
                body.append(escaped(mark.text())).append("</li>\n");
            }
            body.append("</ul>\n");
        }
    }

    private void device(Findings.Device it, int number) {
        body.append("<h2>Device ").append(it.id()).append("</h2>\n");
        body.append("<div class=\"plots\" id=\"plots").append(number).append("\"></div>\n");
        body.append(LEGEND);
        body.append("<h3>What nobody has explained, and changes</h3>\n");
        List<Findings.UnknownField> varying =
                it.fields().stream().filter(field -> !field.views().isEmpty()).toList();
        if (varying.isEmpty()) {
            paragraph("Nothing.");
        }
        varying.forEach(this::field);
        constant(it);
        traffic(it);
        kinds(it);
        exchanges(it);
    }

    private void traffic(Findings.Device it) {
        body.append("<h3>Reports and clock</h3>\n<ul>\n");
        for (FindingsSentences.Fact fact : sentences.traffic(it)) {
            item(fact.sentence());
            if (!fact.details().isEmpty()) {
                body.append("<ul>\n");
                fact.details().forEach(this::item);
                body.append("</ul>\n");
            }
        }
        body.append("</ul>\n");
    }

    private void item(String text) {
        body.append("<li>").append(escaped(text)).append("</li>\n");
    }

    private void kinds(Findings.Device device) {
        body.append("<h3>Messages</h3>\n<div class=\"wide\"><table>\n");
        row(
                "th",
                List.of("kind", "from", "count", "repeats", "params of the first, where unknown"));
        for (Findings.KindCount it : device.kinds()) {
            row(
                    "td",
                    List.of(
                            it.kind(),
                            it.fromServer() ? "server" : "device",
                            Wording.grouped(it.count()),
                            Wording.grouped(it.repeats()),
                            String.join(" | ", it.examples())));
        }
        body.append("</table></div>\n");
    }

    private void exchanges(Findings.Device device) {
        body.append("<h3>Requests and their answers</h3>\n<div class=\"wide\"><table>\n");
        row("th", FindingsSentences.EXCHANGE_COLUMNS);
        device.exchanges().forEach(it -> row("td", FindingsSentences.exchange(it)));
        body.append("</table></div>\n");
    }

    private void row(String cell, List<String> texts) {
        body.append("<tr>");
        for (String text : texts) {
            body.append('<').append(cell).append(cell.equals("th") ? " scope=\"col\">" : ">");
            body.append(escaped(text));
            body.append("</").append(cell).append('>');
        }
        body.append("</tr>\n");
    }

    private void field(Findings.UnknownField it) {
        body.append("<div class=\"field\"><h4>").append(escaped(it.kind())).append(' ');
        body.append(escaped(it.field())).append("</h4>\n");
        paragraph(FindingsSentences.place(it));
        it.guesses().forEach(guess -> guess(guess, false));
        for (Findings.View view : it.views()) {
            body.append("<p><b>").append(escaped(view.label())).append("</b>: ");
            body.append(FindingsSentences.changes(view, it)).append(" <code>");
            body.append(escaped(FindingsSentences.values(view, Integer.MAX_VALUE)));
            body.append("</code></p>\n");
            changedAt(view);
            for (int i = 0; i < Math.min(MAX_GUESSES, view.guesses().size()); i++) {
                guess(view.guesses().get(i), i == 0);
            }
        }
        body.append("</div>\n");
    }

    /** When; all but the first out of the way. */
    private void changedAt(Findings.View view) {
        String all = sentences.changedAt(view, Integer.MAX_VALUE);
        if (!all.isEmpty()) {
            body.append("<details class=\"faint\"><summary>changed at ");
            body.append(sentences.changedAt(view, 1)).append("</summary>");
            body.append(all).append("</details>\n");
        }
    }

    private void guess(Findings.Guess it, boolean isOpen) {
        body.append("<details class=\"guess\"").append(isOpen ? " open" : "").append("><summary>");
        body.append("<span class=\"score\">").append(FindingsSentences.score(it));
        body.append("</span><span>guess: ").append(escaped(it.sentence()));
        body.append("</span></summary><ul>\n");
        FindingsSentences.evidence(it).forEach(this::item);
        body.append("</ul></details>\n");
    }

    private void constant(Findings.Device device) {
        body.append("<details><summary>What nobody has explained, and never changed</summary>\n");
        body.append("<div class=\"wide\"><table>\n");
        row("th", List.of("where", "field", "seen", "value"));
        for (Findings.UnknownField it : device.fields()) {
            if (it.views().isEmpty() && !it.values().isEmpty()) {
                row(
                        "td",
                        List.of(
                                it.kind(),
                                it.field(),
                                Wording.grouped(it.samples()),
                                it.values().getFirst().text()));
            }
        }
        body.append("</table></div></details>\n");
    }

    private void paragraph(String text) {
        body.append("<p class=\"faint\">").append(escaped(text)).append("</p>\n");
    }

    private static String escaped(String text) {
        return PlainText.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
