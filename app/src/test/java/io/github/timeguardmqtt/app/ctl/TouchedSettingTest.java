package io.github.timeguardmqtt.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.link.GatewayLink;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is changed for a while, and brought back. */
class TouchedSettingTest {

    private static final JsonObject OFF = holiday(false, 1000, 2000);

    private static JsonObject holiday(boolean active, long first, long second) {
        return JsonValue.object()
                .put("active", active)
                .put("first", first)
                .put("second", second)
                .build();
    }

    /** A gateway with one switch, which keeps the earlier time of a holiday first, always. */
    private static final class Sorting implements GatewayLink {

        private JsonObject holiday = OFF;

        @Override
        public JsonObject ask(String what, JsonObject fields) {
            if (what.equals("devices/find")) {
                return PlainJson.object(Map.of("devices", List.of(Map.of("id", "0badcafe"))));
            }
            JsonObject value = fields.object("value").orElse(JsonObject.EMPTY);
            if (what.equals("command") && value.has("first")) {
                long first = value.number("first").orElseThrow();
                long second = value.number("second").orElseThrow();
                holiday =
                        holiday(
                                value.flag("active").orElseThrow(),
                                Math.min(first, second),
                                Math.max(first, second));
                return PlainJson.object(
                        Map.of("result", holiday.equals(value) ? "confirmed" : "rejected"));
            }
            return told();
        }

        private JsonObject told() {
            return PlainJson.object(
                    Map.of(
                            "now",
                            "2026-07-01T12:00:00+01:00",
                            "zone",
                            "Europe/London",
                            "holiday_order",
                            "start-first",
                            "holiday_time",
                            "wall-clock",
                            "holiday_wire",
                            holiday));
        }

        @Override
        public void close() {}
    }

    @Test
    void what_the_switch_made_of_a_value_is_brought_back_too() throws Exception {
        Sorting gateway = new Sorting();
        CtlDevice device = CtlDevice.find(gateway, "0badcafe");
        TouchedSetting setting =
                new TouchedSetting(
                        "the holiday",
                        "holiday",
                        DeviceReport::holiday,
                        value -> value,
                        new DeviceReport(gateway.told()));
        assertThat(setting.change(device, holiday(true, 4000, 3000)).isRejected()).isTrue();
        assertThat(gateway.holiday).isEqualTo(holiday(true, 3000, 4000));
        assertThat(setting.standing(new DeviceReport(gateway.told())))
                .isEqualTo(TouchedSetting.Standing.OURS);
        assertThat(setting.restore(device).isConfirmed()).isTrue();
        assertThat(setting.standing(new DeviceReport(gateway.told())))
                .isEqualTo(TouchedSetting.Standing.AS_BEFORE);
    }
}
