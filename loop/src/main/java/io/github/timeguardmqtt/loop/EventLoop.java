package io.github.timeguardmqtt.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One platform thread with one selector: all that happens on its channels, its timers and its tasks
 * happens there, one after the other, so that what it owns needs no locks. A step that fails is
 * logged, and the loop goes on. Nothing that runs here may block.
 */
public final class EventLoop implements Executor, AutoCloseable {

    /** What to do when a channel is ready. */
    @FunctionalInterface
    public interface ReadyHandler {
        void ready(SelectionKey key) throws IOException;
    }

    /** Something that will happen, unless it is cancelled. Belongs to the loop's thread. */
    public final class Timer {
        private final long due;
        private final long order;
        private final Runnable task;
        private boolean over;

        private Timer(long due, long order, Runnable task) {
            this.due = due;
            this.order = order;
            this.task = task;
        }

        /** Does nothing where it has happened already. */
        public void cancel() {
            if (!over) {
                over = true;
                cancelledTimers++;
                sweepTimers();
            }
        }
    }

    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /** What one socket sends, another one of this machine has a moment later. */
    private static final int QUIET_ROUNDS = 2;

    private static final long QUIET_NANOS = 200_000;

    private final LoopClock clock;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(EventLoop::compare);
    private long timersMade;

    /** Those that still stand in the queue. */
    private int cancelledTimers;

    /** How often a channel was ready. Belongs to the loop's thread. */
    private long handled;

    private volatile boolean closing;

    /**
     * Starts the loop.
     *
     * @param name of its thread
     * @throws UncheckedIOException when the system gives no selector
     */
    public EventLoop(String name, LoopClock clock) {
        this.clock = clock;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread.start();
    }

    public LoopClock clock() {
        return clock;
    }

    /**
     * Runs {@code task} on the loop's thread, soon. From any thread.
     *
     * @throws RejectedExecutionException after the end
     */
    @Override
    public void execute(Runnable task) {
        if (closing) {
            throw new RejectedExecutionException("the loop has ended");
        }
        tasks.add(task);
        if (!thread.equals(Thread.currentThread()) && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Runs {@code task} once {@code delay} has passed on the clock. On the loop's thread only. */
    public Timer schedule(Duration delay, Runnable task) {
        Timer timer = new Timer(clock.nanos() + LoopClock.nanos(delay), timersMade++, task);
        timers.add(timer);
        return timer;
    }

    /**
     * Watches a channel. On the loop's thread only.
     *
     * @throws ClosedChannelException when it is closed
     */
    public SelectionKey register(SelectableChannel channel, int operations, ReadyHandler handler)
            throws ClosedChannelException {
        return channel.register(selector, operations, handler);
    }

    /**
     * Lets time pass on a stepped clock, from one timer to the next, each time after everything
     * that is under way between channels of this loop has arrived. So what happens is the same on a
     * fast machine and a slow one. Not on the loop's thread.
     *
     * @throws RejectedExecutionException after the end
     */
    public void pass(Duration duration) {
        long end = clock.nanos() + LoopClock.nanos(duration);
        while (true) {
            awaitQuiet();
            long left = end - clock.nanos();
            if (left <= 0) {
                return;
            }
            long next = ask(() -> timers.isEmpty() ? left : timers.peek().due - clock.nanos());
            clock.skip(Duration.ofNanos(Math.clamp(next, 0, left)));
        }
    }

    /** Until nothing has come to any channel for several rounds and a moment. */
    private void awaitQuiet() {
        long before = ask(() -> handled);
        for (int quiet = 0; quiet < QUIET_ROUNDS; ) {
            LockSupport.parkNanos(QUIET_NANOS);
            long now = ask(() -> handled);
            quiet = now == before ? quiet + 1 : 0;
            before = now;
        }
    }

    /** Asks on the loop's thread. Between two answers the loop looks at all its channels. */
    private long ask(LongSupplier question) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        execute(() -> answer.complete(question.getAsLong()));
        return answer.join();
    }

    /** Ends the loop, closes every channel registered with it, and waits for its thread. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (!thread.equals(Thread.currentThread())) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try (selector) {
            while (!closing) {
                woken.set(false);
                runTasks();
                runTimers();
                if (!closing) {
                    select();
                }
            }
            runTasks();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            log.error("The event loop ended: {}", e.toString());
        }
    }

    private void select() throws IOException {
        if (!tasks.isEmpty()) {
            selector.selectNow(this::handle);
            return;
        }
        Timer next = timers.peek();
        if (next == null) {
            selector.select(this::handle);
            return;
        }
        long wait = clock.realMillis(next.due - clock.nanos());
        if (wait > 0) {
            selector.select(this::handle, wait);
        } else {
            selector.selectNow(this::handle);
        }
    }

    private void handle(SelectionKey key) {
        handled++;
        if (key.isValid() && key.attachment() instanceof ReadyHandler handler) {
            guard(() -> handler.ready(key));
        }
    }

    private void runTasks() {
        for (int left = tasks.size(); left > 0; left--) {
            Runnable task = tasks.poll();
            if (task != null) {
                guard(task::run);
            }
        }
    }

    private void runTimers() {
        long now = clock.nanos();
        for (Timer next = timers.peek();
                next != null && (next.over || next.due <= now);
                next = timers.peek()) {
            timers.remove();
            if (next.over) {
                cancelledTimers--;
            } else {
                next.over = true;
                guard(next.task::run);
            }
        }
    }

    /** Keeps cancelled timers from piling up: at most as many as live ones stay, and a few. */
    private void sweepTimers() {
        if (cancelledTimers > 64 && cancelledTimers > timers.size() / 2) {
            timers.removeIf(timer -> timer.over);
            cancelledTimers = 0;
        }
    }

    /** Cancelled ones that are not swept yet included. On the loop's thread only. */
    int timersWaiting() {
        return timers.size();
    }

    private static int compare(Timer one, Timer other) {
        return one.due != other.due
                ? Long.compare(one.due, other.due)
                : Long.compare(one.order, other.order);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void guard(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            log.error("A step failed; the loop goes on", e);
        }
    }
}
