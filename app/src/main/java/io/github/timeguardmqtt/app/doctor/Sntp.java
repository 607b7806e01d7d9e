package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.gateway.transport.HostPort;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Asks a time server once. Source: RFC 4330, the simple form of NTP: one datagram each way. */
final class Sntp {

    static final int PORT = 123;

    private static final int SIZE = 48;
    private static final int VERSION_4_CLIENT = 0x23;
    private static final int SERVER_MODE = 4;
    private static final int ORIGINATE = 24;
    private static final int RECEIVED = 32;
    private static final int TRANSMIT = 40;

    /** From 1900, where NTP begins, to 1970. */
    private static final long EPOCH_SECONDS = 2_208_988_800L;

    private Sntp() {}

    /**
     * How far the server's clock is ahead of this one.
     *
     * @throws IOException in half a sentence, when it tells nothing
     */
    static Duration offset(HostPort server, InstantSource clock, Duration patience)
            throws IOException {
        InetSocketAddress to = server.resolve();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(to);
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            Instant sent = clock.instant();
            long mark = timestamp(sent);
            ByteBuffer request = ByteBuffer.allocate(SIZE);
            request.put(0, (byte) VERSION_4_CLIENT).putLong(TRANSMIT, mark);
            socket.send(new DatagramPacket(request.array(), SIZE));
            DatagramPacket packet = new DatagramPacket(new byte[SIZE], SIZE);
            socket.receive(packet);
            Instant received = clock.instant();
            ByteBuffer answer = ByteBuffer.wrap(packet.getData());
            boolean tellsTime =
                    packet.getLength() == SIZE
                            && (answer.get(0) & 7) == SERVER_MODE
                            && answer.get(1) != 0
                            && answer.getLong(ORIGINATE) == mark;
            if (!tellsTime) {
                throw new IOException("what answers there does not tell the time");
            }
            Duration there = since(sent, answer.getLong(RECEIVED));
            Duration back = since(received, answer.getLong(TRANSMIT));
            return there.plus(back).dividedBy(2);
        } catch (PortUnreachableException e) {
            throw new IOException("nobody tells the time there", e);
        } catch (SocketTimeoutException e) {
            throw new IOException("it does not answer", e);
        }
    }

    private static long timestamp(Instant time) {
        long fraction = ((long) time.getNano() << 32) / 1_000_000_000L;
        return (time.getEpochSecond() + EPOCH_SECONDS) << 32 | fraction;
    }

    /** The nearest reading: in 2036 the seconds of NTP begin anew. */
    private static Duration since(Instant ours, long theirs) {
        long difference = theirs - timestamp(ours); // in 2^-32 s, wrapping
        return Duration.ofSeconds(
                difference >> 32, ((difference & 0xffff_ffffL) * 1_000_000_000L) >>> 32);
    }
}
