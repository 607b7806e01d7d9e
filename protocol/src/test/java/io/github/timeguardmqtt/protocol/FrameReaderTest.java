package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final Bytes ON = Wire.frame(12, 0xe, Bytes.of(1));
    private static final Bytes ASK = Wire.frame(9, 0xc, Bytes.EMPTY);

    /** A head that promises 500 more bytes of payload. */
    private static final Bytes FALSE_HEAD =
            Wire.bytes(
                    """
                    fa d4       | magic
                    00 02       | payload size 512
                    00 00 00 00 | message id
                    00 06 10 00 | PingRequest, params size 16
                    """);

    static Stream<Arguments> streams() {
        Bytes hello = Bytes.wrap("hello".getBytes(US_ASCII));
        return Stream.of(
                argumentSet("nothing", Bytes.EMPTY, List.of()),
                argumentSet("a frame", ON, List.of(ON)),
                argumentSet("frames", Wire.concat(ON, ASK, ON), List.of(ON, ASK, ON)),
                argumentSet("garbage", hello, List.of(hello)),
                argumentSet(
                        "garbage around frames",
                        Wire.concat(hello, ON, Bytes.of(0xfa), ASK, hello),
                        List.of(hello, ON, Bytes.of(0xfa), ASK, hello)),
                argumentSet(
                        "a frame cut off by another",
                        Wire.concat(ON.slice(0, 20), ASK),
                        List.of(ON.slice(0, 20), ASK)),
                argumentSet(
                        "a frame with a wrong checksum",
                        Wire.concat(Wire.with(ON, 21, 0), ASK),
                        List.of(Wire.with(ON, 21, 0), ASK)),
                argumentSet(
                        "magic upon magic",
                        Wire.concat(Bytes.of(0xfa, 0xfa, 0xd4, 0xfa, 0xd4), ON),
                        List.of(Bytes.of(0xfa, 0xfa, 0xd4, 0xfa, 0xd4), ON)),
                argumentSet(
                        "frames behind a false head",
                        Wire.concat(FALSE_HEAD, ON, ASK),
                        List.of(FALSE_HEAD, ON, ASK)),
                argumentSet(
                        "a frame within the params of another",
                        Wire.frame(1, 6, ON),
                        List.of(Wire.frame(1, 6, ON))),
                argumentSet(
                        "long garbage comes in runs",
                        Wire.concat(Wire.zeros(2500), ON),
                        List.of(Wire.zeros(1024), Wire.zeros(1024), Wire.zeros(452), ON)),
                argumentSet(
                        "a run of garbage that ends at a frame",
                        Wire.concat(Wire.zeros(1024), ON),
                        List.of(Wire.zeros(1024), ON)));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void frames_and_garbage_are_told_in_order(Bytes stream, List<Bytes> expected) {
        for (int cut : new int[] {1, 2, 3, 7, 24, 25, 1000, 10_000}) {
            assertThat(ReaderLaws.read(stream, FrameCodec.MAX_DATAGRAM, cut))
                    .extracting(found -> found instanceof Frame frame ? frame.bytes() : found)
                    .as("read in pieces of %d", cut)
                    .isEqualTo(expected);
        }
        ReaderLaws.hold(stream, 5);
    }

    @Test
    void a_frame_is_told_as_soon_as_its_last_byte_came() {
        FrameReader reader = new FrameReader();
        ReaderLaws.Found found = new ReaderLaws.Found();

        reader.read(ON.slice(0, 24), found);
        assertThat(found.all).isEmpty();
        assertThat(reader.isPending()).isTrue();

        reader.read(ON.from(24), found);
        assertThat(found.all).hasSize(1);
        assertThat(reader.isPending()).isFalse();
    }

    @Test
    void a_frame_keeps_its_bytes_while_the_reader_goes_on() {
        FrameReader reader = new FrameReader();
        ReaderLaws.Found found = new ReaderLaws.Found();

        reader.read(ON, found);
        reader.read(Wire.concat(ASK, Wire.zeros(3000)), found);

        assertThat(found.all.getFirst())
                .isInstanceOfSatisfying(
                        Frame.class,
                        frame -> {
                            assertThat(frame.bytes()).isEqualTo(ON);
                            assertThat(frame.message())
                                    .isEqualTo(new Message.SetAdvanceRequest(Toggle.ON));
                        });
    }

    @Test
    void more_can_be_read_after_the_end() {
        FrameReader reader = new FrameReader();
        ReaderLaws.Found found = new ReaderLaws.Found();

        reader.read(ON.slice(0, 10), found);
        reader.finish(found);
        reader.read(ON, found);

        assertThat(found.all).hasSize(2).first().isEqualTo(ON.slice(0, 10));
    }

    @Test
    void frames_larger_than_looked_for_are_garbage() {
        Bytes large = Wire.frame(1, 6, Wire.zeros(41));

        assertThat(ReaderLaws.read(Wire.concat(large, ON), 64, 9))
                .extracting(found -> found instanceof Frame frame ? frame.bytes() : found)
                .containsExactly(large, ON);
        assertThat(ReaderLaws.read(Wire.concat(large, ON), 65, 9))
                .hasOnlyElementsOfType(Frame.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 23, 65_508, Integer.MAX_VALUE})
    void sizes_that_no_frame_has_are_refused(int maxFrame) {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameReader(maxFrame));
    }

    @Test
    void the_largest_frame_is_found_behind_garbage() {
        Bytes largest = Wire.frame(1, 6, Wire.zeros(65_507 - 24));

        ReaderLaws.hold(Wire.concat(Wire.zeros(1023), largest, ON), 1500);
    }

    /**
     * Heads at every 14th byte, each with a footer where its frame would end: each costs a checksum
     * over the largest frame that the reader looks for, and no more.
     */
    @Test
    void a_stream_of_false_heads_costs_no_more_than_the_largest_frame_each() {
        int size = 14 * 36;
        byte[] head = Wire.concat(FALSE_HEAD, Bytes.of(0x2d, 0xdf)).toArray();
        head[2] = (byte) (size - 12);
        head[3] = (byte) ((size - 12) >>> 8);
        byte[] stream = new byte[14 * 50_000];
        for (int at = 0; at < stream.length; at += head.length) {
            System.arraycopy(head, 0, stream, at, head.length);
        }

        List<Object> found =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(10),
                        () -> ReaderLaws.read(Bytes.wrap(stream), 512, 4096));

        assertThat(found).hasOnlyElementsOfType(Bytes.class);
    }

    @Test
    void a_long_stream_of_small_frames_takes_linear_time() {
        Bytes many = Wire.concat(Collections.nCopies(2500, ASK).toArray(Bytes[]::new));
        FrameReader reader = new FrameReader();
        int[] frames = new int[1];
        FrameReader.Sink count =
                new FrameReader.Sink() {
                    @Override
                    public void frame(Frame frame) {
                        frames[0]++;
                    }

                    @Override
                    public void garbage(Bytes bytes) {
                        throw new AssertionError(bytes);
                    }
                };

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    for (int i = 0; i < 200; i++) {
                        reader.read(many, count);
                    }
                });

        assertThat(frames[0]).isEqualTo(200 * 2500);
    }

    @Test
    void what_is_kept_is_bounded() {
        byte[] promise = new byte[200_000];
        Arrays.fill(promise, (byte) 0);
        FALSE_HEAD.copyTo(promise, 0);
        promise[2] = (byte) 0xd7;
        promise[3] = (byte) 0xff;
        FrameReader reader = new FrameReader();
        int[] told = new int[1];

        for (int i = 0; i < 5; i++) {
            reader.read(
                    Bytes.wrap(promise),
                    new FrameReader.Sink() {
                        @Override
                        public void frame(Frame frame) {
                            throw new AssertionError(frame);
                        }

                        @Override
                        public void garbage(Bytes bytes) {
                            told[0] += bytes.size();
                        }
                    });
            assertThat((i + 1) * promise.length - told[0])
                    .isLessThan(FrameCodec.MAX_DATAGRAM + FrameReader.GARBAGE_RUN);
        }
    }
}
