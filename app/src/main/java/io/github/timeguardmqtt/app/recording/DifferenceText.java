package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.capture.text.FieldValues;
import io.github.timeguardmqtt.capture.text.PrintableText;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.workbench.Wording;
import io.github.timeguardmqtt.workbench.diff.Comparison;
import io.github.timeguardmqtt.workbench.diff.Comparison.Found;
import io.github.timeguardmqtt.workbench.diff.Comparison.KindPair;
import io.github.timeguardmqtt.workbench.diff.Comparison.Pair;
import io.github.timeguardmqtt.workbench.diff.Comparison.Place;
import io.github.timeguardmqtt.workbench.diff.Comparison.Side;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Differences for a person; nothing at all where there are none. */
final class DifferenceText implements DifferencePrinter {

    /** Names and values of a frame that stands alone are shown up to here. */
    private static final int MOST = 160;

    private final Output out;
    private final DateTimeFormatter time;
    private final ZoneId zone;
    private boolean any;
    private String last = "";

    DifferenceText(Output out, ZoneId zone) {
        this.out = out;
        this.zone = zone;
        time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    @Override
    public void frames(Optional<String> a, Optional<String> b, List<FieldDifference> found) {
        if (!found.isEmpty()) {
            line("A: " + a.orElse("no valid frame"));
            line("B: " + b.orElse("no valid frame"));
            fields("  ", found);
        }
    }

    @Override
    public boolean recordings(String a, String b, Comparison comparison) {
        comparison.forEach(found -> {
            if (!any) {
                any = true;
                summary(a, b, comparison);
            }
            found(found);
        });
        return !any;
    }

    private void summary(String a, String b, Comparison comparison) {
        side("A", a, comparison.a());
        side("B", b, comparison.b());
        for (Pair pair : comparison.pairs()) {
            line("");
            line(title(pair));
            if (pair.a().isPresent() || pair.b().isPresent()) {
                line("  %-34s%12s%12s".formatted("", "in A", "in B"));
            }
            for (KindPair kind : pair.kinds()) {
                line(
                        "  %-34s%12s%12s%s"
                                .formatted(
                                        kind.kind(),
                                        Wording.grouped(kind.a()),
                                        Wording.grouped(kind.b()),
                                        kind.b() == 0
                                                ? "  only in A"
                                                : kind.a() == 0 ? "  only in B" : ""));
            }
        }
    }

    private void side(String which, String name, Side it) {
        StringBuilder line = new StringBuilder(which + ": ").append(PrintableText.of(name));
        line.append(", ").append(Wording.counted(it.frames(), "frame"));
        it.first()
                .ifPresent(first ->
                        line.append(", ")
                                .append(time.format(first))
                                .append(" to ")
                                .append(time.format(it.last().orElse(first)))
                                .append(" (")
                                .append(zone)
                                .append(')'));
        if (it.unreadable() > 0) {
            line.append(", ")
                    .append(Wording.counted(it.unreadable(), "place"))
                    .append(" that cannot be read");
        }
        line(line.toString());
    }

    private static String title(Pair it) {
        if (it.a().isEmpty() && it.b().isEmpty()) {
            return "Of no device";
        }
        Optional<DeviceId> a = it.a();
        Optional<DeviceId> b = it.b();
        if (a.isEmpty() || b.isEmpty()) {
            return "Device %s, only in %s"
                    .formatted(a.or(() -> b).orElseThrow(), a.isPresent() ? "A" : "B");
        }
        return a.equals(b)
                ? "Device " + a.get()
                : "Device %s in A with device %s in B".formatted(a.get(), b.get());
    }

    private void found(Found found) {
        switch (found) {
            case Found.Changed it -> {
                heading(it.of(), it.kind());
                line(
                        "  A %s | B %s%s"
                                .formatted(
                                        place(it.a()),
                                        place(it.b()),
                                        it.count() == 1
                                                ? ""
                                                : ", and %s behind them"
                                                        .formatted(
                                                                Wording.counted(
                                                                        it.count() - 1, "pair"))));
                fields("    ", it.fields());
            }
            case Found.Only it -> {
                // Whoever has no such device has none of its frames: the table says so.
                if (it.of().a().isEmpty() != it.of().b().isEmpty()) {
                    return;
                }
                heading(it.of(), it.kind());
                String which = it.isInA() ? "A" : "B";
                line(
                        "  only in %s: %s"
                                .formatted(
                                        which,
                                        it.count() == 1
                                                ? place(it.from())
                                                : "%s frames, %s to %s"
                                                        .formatted(
                                                                Wording.grouped(it.count()),
                                                                place(it.from()),
                                                                place(it.to()))));
                line("    " + values(it));
            }
        }
    }

    /** Once for all that is found of a kind. */
    private void heading(Pair pair, String kind) {
        String heading = title(pair) + ": " + kind;
        if (!heading.equals(last)) {
            last = heading;
            line("");
            line(heading);
        }
    }

    private String place(Place it) {
        return it.at()
                .map(at -> time.format(at) + " (frame " + it.frame() + ")")
                .orElseGet(() -> "frame " + it.frame());
    }

    private static String values(Found.Only it) {
        StringJoiner values = new StringJoiner(", ");
        if (FrameCodec.decode(it.bytes()) instanceof Frame frame) {
            FieldValues.of(frame)
                    .forEach((name, value) -> values.add(name + " " + PrintableText.of(value)));
        } else {
            values.add(it.bytes().toSpacedHex());
        }
        String text = values.length() == 0 ? "no fields" : values.toString();
        return text.length() > MOST ? text.substring(0, MOST) + " …" : text;
    }

    private void fields(String indent, List<FieldDifference> fields) {
        int width = 0;
        for (FieldDifference it : fields) {
            width = Math.max(width, it.field().length());
        }
        for (FieldDifference it : fields) {
            line(
                    "%s%s  %s | %s"
                            .formatted(
                                    indent,
                                    it.field() + " ".repeat(width - it.field().length()),
                                    shown(it.a()),
                                    shown(it.b())));
        }
    }

    private static String shown(Optional<String> value) {
        return value.map(it -> it.isEmpty() ? "\"\"" : PrintableText.of(it)).orElse("-");
    }

    private void line(String text) {
        out.print(text);
        out.print("\n");
    }
}
