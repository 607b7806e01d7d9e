package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.OptionValues;
import io.github.timeguardmqtt.model.HolidayReading;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a gateway tells of a device at one moment.
 *
 * @param fields the answer to the requests {@code device} and {@code device/report}
 */
record DeviceReport(JsonObject fields) {

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

    JsonObject state() {
        return CtlDevice.state(fields);
    }

    DeviceSettings settings() {
        return DeviceSettings.of(state());
    }

    boolean isOnline() {
        return fields.flag("online").orElse(false);
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
    JsonObject holiday() {
        return fields.object("holiday_wire").orElse(JsonObject.EMPTY);
    }

    /** Seconds, as of its last report; nothing where it has not reported. */
    OptionalLong uptime() {
        return state().number("uptime");
    }

    /** Nothing where the relay's state is not known. */
    Optional<Boolean> relay() {
        return state().text("switch_state").map(on -> on.equals(Vocabulary.ON));
    }

    boolean isBoosted() {
        return !is("boost", Vocabulary.BOOSTS.getFirst());
    }

    boolean isAdvanced() {
        return !is("advance_mode", Vocabulary.OFF);
    }

    boolean hasClockProblem() {
        return is("clock_problem", Vocabulary.ON);
    }

    private boolean is(String key, String value) {
        return state().text(key).equals(Optional.of(value));
    }

    private String text(String key) {
        return fields.text(key).orElse("");
    }
}
