package io.github.timeguardmqtt.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.TestTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    @Test
    void timers_run_in_the_order_in_which_they_are_due() {
        List<String> ran = new CopyOnWriteArrayList<>();
        try (EventLoop loop = new EventLoop("test", LoopClock.stepped(TestTime.NOON))) {
            loop.execute(() -> {
                loop.schedule(Duration.ofMillis(20), () -> ran.add("late"));
                loop.schedule(Duration.ofMillis(1), () -> ran.add("cancelled")).cancel();
                loop.schedule(Duration.ofMillis(5), () -> ran.add("early"));
                loop.schedule(Duration.ofMillis(5), () -> ran.add("as early, but after"));
            });
            loop.pass(Duration.ofMillis(20));
        }
        assertThat(ran).containsExactly("early", "as early, but after", "late");
    }

    @Test
    void cancelled_timers_do_not_pile_up() throws Exception {
        CompletableFuture<Integer> left = new CompletableFuture<>();
        CompletableFuture<String> live = new CompletableFuture<>();
        try (EventLoop loop = new EventLoop("test", LoopClock.virtual(TestTime.NOON, 1))) {
            loop.execute(() -> {
                loop.schedule(Duration.ofMillis(5), () -> live.complete("rang"));
                for (int i = 0; i < 10_000; i++) {
                    loop.schedule(Duration.ofHours(1), () -> {}).cancel();
                }
                left.complete(loop.timersWaiting());
            });
            assertThat(left.get(Patience.SECONDS, TimeUnit.SECONDS)).isLessThan(200);
            assertThat(live.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("rang");
        }
    }

    @Test
    void a_quick_clock_rings_no_earlier_than_its_hour() throws Exception {
        Instant start = Instant.parse("2026-03-28T20:00:00Z");
        LoopClock clock = LoopClock.virtual(start, 36_000);
        CompletableFuture<Instant> rang = new CompletableFuture<>();
        try (EventLoop loop = new EventLoop("test", clock)) {
            loop.execute(
                    () -> loop.schedule(Duration.ofHours(1), () -> rang.complete(clock.instant())));
            assertThat(rang.get(Patience.SECONDS, TimeUnit.SECONDS))
                    .isAfterOrEqualTo(start.plusSeconds(3600));
        }
    }

    @Test
    void a_stepped_clock_shows_each_timer_exactly_when_it_is_due_and_none_before_it_is_let() {
        Instant start = Instant.parse("2026-03-28T20:00:00Z");
        LoopClock clock = LoopClock.stepped(start);
        List<Instant> rang = new CopyOnWriteArrayList<>();
        try (EventLoop loop = new EventLoop("test", clock)) {
            loop.execute(() -> {
                loop.schedule(Duration.ofMinutes(59), () -> rang.add(clock.instant()));
                loop.schedule(Duration.ofMinutes(1), () -> rang.add(clock.instant()));
                loop.schedule(Duration.ofHours(1), () -> rang.add(clock.instant()));
            });
            loop.pass(Duration.ofMinutes(59));
            assertThat(clock.instant()).isEqualTo(start.plusSeconds(59 * 60));
            assertThat(rang).containsExactly(start.plusSeconds(60), start.plusSeconds(59 * 60));
            loop.pass(Duration.ofHours(1));
            assertThat(rang).hasSize(3).last().isEqualTo(start.plusSeconds(3600));
        }
    }

    @Test
    void a_virtual_hour_that_is_skipped_takes_no_time() throws Exception {
        Instant start = Instant.parse("2026-03-28T20:00:00Z");
        LoopClock clock = LoopClock.virtual(start, 1);
        CompletableFuture<Instant> rang = new CompletableFuture<>();
        try (EventLoop loop = new EventLoop("test", clock)) {
            CompletableFuture<Void> scheduled =
                    CompletableFuture.runAsync(
                            () ->
                                    loop.schedule(
                                            Duration.ofHours(1),
                                            () -> rang.complete(clock.instant())),
                            loop);
            scheduled.get(Patience.SECONDS, TimeUnit.SECONDS);
            clock.skip(Duration.ofHours(1));
            loop.execute(() -> {});
            assertThat(rang.get(Patience.SECONDS, TimeUnit.SECONDS))
                    .isAfterOrEqualTo(start.plusSeconds(3600));
        }
    }

    @Test
    void a_failing_step_does_not_end_the_loop() throws Exception {
        try (EventLoop loop = new EventLoop("test", LoopClock.virtual(TestTime.NOON, 1))) {
            loop.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            CompletableFuture<String> next = new CompletableFuture<>();
            loop.execute(() -> next.complete("still here"));
            assertThat(next.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("still here");
        }
    }

    @Test
    void a_channel_that_is_ready_is_handled_and_closed_with_the_loop() throws Exception {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        BlockingQueue<Byte> received = new LinkedBlockingQueue<>();
        DatagramChannel server = DatagramChannel.open().bind(loopback);
        server.configureBlocking(false);
        try (EventLoop loop = new EventLoop("test", LoopClock.virtual(TestTime.NOON, 1));
                DatagramChannel client = DatagramChannel.open()) {
            CompletableFuture<SelectionKey> key = new CompletableFuture<>();
            loop.execute(() -> {
                try {
                    key.complete(
                            loop.register(
                                    server,
                                    SelectionKey.OP_READ,
                                    _ -> {
                                        ByteBuffer buffer = ByteBuffer.allocate(1);
                                        server.receive(buffer);
                                        received.add(buffer.get(0));
                                    }));
                } catch (java.nio.channels.ClosedChannelException e) {
                    key.completeExceptionally(e);
                }
            });
            key.get(Patience.SECONDS, TimeUnit.SECONDS);
            client.send(ByteBuffer.wrap(new byte[] {42}), server.getLocalAddress());
            assertThat(received.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo((byte) 42);
        }
        assertThat(server.isOpen()).isFalse();
    }
}
