package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.workbench.analysis.Findings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an analysis found, as JSON. Source: docs/reference/json.md. */
final class FindingsJson {

    private FindingsJson() {}

    static JsonObject of(Findings findings) {
        Findings.Recording it = findings.recording();
        return JsonTree.object(
                "timed", it.isTimed(),
                "first", it.first(),
                "last", it.last(),
                "zone", findings.zone().toString(),
                "switchZone", findings.switchZone().toString(),
                "frames", it.frames(),
                "doubles", it.doubles(),
                "invalid", it.invalid(),
                "unreadable", it.unreadable(),
                "dropped", it.dropped(),
                "otherDevices", it.others(),
                "cut", it.isCut(),
                "markCount", it.markCount(),
                "marks",
                        findings.marks().stream()
                                .map(mark -> JsonTree.object("at", mark.at(), "text", mark.text()))
                                .toList(),
                "devices", findings.devices().stream().map(FindingsJson::device).toList());
    }

    private static JsonObject device(Findings.Device it) {
        Findings.Clock clock = it.clock();
        return JsonTree.object(
                "id", it.id().toString(),
                "frames", it.frames(),
                "first", it.first(),
                "last", it.last(),
                "kinds", it.kinds().stream().map(FindingsJson::kind).toList(),
                "exchanges", it.exchanges().stream().map(FindingsJson::exchange).toList(),
                "reports",
                        JsonTree.object(
                                "interval", it.reports().interval().map(FindingsJson::seconds),
                                "gapCount", it.reports().gapCount(),
                                "longestGaps",
                                        it.reports().gaps().stream()
                                                .map(gap ->
                                                        JsonTree.object(
                                                                "from", gap.from(),
                                                                "to", gap.to(),
                                                                "missed", gap.missed()))
                                                .toList()),
                "clock",
                        JsonTree.object(
                                "uptimeGainPpm", clock.uptimeGain(),
                                "uptimeErrorPpm", clock.uptimeGain().map(_ -> clock.uptimeError()),
                                "toldSeconds", clock.told().map(figures -> figures(figures, 1)),
                                "boostMinutes", clock.boost().map(figures -> figures(figures, 1)),
                                "restartCount", clock.restartCount(),
                                "restarts", clock.restarts()),
                "loss",
                        JsonTree.object(
                                "seen", it.loss().seen(),
                                "missing", it.loss().missing(),
                                "jumps", it.loss().jumps()),
                "relayed", it.relayed().map(FindingsJson::seconds),
                "unknown", it.fields().stream().map(FindingsJson::field).toList());
    }

    private static JsonObject kind(Findings.KindCount it) {
        return JsonTree.object(
                "kind", it.kind(),
                "unknown", it.isUnknown(),
                "fromServer", it.fromServer(),
                "count", it.count(),
                "repeats", it.repeats(),
                "last", it.last(),
                "examples", it.examples().isEmpty() ? Optional.empty() : it.examples());
    }

    private static JsonObject exchange(Findings.Exchange it) {
        return JsonTree.object(
                "request", it.request(),
                "fromServer", it.fromServer(),
                "requests", it.requests(),
                "answered", it.answered(),
                "repeats", it.repeats(),
                "unanswered", it.unanswered(),
                "open", it.open(),
                "latency", it.latency().map(FindingsJson::seconds));
    }

    private static JsonObject field(Findings.UnknownField it) {
        return JsonTree.object(
                "kind", it.kind(),
                "field", it.field(),
                "offset", it.offset(),
                "length", it.length(),
                "samples", it.samples(),
                "values", values(it.values()),
                "moreValues", it.isMany(),
                "guesses", it.guesses().stream().map(FindingsJson::guess).toList(),
                "readings",
                        it.views().stream()
                                .map(view ->
                                        JsonTree.object(
                                                "reading", view.label(),
                                                "changes", view.changes(),
                                                "busy", view.isBusy(),
                                                "values", values(view.values()),
                                                "moreValues", view.isMany(),
                                                "counted", view.counted(),
                                                "changedAt", view.changedAt(),
                                                "guesses",
                                                        view.guesses().stream()
                                                                .map(FindingsJson::guess)
                                                                .toList()))
                                .toList());
    }

    private static JsonObject guess(Findings.Guess it) {
        return JsonTree.object(
                "guess", it.sort().name().toLowerCase(Locale.ROOT),
                "of", it.source().isEmpty() ? Optional.empty() : it.source(),
                "sentence", it.sentence(),
                "score", it.score(),
                "delay", it.delay().map(FindingsJson::seconds),
                "evidence", it.evidence(),
                "alike", it.alike());
    }

    private static List<JsonObject> values(List<Findings.Value> values) {
        return values.stream()
                .map(it -> JsonTree.object("value", it.text(), "count", it.count()))
                .toList();
    }

    private static JsonObject seconds(Findings.Figures it) {
        return figures(it, 1e6);
    }

    private static JsonObject figures(Findings.Figures it, double unit) {
        return JsonTree.object(
                "count", it.count(),
                "min", it.min() / unit,
                "lowerQuarter", it.lowerQuarter() / unit,
                "median", it.median() / unit,
                "upperQuarter", it.upperQuarter() / unit,
                "p95", it.p95() / unit,
                "max", it.max() / unit);
    }
}
