package io.github.timeguardmqtt.protocol;

import java.util.Arrays;

/**
 * Finds frames in a stream of bytes, and again after garbage. What it finds does not depend on how
 * the stream was cut into pieces. Keeps at most one frame and {@value #GARBAGE_RUN} bytes. Not for
 * several threads at once.
 */
public final class FrameReader {

    /** What the reader found, in the order of the stream. */
    public interface Sink {

        /** A frame, on bytes of its own. */
        void frame(Frame frame);

        /** Bytes that are in no frame, at most {@value #GARBAGE_RUN} at a time. */
        void garbage(Bytes bytes);
    }

    static final int GARBAGE_RUN = 1024;

    private final int maxFrame;
    private byte[] buffer = new byte[256];

    /** {@code [start, candidate)} is garbage. */
    private int start;

    /** {@code [candidate, end)} may be a frame's beginning. */
    private int candidate;

    private int end;

    /** A reader that takes whatever would fit a datagram. */
    public FrameReader() {
        this(FrameCodec.MAX_DATAGRAM);
    }

    /**
     * @param maxFrame the size of the largest frame looked for, in bytes; bounds the memory, and
     *     the work that a hostile stream can cause
     * @throws IllegalArgumentException when no frame is that small, or none that large
     */
    public FrameReader(int maxFrame) {
        if (maxFrame < FrameCodec.MIN_FRAME || maxFrame > FrameCodec.MAX_DATAGRAM) {
            throw new IllegalArgumentException(
                    "a largest frame of %d bytes, but frames have %d to %d"
                            .formatted(maxFrame, FrameCodec.MIN_FRAME, FrameCodec.MAX_DATAGRAM));
        }
        this.maxFrame = maxFrame;
    }

    /** Takes the next bytes of the stream and tells what has become certain. */
    public void read(Bytes bytes, Sink sink) {
        int taken = 0;
        while (taken < bytes.size()) {
            forgetTold();
            int count = Math.min(bytes.size() - taken, maxFrame + GARBAGE_RUN - end);
            if (buffer.length < end + count) {
                buffer = Arrays.copyOf(buffer, Math.min(maxFrame + GARBAGE_RUN, 2 * (end + count)));
            }
            bytes.slice(taken, count).copyTo(buffer, end);
            end += count;
            taken += count;
            scan(sink, false);
        }
    }

    /**
     * Tells what is left, as after the end of the stream: a frame that is not complete now is
     * garbage. More may be read afterwards.
     */
    public void finish(Sink sink) {
        scan(sink, true);
        flushGarbage(sink);
    }

    /** Whether bytes wait for more. */
    public boolean isPending() {
        return end > start;
    }

    private void scan(Sink sink, boolean finished) {
        while (candidate < end) {
            Bytes rest = Bytes.view(buffer, candidate, end - candidate);
            int skip = 1;
            switch (probe(rest)) {
                case WAIT -> {
                    if (!finished) {
                        return;
                    }
                }
                case NO -> skip = nextMagic(rest);
                case YES -> {
                    if (FrameCodec.check(rest).isEmpty()) {
                        flushGarbage(sink);
                        takeFrame(sink);
                        continue;
                    }
                }
            }
            skipGarbage(skip, sink);
        }
    }

    private enum Probe {
        YES,
        NO,
        WAIT
    }

    /** Whether a frame can begin here, as far as the bytes tell. */
    private Probe probe(Bytes bytes) {
        if (bytes.at(0) != (FrameCodec.MAGIC & 0xff)) {
            return Probe.NO;
        }
        if (bytes.size() < FrameCodec.SIZE_AT) {
            return Probe.WAIT;
        }
        if (FrameCodec.checkHead(bytes).isPresent()
                || FrameCodec.checkPayloadHead(bytes).isPresent()) {
            return Probe.NO;
        }
        if (bytes.size() < FrameCodec.MESSAGE_ID_AT) {
            return Probe.WAIT;
        }
        int frameSize = FrameCodec.frameSize(bytes);
        if (frameSize > maxFrame) {
            return Probe.NO;
        }
        return bytes.size() < frameSize ? Probe.WAIT : Probe.YES;
    }

    private static int nextMagic(Bytes bytes) {
        int next = bytes.from(1).indexOf(FrameCodec.MAGIC & 0xff);
        return next < 0 ? bytes.size() : 1 + next;
    }

    private void skipGarbage(int count, Sink sink) {
        for (int left = count; left > 0; ) {
            int step = Math.min(left, start + GARBAGE_RUN - candidate);
            candidate += step;
            left -= step;
            if (candidate == start + GARBAGE_RUN) {
                flushGarbage(sink);
            }
        }
    }

    private void flushGarbage(Sink sink) {
        if (candidate > start) {
            Bytes garbage = Bytes.copyOf(buffer, start, candidate - start);
            start = candidate;
            sink.garbage(garbage);
        }
    }

    /** The frame at the candidate, on bytes of its own; there is no garbage before it. */
    private void takeFrame(Sink sink) {
        int size = FrameCodec.frameSize(Bytes.view(buffer, candidate, end - candidate));
        Frame frame = FrameCodec.frame(Bytes.copyOf(buffer, candidate, size));
        candidate += size;
        start = candidate;
        sink.frame(frame);
    }

    /** Moves what is still open to the start of the buffer. */
    private void forgetTold() {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        candidate -= start;
        end -= start;
        start = 0;
    }
}
