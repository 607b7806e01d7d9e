package io.github.timeguardmqtt.protocol;

import java.util.HexFormat;

/**
 * A device's id. On the wire it is a little-endian u32; written, it is that number as eight
 * lower-case hex digits: the bytes {@code 78 56 34 12} are {@code 12345678}.
 */
public record DeviceId(int value) {

    /**
     * Reads eight hex digits of either case.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static DeviceId parse(String text) {
        if (text.length() != 8 || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "a device id is eight hex digits, like 0badcafe, not \"" + text + "\"");
        }
        return new DeviceId(HexFormat.fromHexDigits(text));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
