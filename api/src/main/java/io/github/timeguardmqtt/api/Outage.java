package io.github.timeguardmqtt.api;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A condition that comes and goes: one line in the log when it begins, one when it ends. One that
 * comes again within a minute is kept quiet. Belongs to the loop's thread.
 */
public final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String over;
    private boolean active;
    private boolean toldOnce;
    private long toldAt;

    /**
     * @param over what to say when it has ended
     */
    public Outage(String over) {
        this.over = over;
    }

    /**
     * @param sentence what is wrong, and what that means
     * @param nanos the steady time
     */
    public void begin(String sentence, long nanos) {
        if (!active && (!toldOnce || nanos - toldAt >= QUIET_NANOS)) {
            active = true;
            toldOnce = true;
            toldAt = nanos;
            log.warn("{}", sentence);
        }
    }

    /** Does nothing where the fault has not begun. */
    public void end() {
        if (active) {
            active = false;
            log.info("{}", over);
        }
    }
}
