package io.github.timeguardmqtt.api;

import java.util.Locale;

/**
 * Why something changed at a device, as far as it can be told. What speaks for it is in
 * docs/explain/plan.md, "Causes".
 *
 * @param what was changed, or ran out, so that the relay followed
 * @param by who did it
 */
public record ChangeCause(What what, By by) {

    /** Nothing is known of it, or there is nothing to know. */
    public static final ChangeCause UNKNOWN = new ChangeCause(What.UNKNOWN, By.UNKNOWN);

    /** What made the relay change. */
    public enum What {
        SCHEDULE,
        BOOST,
        ADVANCE,
        /** The work mode. */
        MODE,
        HOLIDAY,
        /** Something was changed at the device for which there is no better word. */
        HAND,
        UNKNOWN;

        /** The word that users see: {@code schedule}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who did it. */
    public enum By {
        /** A user, by a command of this gateway's. */
        COMMAND,
        /** The vendor's cloud: its app, mostly. */
        CLOUD,
        /** Somebody at the device itself, or unseen by the gateway. */
        HAND,
        /** The time came, as the settings have it. */
        CLOCK,
        UNKNOWN;

        /** The word that users see: {@code command}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
