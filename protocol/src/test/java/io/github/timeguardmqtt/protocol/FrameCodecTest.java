package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.protocol.Rejected.Reason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {

    private static final Bytes ADVANCE =
            Wire.bytes(
                    """
                    fa d4       | magic
                    0d 00       | payload size 13
                    40 02 00 00 | message id 576
                    0c 07       | SetAdvanceResponse
                    01 00       | params size 1
                    a3          | sequence
                    00 00 00    | unknown
                    78 56 34 12 | device
                    01          | on
                    a3 ca       | checksum
                    2d df       | footer
                    """);

    static Stream<Arguments> broken() {
        Bytes badFooter = Wire.with(ADVANCE, 24, 0x2c);
        Bytes badChecksum = Wire.with(ADVANCE, 21, ADVANCE.at(21) ^ 1);
        return Stream.of(
                reason("no bytes", Bytes.EMPTY, Reason.TRUNCATED, 0),
                reason("one byte of the magic", Bytes.of(0xfa), Reason.TRUNCATED, 1),
                reason("one byte of no magic", Bytes.of(0x00), Reason.TRUNCATED, 1),
                reason("the magic alone", Bytes.of(0xfa, 0xd4), Reason.TRUNCATED, 2),
                reason("no magic", Bytes.of(0xfa, 0xd5), Reason.MAGIC, 0),
                reason("magic the wrong way round", Bytes.of(0xd4, 0xfa), Reason.MAGIC, 0),
                reason("half a size", Bytes.of(0xfa, 0xd4, 0xff), Reason.TRUNCATED, 3),
                reason("size 11", Bytes.of(0xfa, 0xd4, 11, 0), Reason.SIZE, 2),
                reason("size 12", Bytes.of(0xfa, 0xd4, 12, 0), Reason.TRUNCATED, 4),
                reason("size 65495", Bytes.of(0xfa, 0xd4, 0xd7, 0xff), Reason.TRUNCATED, 4),
                reason("size 65496", Bytes.of(0xfa, 0xd4, 0xd8, 0xff), Reason.SIZE, 2),
                reason("no header", ADVANCE.slice(0, 7), Reason.TRUNCATED, 7),
                reason("the header alone", ADVANCE.slice(0, 8), Reason.TRUNCATED, 8),
                reason("the last byte lost", ADVANCE.slice(0, 24), Reason.TRUNCATED, 24),
                reason("first byte of the footer", Wire.with(ADVANCE, 23, 0x2c), Reason.FOOTER, 23),
                reason("second byte of the footer", badFooter, Reason.FOOTER, 23),
                reason("first byte of the checksum", badChecksum, Reason.CHECKSUM, 21),
                reason(
                        "second byte of the checksum",
                        Wire.with(ADVANCE, 22, 0),
                        Reason.CHECKSUM,
                        21),
                reason("type 16", payload(0x10, 0x07, 1), Reason.TYPE, 8),
                reason("type 255", payload(0xff, 0x07, 1), Reason.TYPE, 8),
                reason("flags 16", payload(0x0c, 0x10, 1), Reason.FLAGS, 9),
                reason("params size 2 of 1", payload(0x0c, 0x07, 2), Reason.PARAMS_SIZE, 10),
                reason("params size 65535", payload(0x0c, 0x07, 0xffff), Reason.PARAMS_SIZE, 10),
                reason("magic before size", Bytes.of(0xfa, 0xd5, 0, 0), Reason.MAGIC, 0),
                reason("size before truncated", Bytes.of(0xfa, 0xd4, 0, 0), Reason.SIZE, 2),
                reason(
                        "truncated before checksum and type",
                        payload(0x10, 0x10, 9).slice(0, 20),
                        Reason.TRUNCATED,
                        20),
                reason("footer before checksum", Wire.with(badChecksum, 23, 0), Reason.FOOTER, 23),
                reason(
                        "checksum before type",
                        Wire.with(payload(0x10, 0x10, 9), 21, 0),
                        Reason.CHECKSUM,
                        21),
                reason("type before flags", payload(0x10, 0x10, 9), Reason.TYPE, 8),
                reason("flags before params size", payload(0x0c, 0x10, 9), Reason.FLAGS, 9));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void what_is_no_frame_has_a_reason_and_an_offset(Bytes bytes, Reason reason, int offset) {
        assertThat(FrameCodec.decode(bytes))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(reason);
                            assertThat(rejected.offset()).isEqualTo(offset);
                            assertThat(rejected.detail()).isNotBlank();
                        });
        assertThat(Datagram.decode(bytes).frames()).isEmpty();
    }

    @Test
    void reasons_are_named_as_users_see_them() {
        assertThat(Reason.values())
                .extracting(Reason::label)
                .containsExactly(
                        "magic",
                        "size",
                        "truncated",
                        "footer",
                        "checksum",
                        "type",
                        "flags",
                        "params-size");
    }

    @Test
    void the_envelope_is_read() {
        Frame frame = frame(ADVANCE);

        assertThat(frame.envelope())
                .isEqualTo(
                        new Envelope(576, 12, 7, 1, 0xa3, Wire.zeros(3), new DeviceId(0x12345678)));
        assertThat(frame.message()).isEqualTo(new Message.SetAdvanceResponse(Toggle.ON));
        assertThat(frame).isEqualTo(frame(ADVANCE)).hasSameHashCodeAs(frame(ADVANCE));
        assertThat(frame).isNotEqualTo(frame(payload(0x0c, 0x07, 1)));
    }

    @Test
    void what_stands_behind_a_frame_is_not_looked_at() {
        assertThat(FrameCodec.decode(Wire.concat(ADVANCE, Bytes.of(1, 2, 3))))
                .isEqualTo(frame(ADVANCE));
    }

    @Test
    void the_largest_frame_fills_a_datagram() {
        Bytes bytes = Wire.frame(1, 6, Wire.zeros(65_507 - 24));

        assertThat(bytes.size()).isEqualTo(FrameCodec.MAX_DATAGRAM);
        DatagramLaws.hold(bytes);
        assertThat(FrameCodec.decode(bytes)).isInstanceOf(Frame.class);
    }

    @Test
    void a_slice_is_decoded_as_its_own_bytes_are() {
        Bytes within = Wire.concat(Bytes.of(1, 2, 3), ADVANCE, Bytes.of(4)).slice(3, 25);

        assertThat(FrameCodec.decode(within)).isEqualTo(frame(ADVANCE));
        assertThat(FrameCodec.decode(within.slice(0, 24)))
                .isEqualTo(FrameCodec.decode(ADVANCE.slice(0, 24)));
    }

    @Test
    void exactly_these_parts_make_the_frame_they_came_from() {
        Frame frame = frame(ADVANCE);

        assertThat(FrameCodec.exact(frame.envelope(), frame.message(), Bytes.EMPTY).bytes())
                .isEqualTo(ADVANCE);
    }

    static Stream<Arguments> contradictions() {
        Message on = new Message.SetAdvanceResponse(Toggle.ON);
        Message two = new Message.Unknown(Bytes.of(1, 2));
        return Stream.of(
                argumentSet("another kind", envelope(12, 14, 1), on, Bytes.EMPTY),
                argumentSet("no kind", envelope(4, 5, 1), on, Bytes.EMPTY),
                argumentSet("params too short", envelope(12, 7, 0), on, Bytes.EMPTY),
                argumentSet("params too long", envelope(12, 7, 3), on, Bytes.of(0)),
                argumentSet("unknown params longer", envelope(4, 5, 3), two, Bytes.of(0)),
                argumentSet("unknown params shorter", envelope(4, 5, 1), two, Bytes.EMPTY),
                argumentSet("unknown, but known", envelope(12, 7, 2), two, Bytes.EMPTY),
                argumentSet("too large", envelope(12, 7, 1), on, Wire.zeros(65_507 - 24)));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void parts_that_would_be_decoded_as_others_are_refused(
            Envelope envelope, Message message, Bytes extra) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameCodec.exact(envelope, message, extra));
    }

    @Test
    void too_few_params_of_a_known_kind_can_be_built_exactly() {
        Frame frame =
                FrameCodec.exact(
                        envelope(13, 7, 3), new Message.Unknown(Bytes.of(1, 2, 3)), Bytes.of(4));

        assertThat(frame(frame.bytes()).message()).isEqualTo(frame.message());
        assertThat(frame(frame.bytes()).extra()).isEqualTo(Bytes.of(4));
    }

    private static Envelope envelope(int type, int flags, int paramsSize) {
        return new Envelope(576, type, flags, paramsSize, 0xa3, Wire.zeros(3), new DeviceId(1));
    }

    /** A frame with one byte of params, whatever it says about them. */
    private static Bytes payload(int type, int flags, int paramsSize) {
        return Wire.frame(type, flags, paramsSize, Bytes.of(1));
    }

    private static Frame frame(Bytes bytes) {
        return switch (FrameCodec.decode(bytes)) {
            case Frame frame -> frame;
            case Rejected rejected -> throw new AssertionError(rejected);
        };
    }

    private static Arguments reason(String name, Bytes bytes, Reason reason, int offset) {
        return argumentSet(name, bytes, reason, offset);
    }
}
