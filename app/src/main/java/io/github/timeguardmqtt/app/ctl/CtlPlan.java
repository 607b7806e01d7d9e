package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
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
        JsonObject plan = device.plan(days);
        if (ctl().json()) {
            print(plan);
            return ExitCode.OK;
        }
        try {
            ZoneId zone = ZoneId.of(plan.text("zone").orElse(""));
            List<WeekPicture.Run> runs = plan.objects("runs").stream().map(CtlPlan::run).toList();
            print("%s, %s".formatted(device.title(), zone));
            streams()
                    .out()
                    .print(
                            new WeekPicture(runs, zone, hasBlocks(ctl().environment()))
                                    .at(time(plan, "now")));
            return ExitCode.OK;
        } catch (DateTimeException e) {
            throw NoAnswerException.otherVersion();
        }
    }

    private static WeekPicture.Run run(JsonObject fields) {
        return new WeekPicture.Run(
                time(fields, "start").toInstant(),
                time(fields, "end").toInstant(),
                fields.flag("on").orElse(false),
                ShownText.safe(fields.text("cause").orElse("")));
    }

    private static OffsetDateTime time(JsonObject fields, String key) {
        return OffsetDateTime.parse(fields.text(key).orElse(""));
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
