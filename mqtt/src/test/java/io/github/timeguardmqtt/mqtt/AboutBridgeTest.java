package io.github.timeguardmqtt.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Secret;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class AboutBridgeTest {

    @Test
    void info_tells_the_settings_without_secrets() {
        SequencedMap<String, Object> settings = new LinkedHashMap<>();
        settings.put("mqtt-host", "broker");
        settings.put("mqtt-port", 1883);
        settings.put("mqtt-password", new Secret("hunter2"));
        settings.put("raw", false);
        settings.put("zone", ZoneId.of("Europe/London"));
        assertThat(new AboutBridge("1.2", Mode.FALLBACK, settings).json().line())
                .isEqualTo(
                        "{\"version\":\"1.2\",\"mode\":\"fallback\",\"settings\":{"
                                + "\"mqtt-host\":\"broker\",\"mqtt-port\":1883,"
                                + "\"mqtt-password\":\"***\",\"raw\":false,"
                                + "\"zone\":\"Europe/London\"}}");
    }
}
