package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.protocol.DeviceId;

/** One device's mode, written {@code 12345678=local}. */
record DeviceMode(DeviceId device, Mode mode) {

    /**
     * @throws IllegalArgumentException when {@code text} is not of that form
     */
    static DeviceMode parse(String text) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a device and its mode: expected one like 12345678=local"
                            .formatted(text));
        }
        return new DeviceMode(DeviceId.parse(parts[0].strip()), Mode.parse(parts[1].strip()));
    }
}
