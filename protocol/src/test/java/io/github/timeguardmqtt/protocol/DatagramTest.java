package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class DatagramTest {

    private static final Bytes ON = Wire.frame(12, 0xe, Bytes.of(1));
    private static final Bytes ASK = Wire.frame(9, 0xc, Bytes.EMPTY);
    private static final Bytes UNKNOWN = Wire.frame(1, 0x6, Bytes.of(1, 2, 3));

    @Test
    void frames_back_to_back_are_all_found() {
        Datagram datagram = Datagram.decode(Wire.concat(ON, ASK, UNKNOWN, ON));

        assertThat(datagram.frames())
                .extracting(Frame::bytes)
                .containsExactly(ON, ASK, UNKNOWN, ON);
        assertThat(datagram.more()).hasSize(3);
        assertThat(datagram.trailing()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void garbage_behind_a_frame_is_told() {
        Datagram datagram = Datagram.decode(Wire.concat(ON, Bytes.of(1, 2, 3, 4)));

        assertThat(datagram.frames()).extracting(Frame::bytes).containsExactly(ON);
        assertThat(datagram.trailing()).isEqualTo(Bytes.of(1, 2, 3, 4));
    }

    @Test
    void a_frame_behind_garbage_is_garbage_too() {
        Bytes rest = Wire.concat(Bytes.of(0), ASK);

        Datagram datagram = Datagram.decode(Wire.concat(ON, UNKNOWN, rest));

        assertThat(datagram.frames()).extracting(Frame::bytes).containsExactly(ON, UNKNOWN);
        assertThat(datagram.trailing()).isEqualTo(rest);
    }

    @Test
    void a_frame_that_is_cut_off_is_garbage_behind_the_first() {
        Bytes rest = ASK.slice(0, ASK.size() - 1);

        Datagram datagram = Datagram.decode(Wire.concat(ON, rest));

        assertThat(datagram.more()).isEmpty();
        assertThat(datagram.trailing()).isEqualTo(rest);
    }

    @Test
    void behind_what_is_no_frame_nothing_is_looked_for() {
        Bytes bytes = Wire.concat(Bytes.of(0), ON);

        Datagram datagram = Datagram.decode(bytes);

        assertThat(datagram.first()).isInstanceOf(Rejected.class);
        assertThat(datagram.frames()).isEmpty();
        assertThat(datagram.trailing()).isEqualTo(Bytes.EMPTY);
        assertThat(datagram.bytes()).isEqualTo(bytes);
    }

    @Test
    void the_largest_datagram_can_be_full_of_the_smallest_frames() {
        Bytes bytes = Wire.concat(Collections.nCopies(2729, ASK).toArray(Bytes[]::new));

        assertThat(Datagram.decode(bytes).frames()).hasSize(2729);
    }
}
