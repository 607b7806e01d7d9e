package io.github.timeguardmqtt.app.settings;

import static java.util.Comparator.comparing;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value for one device, written {@code 12345678=3000}, or for all that have none of their own,
 * written {@code 3000}.
 *
 * @param device nothing for all
 */
record PerDevice<T>(Optional<DeviceId> device, T value) {

    /**
     * @param value reads the part behind the device
     * @throws IllegalArgumentException when {@code text} is not of that form
     */
    static <T> PerDevice<T> parse(String text, Function<String, T> value) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new PerDevice<>(Optional.empty(), value.apply(text.strip()))
                : new PerDevice<>(
                        Optional.of(DeviceId.parse(text.substring(0, equals).strip())),
                        value.apply(text.substring(equals + 1).strip()));
    }

    /**
     * The device's own value, or else that for all; nothing where there is neither.
     *
     * @param device nothing for that for all
     */
    static <T> Optional<T> of(Optional<DeviceId> device, List<PerDevice<T>> values) {
        return values.stream()
                .filter(one -> one.device().isEmpty() || one.device().equals(device))
                .max(comparing(one -> one.device().isPresent()))
                .map(PerDevice::value);
    }
}
