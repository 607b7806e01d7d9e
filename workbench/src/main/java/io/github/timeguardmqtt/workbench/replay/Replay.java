package io.github.timeguardmqtt.workbench.replay;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plays sides of a recording over UDP, each on a socket of its own, with the timing of the
 * recording.
 */
public final class Replay implements AutoCloseable {

    /** What was recorded is waited for so long, and at the end what was not. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final int MAX_DATAGRAM = 65_535;

    /** Somebody who plays: what, and towards whom. */
    private static final class Player {

        private final PlayedSide side;
        private final DatagramChannel channel;
        private @Nullable InetSocketAddress peer;
        private long sentAt;

        Player(PlayedSide side, DatagramChannel channel, @Nullable InetSocketAddress peer) {
            this.side = side;
            this.channel = channel;
            this.peer = peer;
        }
    }

    private final List<Player> players = new ArrayList<>();
    private final Selector selector;
    private final double speed;
    private final InstantSource wallClock;
    private final Runnable progress;
    private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
    private long startedAt = System.nanoTime();
    private long heardAt = startedAt;
    private boolean isAnyHeard;

    /**
     * @param speed how many times as fast as it was recorded
     * @param wallClock by which the times in answers are told and compared
     * @param progress run when something was sent
     */
    public Replay(double speed, InstantSource wallClock, Runnable progress) throws IOException {
        this.selector = Selector.open();
        this.speed = speed;
        this.wallClock = wallClock;
        this.progress = progress;
    }

    /** Plays towards somebody who listens there. */
    public void towards(InetSocketAddress peer, PlayedSide side) throws IOException {
        DatagramChannel channel = open();
        channel.connect(peer);
        channel.register(selector, SelectionKey.OP_READ);
        players.add(new Player(side, channel, peer));
    }

    /**
     * Plays for whoever speaks first, from this address.
     *
     * @return the address, with the port that it got
     */
    public InetSocketAddress listening(InetSocketAddress at, PlayedSide side) throws IOException {
        DatagramChannel channel = open();
        channel.bind(at);
        channel.register(selector, SelectionKey.OP_READ);
        players.add(new Player(side, channel, null));
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
    public boolean awaitFirst(Duration longest) throws IOException {
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
     * Plays all sides to their ends.
     *
     * @throws PortUnreachableException when nobody listens where it is played to
     */
    public void play() throws IOException {
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
            long waits = player.side.isAwaiting() ? player.sentAt + PATIENCE.toNanos() - now : 0;
            Optional<Duration> next = player.side.nextAfter();
            while (next.isPresent() && waits <= 0 && due(next.get()) <= now) {
                send(player, player.side.send());
                player.sentAt = now;
                progress.run();
                waits = player.side.isAwaiting() ? PATIENCE.toNanos() : 0;
                next = player.side.nextAfter();
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
                Optional<Bytes> answer = player.side.receive(frame, wallClock.instant());
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

    public List<PlayedSide> sides() {
        return players.stream().map(player -> player.side).toList();
    }

    @Override
    public void close() throws IOException {
        for (Player player : players) {
            player.channel.close();
        }
        selector.close();
    }
}
