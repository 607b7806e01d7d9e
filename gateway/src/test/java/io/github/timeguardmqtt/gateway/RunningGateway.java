package io.github.timeguardmqtt.gateway;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog;
import io.github.timeguardmqtt.gateway.capture.Tap;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway on a free loopback port, with its frame log in memory. */
final class RunningGateway implements AutoCloseable {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LoopClock clock;
    private final EventLoop loop;
    private final FrameLog frameLog;
    private final Tap tap = new Tap();
    private final Gateway gateway;

    private RunningGateway(
            GatewaySettings settings, boolean masked, FrameLog.Detail detail, LoopClock clock) {
        this.clock = clock;
        loop = new EventLoop("gateway", clock);
        Mask mask = new Mask(masked);
        frameLog = new FrameLog(written, mask, detail, ZoneOffset.UTC);
        try {
            gateway = Gateway.start(settings, loop, mask, frameLog, tap);
        } catch (StartException e) {
            loop.close();
            throw new AssertionError(e);
        }
    }

    static RunningGateway towards(InetSocketAddress cloud) {
        return start(settings(cloud, 1000), false, FrameLog.Detail.LINES);
    }

    static RunningGateway masked(InetSocketAddress cloud) {
        return start(settings(cloud, 1000), true, FrameLog.Detail.LINES);
    }

    static RunningGateway start(GatewaySettings settings, boolean masked, FrameLog.Detail detail) {
        return new RunningGateway(settings, masked, detail, LoopClock.virtual(TestTime.NOON, 1));
    }

    /** One whose time can be {@linkplain #skip skipped}. */
    static RunningGateway start(GatewaySettings settings) {
        return new RunningGateway(
                settings,
                false,
                FrameLog.Detail.LINES,
                LoopClock.virtual(Instant.parse("2026-07-01T12:00:00Z"), 1));
    }

    /** One whose time passes slowly, so that it gives up late. */
    static RunningGateway slow(InetSocketAddress cloud) {
        return new RunningGateway(
                settings(cloud, 1000),
                false,
                FrameLog.Detail.LINES,
                LoopClock.virtual(Instant.parse("2026-07-01T12:00:00Z"), 0.05));
    }

    /** One whose time stands still until it {@linkplain #pass passes}. */
    static RunningGateway stepped(GatewaySettings settings) {
        return new RunningGateway(
                settings, false, FrameLog.Detail.LINES, LoopClock.stepped(TestTime.NOON));
    }

    void pass(Duration duration) {
        loop.pass(duration);
    }

    /** Lets time pass, and what is due then happen. */
    void skip(Duration duration) {
        clock.skip(duration);
        loop.execute(() -> {});
    }

    static GatewaySettings settings(InetSocketAddress cloud, int maxDevices) {
        return GatewaySettings.relay(
                        new HostPort("127.0.0.1", 0), HostPort.parse(Addresses.text(cloud)))
                .withMaxDevices(maxDevices);
    }

    /** A user's command; it has been sent when this returns, unless it has to wait. */
    void submit(String device, DeviceCommand command) {
        gateway.submit(
                new CommandRequest(
                        DeviceId.parse(device), command, "test", "", "t", Optional.empty()));
        // Once for the command itself, once for what follows from storing it.
        gateway.devices().join();
        gateway.devices().join();
    }

    /** Waits until the device is known to be online. */
    void expectOnline(String device) {
        await().until(() ->
                gateway.devices().join().stream()
                        .map(KnownDevice::state)
                        .anyMatch(state -> state.online() && state.id().toString().equals(device)));
    }

    /** What can be recorded from now on. */
    List<Captured> watch() {
        List<Captured> seen = new CopyOnWriteArrayList<>();
        tap.join(seen::add);
        return seen;
    }

    void mark(String comment) {
        gateway.mark(comment);
    }

    /** The processor time that the gateway's thread has used, in nanoseconds. */
    long cpuNanos() {
        return CompletableFuture.supplyAsync(
                        ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime, loop)
                .join();
    }

    InetSocketAddress address() {
        return gateway.address();
    }

    /** Waits until the frame log has this. */
    void expectLogged(String part) {
        await().until(() -> written.toString(UTF_8).contains(part));
    }

    /** The lines of the frame log; ends the gateway. */
    List<String> log() {
        close();
        return written.toString(UTF_8).lines().toList();
    }

    @Override
    public void close() {
        gateway.close();
        frameLog.close();
        loop.close();
    }
}
