package io.github.timeguardmqtt.app.run;

import ch.qos.logback.classic.LoggerContext;
import io.github.timeguardmqtt.app.console.ExitCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * What runs until the process is told to end, or until its time is over. SIGINT and SIGTERM are an
 * orderly end: everything is closed, last opened first, and the exit code is 0, not the JVM's own.
 */
public final class Running implements AutoCloseable {

    /** An end takes a second at most, whatever hangs. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread terminate = Thread.ofPlatform().unstarted(this::terminated);

    public Running() {
        Runtime.getRuntime().addShutdownHook(terminate);
    }

    /** Takes charge of closing it. */
    public synchronized <T extends AutoCloseable> T closeLater(T part) {
        open.push(part);
        return part;
    }

    /** Waits for the end of the process. */
    void untilTerminated() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Waits for so long, or for the end of the process where nothing is said. */
    void until(Optional<Duration> duration) throws InterruptedException {
        if (duration.isPresent()) {
            Thread.sleep(duration.get());
        } else {
            untilTerminated();
        }
    }

    /** Closes everything, where the process was not told to end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(terminate);
        } catch (IllegalStateException e) {
            return; // The process ends already, and the hook closes everything.
        }
        closeParts();
    }

    private void terminated() {
        Thread closer = Thread.ofPlatform().daemon().start(this::closeParts);
        try {
            closer.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private synchronized void closeParts() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LoggerFactory.getLogger(Running.class).error("Could not be closed", e);
            }
        }
        flushLog();
    }

    /** The log is written by a thread of its own. */
    private static void flushLog() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
