package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE holiday}. */
@Command(
        name = "holiday",
        description = {
            "Shows the holiday, or sets it: off between two times of the device's wall clock.",
            "on and off leave its times as they are."
        })
final class CtlHoliday extends CtlVerb {

    @Parameters(
            arity = "0..2",
            paramLabel = "on|off|START END",
            description = "on, off, or two times like 2026-12-20T10:00.")
    private List<String> values = List.of();

    @Override
    void check() {
        if (!values.isEmpty()) {
            value();
        }
    }

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (values.isEmpty()) {
            return show(device, "holiday");
        }
        return command(device, "holiday", value(), "holiday " + String.join(" to ", values));
    }

    private JsonObject value() {
        JsonValue.ObjectBuilder value = JsonValue.object();
        if (values.size() == 2) {
            LocalDateTime start = time(values.get(0));
            LocalDateTime end = time(values.get(1));
            if (!start.isBefore(end)) {
                throw usage(
                        "the holiday would end at %s, which is not after its start at %s"
                                .formatted(end, start));
            }
            return value.put("active", true)
                    .put("start", start.toString())
                    .put("end", end.toString())
                    .build();
        }
        switch (values.getFirst().toLowerCase(Locale.ROOT)) {
            case "on" -> value.put("active", true);
            case "off" -> value.put("active", false);
            default ->
                    throw usage(
                            "\"%s\" is no holiday: expected on, off, or two times like 2026-12-20T10:00"
                                    .formatted(values.getFirst()));
        }
        return value.build();
    }

    /** A date alone is its first moment. */
    private LocalDateTime time(String text) {
        try {
            String time = text.replace(' ', 'T');
            return LocalDateTime.parse(time.contains("T") ? time : time + "T00:00");
        } catch (DateTimeException e) {
            throw usage(
                    "\"%s\" is not a time: expected one like 2026-12-20T10:00, or a date"
                            .formatted(text));
        }
    }

    /** For people: {@code on, 2026-12-20T10:00 to 2027-01-02T00:00}. */
    static String shown(JsonObject holiday) {
        String active = holiday.flag("active").orElse(false) ? "on" : "off";
        Optional<String> start = holiday.text("start").map(ShownText::safe);
        Optional<String> end = holiday.text("end").map(ShownText::safe);
        return start.isPresent() && end.isPresent()
                ? "%s, %s to %s".formatted(active, start.get(), end.get())
                : active;
    }
}
