package io.github.timeguardmqtt.capture.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of some input as bytes, one after the other in the same storage. A line ends at {@code
 * \n} or with the input; a line too long to be kept is skipped but counted.
 */
public final class Lines {

    /** The longest line that is kept, in bytes: a datagram in spaced hex has 200,000. */
    public static final int MAX = 1 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final Runnable beforeWaiting;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private byte[] line = new byte[1 << 10];
    private int length;
    private long number;
    private boolean tooLong;

    /**
     * Starts before the first line.
     *
     * @param beforeWaiting run before a read that has to wait, so that what is done so far can be
     *     shown
     */
    public Lines(InputStream in, Runnable beforeWaiting) {
        this.in = in;
        this.beforeWaiting = beforeWaiting;
    }

    /** Goes on to the next line; false where there is none. */
    public boolean next() throws IOException {
        length = 0;
        tooLong = false;
        boolean any = false;
        while (at < limit || fill()) {
            any = true;
            int end = at;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            keep(at, end);
            at = end;
            if (end < limit) {
                at++;
                break;
            }
        }
        if (any) {
            number++;
        }
        return any;
    }

    /** The line's bytes, from 0 to {@link #length}, until the next one is read. */
    public byte[] bytes() {
        return line;
    }

    public int length() {
        return length;
    }

    /** Counted from 1. */
    public long number() {
        return number;
    }

    /** Whether the line is longer than {@link #MAX}; only its start is kept. */
    public boolean isTooLong() {
        return tooLong;
    }

    private void keep(int from, int to) {
        int fits = Math.min(to - from, MAX - length);
        tooLong |= fits < to - from;
        if (length + fits > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + fits));
        }
        System.arraycopy(buffer, from, line, length, fits);
        length += fits;
    }

    private boolean fill() throws IOException {
        if (in.available() == 0) {
            beforeWaiting.run();
        }
        limit = Math.max(0, in.read(buffer));
        at = 0;
        if (number == 0 && length == 0 && startsWithMark()) {
            at = BYTE_ORDER_MARK.length;
        }
        return limit > 0;
    }

    private boolean startsWithMark() {
        int size = BYTE_ORDER_MARK.length;
        return limit >= size && Arrays.equals(buffer, 0, size, BYTE_ORDER_MARK, 0, size);
    }
}
