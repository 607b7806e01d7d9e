package io.github.timeguardmqtt.capture.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The part of a stream that is being looked at: it can be looked ahead before it is taken. Grows to
 * what is asked for, and never shrinks.
 */
final class Window {

    private final InputStream in;
    private final Runnable beforeWaiting;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long taken;
    private boolean ended;

    /**
     * @param beforeWaiting run before a read that has to wait
     */
    Window(InputStream in, Runnable beforeWaiting) {
        this.in = in;
        this.beforeWaiting = beforeWaiting;
    }

    /** Whether there are so many bytes; reads until it is known. */
    boolean has(int count) throws IOException {
        while (end - start < count && !ended) {
            if (start > 0 && buffer.length - start < count) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            if (buffer.length < count) {
                // Twice as much, so that going on byte by byte does not move all of it each time.
                buffer = Arrays.copyOf(buffer, 2 * count);
            }
            if (end == buffer.length) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                start = 0;
            }
            if (in.available() == 0) {
                beforeWaiting.run();
            }
            int read = in.read(buffer, end, buffer.length - end);
            ended = read < 0;
            end += Math.max(0, read);
        }
        return end - start >= count;
    }

    /** How many bytes there are now without reading. */
    int size() {
        return end - start;
    }

    /** Where the window begins, in bytes of the stream. */
    long position() {
        return taken;
    }

    /** Leaves these bytes behind, which are there. */
    void take(int count) {
        start += count;
        taken += count;
    }

    int u8(int at) {
        return buffer[start + at] & 0xff;
    }

    int u16(int at, ByteOrder order) {
        int first = u8(at);
        int second = u8(at + 1);
        return order == ByteOrder.BIG_ENDIAN ? first << 8 | second : second << 8 | first;
    }

    int i32(int at, ByteOrder order) {
        int first = u16(at, order);
        int second = u16(at + 2, order);
        return order == ByteOrder.BIG_ENDIAN ? first << 16 | second : second << 16 | first;
    }

    /** A copy of what stands there. */
    ByteBuffer copy(int at, int count) {
        return ByteBuffer.wrap(Arrays.copyOfRange(buffer, start + at, start + at + count));
    }
}
