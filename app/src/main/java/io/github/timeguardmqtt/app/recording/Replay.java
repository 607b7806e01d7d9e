package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.loop.MachineTime;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.workbench.replay.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plays parts of a recording over UDP, each on a socket of its own, with the timing of the
 * recording.
 */
final class Replay implements AutoCloseable {

    /** What was recorded is waited for so long, and at the end what was not. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final int DATAGRAM = 65_535;

    /** Somebody who plays: what, and towards whom. */
    private static final class Player {

        private final Part part;
        private final DatagramChannel channel;
        private @Nullable InetSocketAddress peer;
        private long sentAt;

        Player(Part part, DatagramChannel channel, @Nullable InetSocketAddress peer) {
            this.part = part;
            this.channel = channel;
            this.peer = peer;
        }
    }

    private final List<Player> players = new ArrayList<>();
    private final Selector selector;
    private final double speed;
    private final Runnable progress;
    private final ByteBuffer buffer = ByteBuffer.allocate(DATAGRAM);
    private long startedAt = System.nanoTime();
    private long heardAt = startedAt;
    private boolean isAnyHeard;

    /**
     * @param speed how many times as fast as it was recorded
     * @param progress run when something was sent
     */
    Replay(double speed, Runnable progress) throws IOException {
        this.selector = Selector.open();
        this.speed = speed;
        this.progress = progress;
    }

    /** Plays towards somebody who listens there. */
    void towards(InetSocketAddress peer, Part part) throws IOException {
        DatagramChannel channel = open();
        channel.connect(peer);
        channel.register(selector, SelectionKey.OP_READ);
        players.add(new Player(part, channel, peer));
    }

    /**
     * Plays for whoever speaks first, from this address.
     *
     * @return the address, with the port that it got
     */
    InetSocketAddress listening(InetSocketAddress at, Part part) throws IOException {
        DatagramChannel channel = open();
        channel.bind(at);
        channel.register(selector, SelectionKey.OP_READ);
        players.add(new Player(part, channel, null));
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        return channel;
    }

    /**
     * Waits until somebody speaks.
     *
     * @return false when nobody does
     */
    boolean awaitFirst(Duration longest) throws IOException {
        long until = System.nanoTime() + longest.toNanos();
        while (players.stream().noneMatch(player -> player.peer != null)) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            select(left);
        }
        startedAt = System.nanoTime();
        return true;
    }

    /**
     * Plays all parts to their ends.
     *
     * @throws PortUnreachableException when nobody listens where it is played to
     */
    void play() throws IOException {
        startedAt = System.nanoTime();
        heardAt = startedAt;
        long wait = sendDue();
        while (wait > 0) {
            select(wait);
            wait = sendDue();
        }
    }

    /** Sends what is due; tells how long nothing is to be done, 0 when all is done. */
    private long sendDue() throws IOException {
        long now = System.nanoTime();
        long soonest = Long.MAX_VALUE;
        boolean isDone = true;
        for (Player player : players) {
            long waits = player.part.isAwaiting() ? player.sentAt + PATIENCE.toNanos() - now : 0;
            Optional<Duration> next = player.part.nextAfter();
            while (next.isPresent() && waits <= 0 && due(next.get()) <= now) {
                send(player, player.part.send());
                player.sentAt = now;
                progress.run();
                waits = player.part.isAwaiting() ? PATIENCE.toNanos() : 0;
                next = player.part.nextAfter();
            }
            if (next.isPresent()) {
                isDone = false;
                soonest = Math.min(soonest, Math.max(waits, due(next.get()) - now));
            } else if (waits > 0) {
                isDone = false;
                soonest = Math.min(soonest, waits);
            }
        }
        long quiet = heardAt + QUIET.toNanos() - now;
        if (isDone) {
            return Math.max(0, quiet);
        }
        return Math.max(1, soonest);
    }

    private long due(Duration after) {
        return startedAt + (long) (after.toNanos() / speed);
    }

    private void select(long nanos) throws IOException {
        selector.select(Math.max(1, Duration.ofNanos(nanos).toMillis()));
        selector.selectedKeys().clear();
        for (Player player : players) {
            receive(player);
        }
    }

    private void receive(Player player) throws IOException {
        while (true) {
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) player.channel.receive(buffer.clear());
            } catch (PortUnreachableException e) {
                unreachable(e);
                continue;
            }
            if (from == null) {
                return;
            }
            heardAt = System.nanoTime();
            isAnyHeard = true;
            player.peer = from;
            Datagram datagram = Datagram.decode(Bytes.copyOf(buffer.flip()));
            for (Frame frame : datagram.frames()) {
                Optional<Bytes> answer = player.part.receive(frame, MachineTime.clock().instant());
                if (answer.isPresent()) {
                    send(player, answer.get());
                }
            }
        }
    }

    /** Who has answered before may come back: what is missing is told. */
    private void unreachable(PortUnreachableException e) throws PortUnreachableException {
        if (!isAnyHeard) {
            throw e;
        }
    }

    private void send(Player player, Bytes bytes) throws IOException {
        ByteBuffer datagram = bytes.asByteBuffer();
        if (player.channel.isConnected()) {
            try {
                player.channel.write(datagram);
            } catch (PortUnreachableException e) {
                unreachable(e);
                player.channel.write(datagram.rewind()); // told of the one before: this one goes
            }
        } else if (player.peer != null) {
            player.channel.send(datagram, player.peer);
        }
    }

    List<Part> parts() {
        return players.stream().map(player -> player.part).toList();
    }

    @Override
    public void close() throws IOException {
        for (Player player : players) {
            player.channel.close();
        }
        selector.close();
    }
}
