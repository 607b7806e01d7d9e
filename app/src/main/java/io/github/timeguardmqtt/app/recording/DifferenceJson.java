package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.workbench.diff.Comparison;
import io.github.timeguardmqtt.workbench.diff.Comparison.Found;
import io.github.timeguardmqtt.workbench.diff.Comparison.Pair;
import io.github.timeguardmqtt.workbench.diff.Comparison.Place;
import io.github.timeguardmqtt.workbench.diff.Comparison.Side;
import java.util.List;
import java.util.Optional;

/** Differences as JSON, an object a line, a summary last. Source: docs/reference/json.md. */
final class DifferenceJson implements DifferencePrinter {

    private final Output out;
    private boolean any;

    DifferenceJson(Output out) {
        this.out = out;
    }

    @Override
    public void frames(Optional<String> a, Optional<String> b, List<FieldDifference> found) {
        line(JsonTree.object("same", found.isEmpty(), "a", a, "b", b, "fields", fields(found)));
    }

    @Override
    public boolean recordings(String a, String b, Comparison comparison) {
        comparison.forEach(found -> {
            any = true;
            line(found(found));
        });
        line(
                JsonTree.object(
                        "same", !any,
                        "a", side(a, comparison.a()),
                        "b", side(b, comparison.b()),
                        "devices", comparison.pairs().stream().map(DifferenceJson::pair).toList()));
        return !any;
    }

    private static JsonObject found(Found found) {
        return switch (found) {
            case Found.Changed it ->
                    JsonTree.object(
                            "kind", it.kind(),
                            "a", place(it.of().a(), it.a()),
                            "b", place(it.of().b(), it.b()),
                            "count", it.count(),
                            "fields", fields(it.fields()));
            case Found.Only it ->
                    JsonTree.object(
                            "kind",
                            it.kind(),
                            it.isInA() ? "a" : "b",
                            place(it.isInA() ? it.of().a() : it.of().b(), it.from()),
                            "count",
                            it.count(),
                            "raw",
                            it.bytes().toHex());
        };
    }

    private static JsonObject place(Optional<?> device, Place it) {
        return JsonTree.object(
                "deviceId", device.map(Object::toString), "frame", it.frame(), "time", it.at());
    }

    private static List<JsonObject> fields(List<FieldDifference> fields) {
        return fields.stream()
                .map(it -> JsonTree.object("field", it.field(), "a", it.a(), "b", it.b()))
                .toList();
    }

    private static JsonObject side(String name, Side it) {
        return JsonTree.object(
                "file", name,
                "frames", it.frames(),
                "unreadable", it.unreadable(),
                "leftOut", it.leftOut(),
                "first", it.first(),
                "last", it.last());
    }

    private static JsonObject pair(Pair it) {
        return JsonTree.object(
                "a", it.a().map(Object::toString),
                "b", it.b().map(Object::toString),
                "kinds",
                        it.kinds().stream()
                                .map(kind ->
                                        JsonTree.object(
                                                "kind", kind.kind(), "a", kind.a(), "b", kind.b()))
                                .toList());
    }

    private void line(JsonObject object) {
        out.print(object.line() + "\n");
    }
}
