package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.OptionValues;
import io.github.timeguardmqtt.model.HolidayReading;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway tells of a device at one moment.
 *
 * @param fields the answer to the requests {@code device} and {@code device/report}
 */
record DeviceReport(Map<String, @Nullable Object> fields) {

    /**
     * Whether all is there that is needed.
     *
     * @throws NoAnswerException when it is not
     */
    DeviceReport checked() throws NoAnswerException {
        try {
            now();
            zone();
            reading();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new NoAnswerException(
                    "the gateway is of another version, which cannot be asked for this");
        }
        return this;
    }

    Map<String, @Nullable Object> state() {
        return CtlDevice.state(fields);
    }

    DeviceSettings settings() {
        return DeviceSettings.of(state());
    }

    boolean isOnline() {
        return Boolean.TRUE.equals(fields.get("online"));
    }

    /** By the gateway's clock, on the wall clock of the device. */
    OffsetDateTime now() {
        return OffsetDateTime.parse(text("now"));
    }

    ZoneId zone() {
        return ZoneId.of(text("zone"));
    }

    /** How the gateway takes its holiday. */
    HolidayReading reading() {
        return new HolidayReading(
                OptionValues.order(text("holiday_order")), OptionValues.base(text("holiday_time")));
    }

    /** As it stands on the wire, in the form in which the gateway takes it; empty: not known. */
    Map<String, @Nullable Object> holiday() {
        Map<String, @Nullable Object> holiday = new LinkedHashMap<>();
        if (fields.get("holiday_wire") instanceof Map<?, ?> told) {
            told.forEach((key, value) -> holiday.put(String.valueOf(key), value));
        }
        return holiday;
    }

    /** Seconds, as of its last report; nothing where it has not reported. */
    Optional<Long> uptime() {
        return state().get("uptime") instanceof Long uptime
                ? Optional.of(uptime)
                : Optional.empty();
    }

    /** Nothing where the relay's state is not known. */
    Optional<Boolean> relay() {
        return state().get("switch_state") instanceof String on
                ? Optional.of(on.equals(Vocabulary.ON))
                : Optional.empty();
    }

    boolean isBoosted() {
        return !Vocabulary.BOOSTS.getFirst().equals(state().get("boost"));
    }

    boolean isAdvanced() {
        return !Vocabulary.OFF.equals(state().get("advance_mode"));
    }

    boolean hasClockProblem() {
        return Vocabulary.ON.equals(state().get("clock_problem"));
    }

    private String text(String key) {
        return fields.get(key) instanceof String text ? text : "";
    }
}
