package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;

/** The fields of a request, or one sentence about what is wrong with them. */
final class RequestFields {

    private static final int MAX_TEXT = 200;

    private RequestFields() {}

    /**
     * @throws IllegalArgumentException when it is missing, or no text
     */
    static String text(Map<String, Object> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                fields.containsKey(name)
                        ? "\"" + name + "\" is not a text: expected quotes around it"
                        : "\"" + name + "\" is missing");
    }

    /**
     * @throws IllegalArgumentException when it is missing, or no date
     */
    static LocalDate date(Map<String, Object> fields, String name) {
        String text = text(fields, name);
        // Years of four digits: others are no use, and some cannot be put into a zone.
        if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                // told below
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is not a date: expected one like 2026-03-29"
                        .formatted(PlainText.of(PlainText.cut(text, 50))));
    }

    /**
     * @param most what it may be, from 1 on
     * @throws IllegalArgumentException when it is there, but no such number
     */
    static int number(Map<String, Object> fields, String name, int without, int most) {
        if (!fields.containsKey(name)) {
            return without;
        }
        if (fields.get(name) instanceof Long number && number >= 1 && number <= most) {
            return number.intValue();
        }
        throw new IllegalArgumentException(
                "\"%s\" is not possible: expected a number from 1 to %d".formatted(name, most));
    }

    /**
     * @throws IllegalArgumentException when it is missing, or no device id
     */
    static DeviceId device(Map<String, Object> fields, String name) {
        return DeviceId.parse(PlainText.of(PlainText.cut(text(fields, name), MAX_TEXT)));
    }
}
