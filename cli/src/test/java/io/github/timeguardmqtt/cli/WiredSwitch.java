package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A virtual switch at the end of a wire that a test watches: it keeps each write that arrives, and
 * can be made deaf to them, or silent altogether.
 */
final class WiredSwitch implements AutoCloseable {

    /** How it behaves. */
    enum Manner {
        WELL,
        /** It reports, but does not hear writes; they reach its end of the wire all the same. */
        DEAF,
        /** It is without power. */
        SILENT
    }

    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final VirtualSwitch device;
    private final List<Frame> writes = new CopyOnWriteArrayList<>();
    private volatile Manner manner = Manner.WELL;
    private volatile boolean closed;

    /** Guarded by {@link #device}. */
    private Instant deadline;

    WiredSwitch(DeviceId id, InetSocketAddress server) throws IOException {
        this.server = server;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Instant now = Instant.now();
        device =
                new VirtualSwitch(
                        new SwitchOptions(
                                id,
                                CodeVersion.of(CodeVersion.Product.NTT_WIFI, "17051001"),
                                INTERVAL,
                                HolidayReading.SEEN,
                                id.value()),
                        now);
        deadline = now;
        perform(device.powerUp(now));
        Thread.ofPlatform().daemon().name("switch-" + id).start(this::live);
    }

    private void live() {
        byte[] buffer = new byte[65_535];
        while (!closed) {
            try {
                long millis = Duration.between(Instant.now(), deadline()).toMillis();
                socket.setSoTimeout(Math.clamp(millis, 1, 1000));
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                take(Bytes.copyOf(buffer, 0, packet.getLength()));
            } catch (SocketTimeoutException _) {
                synchronized (device) {
                    perform(device.tick(Instant.now()));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Instant deadline() {
        synchronized (device) {
            return deadline;
        }
    }

    private void take(Bytes bytes) {
        if (!(Datagram.decode(bytes).first() instanceof Frame frame)) {
            throw new AssertionError("the gateway sent " + bytes);
        }
        boolean isWrite = isWrite(frame.message());
        if (isWrite) {
            writes.add(frame);
        }
        if (manner == Manner.WELL || !isWrite) {
            synchronized (device) {
                perform(device.receive(frame, Instant.now()));
            }
        }
    }

    private static boolean isWrite(Message message) {
        return message instanceof Message.SetWorkModeRequest
                || message instanceof Message.SetBoostRequest
                || message instanceof Message.SetActiveScheduleRequest
                || message instanceof Message.SetAdvanceRequest;
    }

    private void perform(VirtualSwitch.Output output) {
        deadline = output.deadline();
        if (manner == Manner.SILENT) {
            return;
        }
        for (Frame frame : output.frames()) {
            byte[] bytes = frame.bytes().toArray();
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, server));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    DeviceId id() {
        return device.device();
    }

    void behave(Manner now) {
        manner = now;
    }

    /** Each write that arrived, repeats included, in order. */
    List<Frame> writes() {
        return List.copyOf(writes);
    }

    SwitchState state() {
        synchronized (device) {
            return device.state(Instant.now());
        }
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
