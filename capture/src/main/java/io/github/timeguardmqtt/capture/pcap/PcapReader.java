package io.github.timeguardmqtt.capture.pcap;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads captures in the older format of libpcap, with times in micro- or nanoseconds. Where a
 * packet's head cannot be right, the next that can be is looked for.
 */
public final class PcapReader {

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int FILE_HEAD = 24;
    private static final int HEAD = 16;

    /** The link type is in the low bits; above are those that tell of checksums. */
    private static final int LINK_TYPE_BITS = 0x0fffffff;

    /** The largest packet that sniffers record. */
    private static final int MAX_PACKET = 262_144;

    /** Packets stand in the order of their times, or nearly; other heads are not believed. */
    private static final long MAX_JUMP_SECONDS = 400L * 24 * 3600;

    private final Window window;
    private final String name;
    private final Consumer<Captured> to;
    private final Dissector dissector;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private int fraction;
    private int linkType;
    private long packets;
    private long lastSecond = -1;

    private PcapReader(Window window, String name, Consumer<Captured> to) {
        this.window = window;
        this.name = name;
        this.to = to;
        this.dissector = new Dissector(name, to);
    }

    /** Whether a file that begins with these four bytes, read as big-endian, is such a capture. */
    public static boolean begins(int magic) {
        return isMagic(magic) || isMagic(Integer.reverseBytes(magic));
    }

    private static boolean isMagic(int magic) {
        return magic == MICROSECONDS || magic == NANOSECONDS;
    }

    /**
     * Hands over what a capture holds.
     *
     * @param name what to call it where something is wrong; empty for the only one
     * @param beforeWaiting run before a read that has to wait
     * @throws IOException of the stream
     */
    public static void read(
            InputStream in, String name, Runnable beforeWaiting, Consumer<Captured> to)
            throws IOException {
        new PcapReader(new Window(in, beforeWaiting), name, to).read();
    }

    private void read() throws IOException {
        if (!window.has(FILE_HEAD)) {
            to.accept(unreadable("the file", "cut-off", "the file ends within its first 24 bytes"));
            return;
        }
        order =
                isMagic(window.i32(0, ByteOrder.BIG_ENDIAN))
                        ? ByteOrder.BIG_ENDIAN
                        : ByteOrder.LITTLE_ENDIAN;
        fraction = window.i32(0, order) == NANOSECONDS ? 1 : 1000;
        linkType = window.i32(20, order) & LINK_TYPE_BITS;
        window.take(FILE_HEAD);
        while (window.has(1)) {
            if (!window.has(HEAD)) {
                to.accept(cutOff());
                break;
            }
            // A recorder may have been without a clock, and been set meanwhile.
            if (isPlausible(0) || isFollowed()) {
                int kept = window.i32(8, order);
                if (!window.has(HEAD + kept)) {
                    to.accept(cutOff());
                    break;
                }
                packet(kept);
                window.take(HEAD + kept);
            } else {
                skipDamage();
            }
        }
        dissector.end();
    }

    private Unreadable cutOff() {
        return unreadable(
                "packet " + (packets + 1),
                "cut-off",
                "the file ends within this packet: it was not written to its end");
    }

    private Unreadable unreadable(String place, String reason, String sentence) {
        return new Unreadable(name.isEmpty() ? place : name + ": " + place, reason, sentence, "");
    }

    private void packet(int kept) {
        packets++;
        long seconds = Integer.toUnsignedLong(window.i32(0, order));
        lastSecond = seconds;
        Instant at = Instant.ofEpochSecond(seconds, (long) window.i32(4, order) * fraction);
        dissector.packet(
                new RawPacket(
                        dissector.place(packets),
                        Optional.of(at),
                        linkType,
                        Side.UNKNOWN,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        window.copy(HEAD, kept),
                        Integer.toUnsignedLong(window.i32(12, order))));
    }

    /** Whether the next packet can stand here, by its time too. */
    private boolean isPlausible(int at) {
        return isHead(at) && (lastSecond < 0 || isNear(second(at), lastSecond));
    }

    private long second(int at) {
        return Integer.toUnsignedLong(window.i32(at, order));
    }

    private static boolean isNear(long second, long other) {
        return Math.abs(second - other) <= MAX_JUMP_SECONDS;
    }

    /** Whether the head of a packet can stand there; zeros, which fill damaged files, are none. */
    private boolean isHead(int at) {
        int part = window.i32(at + 4, order);
        int kept = window.i32(at + 8, order);
        int length = window.i32(at + 12, order);
        return part >= 0
                && (long) part * fraction < 1_000_000_000L
                && kept >= 0
                && kept <= MAX_PACKET
                && length >= Math.max(1, kept);
    }

    /** Goes on to where a packet stands that is followed by another, or by the end. */
    private void skipDamage() throws IOException {
        long from = window.position();
        do {
            window.take(1);
        } while (window.has(HEAD) && !isFollowed());
        if (!window.has(HEAD)) {
            window.take(window.size());
        }
        to.accept(
                unreadable(
                        "packet " + (packets + 1),
                        "damaged",
                        "the file is damaged at byte %d: %d bytes are no packet"
                                .formatted(from, window.position() - from)));
    }

    /** Whether a packet stands here, of whatever time, and behind it another of that time. */
    private boolean isFollowed() throws IOException {
        if (!isHead(0)) {
            return false;
        }
        int next = HEAD + window.i32(8, order);
        if (next == HEAD || !window.has(next)) {
            return false;
        }
        return !window.has(next + 1)
                || (window.has(next + HEAD) && isHead(next) && isNear(second(next), second(0)));
    }
}
