package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What holds for every stream, however it is cut. */
final class ReaderLaws {

    private ReaderLaws() {}

    /**
     * @param cut a size of the pieces that the stream is read in
     */
    static void hold(Bytes stream, int cut) {
        for (int maxFrame : new int[] {FrameCodec.MAX_DATAGRAM, 64, FrameCodec.MIN_FRAME}) {
            List<Object> expected = found(stream, maxFrame);
            assertThat(read(stream, maxFrame, Math.max(1, stream.size()))).isEqualTo(expected);
            assertThat(read(stream, maxFrame, cut)).isEqualTo(expected);
            assertThat(read(stream, maxFrame, 1)).isEqualTo(expected);
        }
    }

    /** What a reader tells, frames and garbage, of a stream read in pieces of this size. */
    static List<Object> read(Bytes stream, int maxFrame, int cut) {
        FrameReader reader = new FrameReader(maxFrame);
        Found found = new Found();
        for (int at = 0; at < stream.size(); at += cut) {
            reader.read(stream.slice(at, Math.min(cut, stream.size() - at)), found);
        }
        reader.finish(found);
        assertThat(reader.isPending()).isFalse();
        assertThat(Wire.concat(found.bytes.toArray(Bytes[]::new))).isEqualTo(stream);
        return found.all;
    }

    /** The same, looking at each byte of the whole stream as if a frame began there. */
    private static List<Object> found(Bytes stream, int maxFrame) {
        Found found = new Found();
        int garbage = 0;
        int at = 0;
        while (at < stream.size()) {
            if (FrameCodec.decode(stream.from(at)) instanceof Frame frame
                    && frame.bytes().size() <= maxFrame) {
                found.garbageIfAny(stream.slice(garbage, at - garbage));
                found.frame(frame);
                at += frame.bytes().size();
                garbage = at;
            } else {
                at++;
                if (at - garbage == FrameReader.GARBAGE_RUN) {
                    found.garbageIfAny(stream.slice(garbage, at - garbage));
                    garbage = at;
                }
            }
        }
        found.garbageIfAny(stream.from(garbage));
        return found.all;
    }

    static final class Found implements FrameReader.Sink {

        final List<Object> all = new ArrayList<>();
        private final List<Bytes> bytes = new ArrayList<>();

        @Override
        public void frame(Frame frame) {
            all.add(frame);
            bytes.add(frame.bytes());
        }

        @Override
        public void garbage(Bytes garbage) {
            assertThat(garbage.size()).isBetween(1, FrameReader.GARBAGE_RUN);
            all.add(garbage);
            bytes.add(garbage);
        }

        private void garbageIfAny(Bytes garbage) {
            if (!garbage.isEmpty()) {
                garbage(garbage);
            }
        }
    }
}
