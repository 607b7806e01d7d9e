package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.ShownText;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of the gateway, for people. */
final class CtlTime {

    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.UK);

    private CtlTime() {}

    /** {@code Mon 23 Nov 06:30}, on the wall clock it was told for; anything else as it is. */
    static String shown(String text) {
        try {
            return SHOWN.format(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return ShownText.safe(text);
        }
    }
}
