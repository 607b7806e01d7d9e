package io.github.timeguardmqtt.simulator;

import io.github.timeguardmqtt.model.HolidayReading;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What sort of fleet: {@code FleetOptions.of(20, server).withSeed(7)}.
 *
 * @param count of switches
 * @param server that they talk to
 * @param interval between two reports of a switch
 * @param loss the share of frames that get lost, each way, 0..1
 * @param seed from which ids, phases and losses follow
 */
public record FleetOptions(
        int count,
        InetSocketAddress server,
        Duration interval,
        Transport transport,
        double loss,
        long seed,
        HolidayReading holidayReading) {

    /** What carries the frames. */
    public enum Transport {
        UDP,
        TCP
    }

    /** A device reports about as often. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

    /**
     * @throws IllegalArgumentException when a part makes no sense; the text names it
     */
    public FleetOptions {
        if (count < 0) {
            throw new IllegalArgumentException("the count is " + count + ", but cannot be");
        }
        if (server.isUnresolved()) {
            throw new IllegalArgumentException(
                    "the server's name " + server.getHostString() + " has no known address");
        }
        if (!interval.isPositive()) {
            throw new IllegalArgumentException(
                    "the interval is " + interval.toMillis() + " ms, but must be longer");
        }
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("the loss is " + loss + ", but must be 0 to 1");
        }
    }

    /** Over UDP, every 15 seconds, without loss. */
    public static FleetOptions of(int count, InetSocketAddress server) {
        return new FleetOptions(
                count, server, DEFAULT_INTERVAL, Transport.UDP, 0, 1, HolidayReading.SEEN);
    }

    public FleetOptions withInterval(Duration other) {
        return new FleetOptions(count, server, other, transport, loss, seed, holidayReading);
    }

    public FleetOptions withTransport(Transport other) {
        return new FleetOptions(count, server, interval, other, loss, seed, holidayReading);
    }

    public FleetOptions withLoss(double other) {
        return new FleetOptions(count, server, interval, transport, other, seed, holidayReading);
    }

    public FleetOptions withSeed(long other) {
        return new FleetOptions(count, server, interval, transport, loss, other, holidayReading);
    }

    public FleetOptions withHolidayReading(HolidayReading other) {
        return new FleetOptions(count, server, interval, transport, loss, seed, other);
    }
}
