package io.github.timeguardmqtt.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long a test waits for what it expects: one limit for all, which is only reached when
 * something is broken. It costs nothing where things work, so it has room for the slowest machine.
 */
public final class Patience {

    public static final int SECONDS = 60;

    /** For sockets. */
    public static final int MILLIS = SECONDS * 1000;

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private Patience() {}

    /** Looks at once, and then every few milliseconds. */
    public static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL);
    }

    /** The same, with a name for what is waited for. */
    public static ConditionFactory await(String what) {
        return await().alias(what);
    }
}
