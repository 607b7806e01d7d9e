package io.github.timeguardmqtt.capture.pcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads captures in pcapng. Blocks that hold no packets are passed over; where a block's length
 * cannot be right, the next block that can be is looked for.
 */
public final class PcapngReader {

    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;

    /** Type and length, and the length again. */
    private static final int BLOCK_HEAD = 8;

    private static final int BLOCK_FRAME = 12;
    private static final int BYTE_ORDER_AT = 8;

    /** Packets are far smaller; a length beyond it is taken for damage. */
    private static final int MAX_BLOCK = 1 << 22;

    private static final int TIME_OFFSET = 14;

    /** Of the year 9999, counted from 1970. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** The highest of the common types of blocks. */
    private static final int MAX_COMMON = 10;

    /** An interface that somebody described. */
    private record Interface(int linkType, long snap, Side leg, long unitsPerSecond, long offset) {

        /** Nothing where it lies beyond the calendar, as damage can make it. */
        Optional<Instant> time(long units) {
            long second = Long.divideUnsigned(units, unitsPerSecond);
            long rest = Long.remainderUnsigned(units, unitsPerSecond);
            // A unit may be as short as one likes: only nanoseconds are kept.
            long nanos = (long) ((double) rest / unitsPerSecond * 1e9);
            if (unitsPerSecond <= 1_000_000_000L) {
                nanos = rest * 1_000_000_000L / unitsPerSecond;
            }
            return second > LAST_SECOND || second < -LAST_SECOND
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochSecond(second + offset, nanos));
        }
    }

    private final Window window;
    private final Consumer<Captured> to;
    private final Dissector dissector;
    private final List<Interface> interfaces = new ArrayList<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private long packets;

    private PcapngReader(Window window, String name, Consumer<Captured> to) {
        this.window = window;
        this.to = to;
        this.dissector = new Dissector(name, to);
    }

    /** Whether a file that begins with these four bytes is such a capture. */
    public static boolean begins(int magic) {
        return magic == PcapngWriter.SECTION;
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
        new PcapngReader(new Window(in, beforeWaiting), name, to).read();
    }

    private void read() throws IOException {
        while (window.has(1)) {
            if (!window.has(BLOCK_FRAME)) {
                cutOff();
                break;
            }
            findOrder(0);
            long length = length(0);
            if (!isPlausible(0)) {
                skipDamage();
            } else if (!window.has((int) length)) {
                if (!skipTo(BLOCK_HEAD)) {
                    cutOff();
                    break;
                }
            } else if (endsWell((int) length)) {
                block((int) length);
                window.take((int) length);
            } else {
                skipDamage();
            }
        }
        dissector.end();
    }

    /** A block that seems to go beyond the end: its length may be damaged instead. */
    private boolean skipTo(int from) throws IOException {
        for (int at = from; window.has(at + BLOCK_FRAME); at++) {
            if (isBlock(at)) {
                damaged(at);
                window.take(at);
                return true;
            }
        }
        return false;
    }

    private void cutOff() {
        problem(
                "cut-off",
                "the file ends within a block: it was not written to its end, or is still written");
        window.take(window.size());
    }

    private void problem(String reason, String sentence) {
        to.accept(new Unreadable(dissector.place(packets + 1), reason, sentence, ""));
    }

    private void damaged(long size) {
        problem(
                "damaged",
                "the file is damaged at byte %d: %d bytes are no block"
                        .formatted(window.position(), size));
    }

    /** A section says in which order its bytes are. */
    private void findOrder(int at) {
        if (window.i32(at, ByteOrder.BIG_ENDIAN) == PcapngWriter.SECTION) {
            order = orderOfSection(at);
        }
    }

    private ByteOrder orderOfSection(int at) {
        return window.i32(at + BYTE_ORDER_AT, ByteOrder.BIG_ENDIAN) == PcapngWriter.BYTE_ORDER_MAGIC
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
    }

    private long length(int at) {
        return Integer.toUnsignedLong(window.i32(at + 4, order));
    }

    /** Whether a block's head can stand there, as far as it tells alone. */
    private boolean isPlausible(int at) {
        long length = length(at);
        if (length < BLOCK_FRAME || length > MAX_BLOCK || length % 4 != 0) {
            return false;
        }
        int type = window.i32(at, order);
        return switch (type) {
            case PcapngWriter.SECTION -> {
                ByteOrder of = orderOfSection(at);
                yield window.i32(at + BYTE_ORDER_AT, of) == PcapngWriter.BYTE_ORDER_MAGIC
                        && length >= 28;
            }
            case PcapngWriter.INTERFACE -> length >= 20;
            case PcapngWriter.ENHANCED_PACKET, OBSOLETE_PACKET -> length >= 32;
            case SIMPLE_PACKET -> length >= 16;
            default -> true;
        };
    }

    /** Whether the length stands at the block's end again, or at least another block follows. */
    private boolean endsWell(int length) throws IOException {
        if (Integer.toUnsignedLong(window.i32(length - 4, order)) == length) {
            return true;
        }
        return window.has(length + BLOCK_FRAME) && isBlock(length);
    }

    /** Whether a block of a common kind stands there whole. */
    private boolean isBlock(int at) throws IOException {
        ByteOrder before = order;
        findOrder(at);
        int type = window.i32(at, order);
        boolean is =
                type == PcapngWriter.SECTION
                        || (type >= PcapngWriter.INTERFACE && type <= MAX_COMMON && type != 8);
        if (is) {
            long length = length(at);
            is =
                    isPlausible(at)
                            && window.has((int) (at + length))
                            && Integer.toUnsignedLong(window.i32((int) (at + length) - 4, order))
                                    == length;
        }
        if (!is) {
            order = before;
        }
        return is;
    }

    /** Goes on to the next block that is whole. */
    private void skipDamage() throws IOException {
        long from = window.position();
        boolean found = false;
        window.take(1);
        while (!found && window.has(BLOCK_FRAME)) {
            found = isBlock(0);
            if (!found) {
                window.take(1);
            }
        }
        if (!found) {
            window.take(window.size());
        }
        problem(
                "damaged",
                "the file is damaged at byte %d: %d bytes are no block"
                        .formatted(from, window.position() - from));
    }

    private void block(int length) {
        switch (window.i32(0, order)) {
            case PcapngWriter.SECTION -> interfaces.clear();
            case PcapngWriter.INTERFACE -> interfaces.add(description(length));
            case PcapngWriter.ENHANCED_PACKET ->
                    packet(Integer.toUnsignedLong(window.i32(8, order)), 28, length);
            case OBSOLETE_PACKET -> packet(window.u16(8, order), 28, length);
            case SIMPLE_PACKET -> simplePacket(length);
            default -> {} // names, statistics, secrets
        }
    }

    private Interface description(int length) {
        long units = 1_000_000;
        long offset = 0;
        Side leg = Side.UNKNOWN;
        for (Option option = option(16, length); option != null; option = after(option, length)) {
            switch (option.code) {
                case PcapngWriter.INTERFACE_NAME -> leg = PcapngWriter.leg(text(option));
                case PcapngWriter.INTERFACE_TIME_RESOLUTION -> {
                    if (option.size == 1) {
                        units = units(window.u8(option.at));
                    }
                }
                case TIME_OFFSET -> {
                    if (option.size == 8) {
                        offset = i64(option.at);
                    }
                }
                default -> {}
            }
        }
        // An offset that leads out of all calendars is none.
        return new Interface(
                window.u16(8, order),
                Integer.toUnsignedLong(window.i32(12, order)),
                leg,
                units,
                Math.abs(offset) < LAST_SECOND ? offset : 0);
    }

    /** How many make a second: a power of ten, or of two where the highest bit is set. */
    private static long units(int resolution) {
        int exponent = resolution & 0x7f;
        if (resolution != exponent) {
            return 1L << Math.min(exponent, 62);
        }
        long units = 1;
        for (int i = 0; i < Math.min(exponent, 18); i++) {
            units *= 10;
        }
        return units;
    }

    private void packet(long number, int dataAt, int length) {
        packets++;
        long kept = Integer.toUnsignedLong(window.i32(20, order));
        long padded = (kept + 3) & ~3L;
        if (number >= interfaces.size() || dataAt + padded + 4 > length) {
            problemOf(
                    number >= interfaces.size()
                            ? "the packet is of interface " + number + ", which is not described"
                            : "the packet is said to have " + kept + " bytes, its block has fewer");
            return;
        }
        Interface by = interfaces.get((int) number);
        long units =
                (Integer.toUnsignedLong(window.i32(12, order)) << 32)
                        | Integer.toUnsignedLong(window.i32(16, order));
        Direction direction = Direction.UNKNOWN;
        Disposition fate = Disposition.PASSED;
        StringBuilder text = new StringBuilder();
        Option option = option(dataAt + (int) padded, length);
        for (; option != null; option = after(option, length)) {
            if (option.code == PcapngWriter.OPTION_COMMENT) {
                String comment = text(option);
                Disposition said = Disposition.ofComment(comment);
                if (said != Disposition.PASSED) {
                    fate = said;
                } else {
                    text.append(text.isEmpty() ? "" : "; ").append(comment);
                }
            } else if (option.code == PcapngWriter.PACKET_FLAGS && option.size == 4) {
                direction =
                        switch (window.i32(option.at, order) & 3) {
                            case PcapngWriter.FLAG_INBOUND -> Direction.IN;
                            case PcapngWriter.FLAG_OUTBOUND -> Direction.OUT;
                            default -> Direction.UNKNOWN;
                        };
            }
        }
        dissector.packet(
                new RawPacket(
                        dissector.place(packets),
                        by.time(units),
                        by.linkType,
                        by.leg,
                        direction,
                        fate,
                        text.toString(),
                        window.copy(dataAt, (int) kept),
                        Integer.toUnsignedLong(window.i32(24, order))));
    }

    /** One without time and interface: it is the first's. */
    private void simplePacket(int length) {
        packets++;
        if (interfaces.isEmpty()) {
            problemOf("the packet is of an interface that is not described");
            return;
        }
        Interface by = interfaces.getFirst();
        long real = Integer.toUnsignedLong(window.i32(8, order));
        long kept = Math.min(real, length - 16L);
        if (by.snap > 0) {
            kept = Math.min(kept, by.snap);
        }
        dissector.packet(
                new RawPacket(
                        dissector.place(packets),
                        Optional.empty(),
                        by.linkType,
                        by.leg,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        window.copy(12, (int) kept),
                        real));
    }

    private void problemOf(String sentence) {
        to.accept(new Unreadable(dissector.place(packets), "damaged", sentence, ""));
    }

    /** An option of the block; its value stands at {@code at}. */
    private record Option(int code, int at, int size) {}

    /** The option there, null where there is none. */
    private @Nullable Option option(int at, int length) {
        int end = length - 4;
        if (at + 4 > end) {
            return null;
        }
        int code = window.u16(at, order);
        int size = window.u16(at + 2, order);
        return code == PcapngWriter.OPTION_END || at + 4 + size > end
                ? null
                : new Option(code, at + 4, size);
    }

    private @Nullable Option after(Option option, int length) {
        return option(option.at + ((option.size + 3) & ~3), length);
    }

    private String text(Option option) {
        return UTF_8.decode(window.copy(option.at, option.size)).toString();
    }

    private long i64(int at) {
        long first = Integer.toUnsignedLong(window.i32(at, order));
        long second = Integer.toUnsignedLong(window.i32(at + 4, order));
        return order == ByteOrder.BIG_ENDIAN ? (first << 32) | second : (second << 32) | first;
    }
}
