package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code timeguard ctl DEVICE plan}. */
@Command(
        name = "plan",
        description = {
            "Draws what the relay does in the week from today on, as far as the settings tell.",
            "A half-hour is a sign; times are the device's wall clock."
        })
final class CtlPlan extends CtlVerb {

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "So many days instead of 7, up to 31.")
    private int days = 7;

    @Override
    void check() {
        if (days < 1 || days > 31) {
            throw usage("%d days cannot be drawn: expected 1 to 31".formatted(days));
        }
    }

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        Map<String, @Nullable Object> plan = device.plan(days);
        if (ctl().json()) {
            print(plan);
            return ExitCode.OK;
        }
        try {
            ZoneId zone = ZoneId.of(String.valueOf(plan.get("zone")));
            List<WeekPicture.Run> runs = new ArrayList<>();
            if (plan.get("runs") instanceof List<?> told) {
                told.forEach(run -> runs.add(run((Map<?, ?>) run)));
            }
            print("%s, %s".formatted(device.title(), zone));
            streams()
                    .out()
                    .print(
                            new WeekPicture(runs, zone, hasBlocks(ctl().environment()))
                                    .at(time(plan.get("now"))));
            return ExitCode.OK;
        } catch (DateTimeException | ClassCastException e) {
            throw new NoAnswerException("what answers is not a gateway of this version");
        }
    }

    private static WeekPicture.Run run(Map<?, ?> fields) {
        return new WeekPicture.Run(
                time(fields.get("start")).toInstant(),
                time(fields.get("end")).toInstant(),
                Boolean.TRUE.equals(fields.get("on")),
                ShownText.safe(String.valueOf(fields.get("cause"))));
    }

    private static OffsetDateTime time(@Nullable Object text) {
        return OffsetDateTime.parse(String.valueOf(text));
    }

    /**
     * Whether the terminal shows more than ASCII, by the locale. The launcher changes that for
     * Java's sake, and says in another variable what it was.
     */
    static boolean hasBlocks(Map<String, String> environment) {
        for (String name : List.of("TERMINAL_LOCALE", "LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.matches("(?i).*utf-?8.*");
            }
        }
        return false;
    }
}
