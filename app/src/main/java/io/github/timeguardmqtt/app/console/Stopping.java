package io.github.timeguardmqtt.app.console;

import java.util.concurrent.CountDownLatch;

/**
 * Lets the end of the process (SIGINT, SIGTERM) interrupt work that has to be cleaned up after, and
 * waits for that.
 */
public final class Stopping implements AutoCloseable {

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread worker = Thread.currentThread();
    private final Thread hook = Thread.ofPlatform().unstarted(this::stop);
    private boolean interruptible = true;

    /** From now on the thread that makes it may be interrupted. */
    public Stopping() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        synchronized (this) {
            if (interruptible) {
                worker.interrupt();
            }
        }
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * From now on nothing is interrupted any more.
     *
     * @return whether something was, or is about to be
     */
    public synchronized boolean finish() {
        interruptible = false;
        return Thread.interrupted();
    }

    /** All is done: the process may end. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }
}
