package io.github.timeguardmqtt.capture.mask;

import static io.github.timeguardmqtt.testing.Frames.concat;
import static io.github.timeguardmqtt.testing.Frames.report;
import static io.github.timeguardmqtt.testing.Frames.reversed;
import static io.github.timeguardmqtt.testing.Frames.unknown;
import static io.github.timeguardmqtt.testing.Frames.wire;
import static io.github.timeguardmqtt.testing.Frames.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {

    private static final String ONE = "0badcafe";
    private static final String TWO = "cafed00d";
    private static final Bytes ID = wire(ONE);

    private final Mask mask = new Mask(true);

    private Bytes masked(Bytes datagram) {
        return mask.mask(Datagram.decode(datagram));
    }

    @Test
    void without_it_everything_is_shown() {
        Mask off = new Mask(false);
        assertThat(off.mask(Datagram.decode(report(ONE, 1)))).isEqualTo(report(ONE, 1));
        assertThat(off.mask(DeviceId.parse(ONE))).isEqualTo(DeviceId.parse(ONE));
    }

    @Test
    void ids_are_counted_up_from_the_first_and_stay_the_same() {
        assertThat(masked(report(ONE, 1))).isEqualTo(report("12345678", 1));
        assertThat(masked(report(TWO, 2))).isEqualTo(report("12345679", 2));
        assertThat(masked(report(ONE, 3))).isEqualTo(report("12345678", 3));
        assertThat(mask.mask(DeviceId.parse(TWO))).hasToString("12345679");
        assertThat(mask.mask(DeviceId.parse("00000007"))).hasToString("1234567a");
    }

    @Test
    void ids_in_params_are_hidden_in_either_order_and_the_checksum_is_valid() {
        Bytes params = concat(Bytes.of(1), ID, reversed(ID), Bytes.of(2), ID);
        Bytes shown = wire("12345678");
        assertThat(masked(unknown(ONE, params)))
                .isEqualTo(
                        unknown(
                                "12345678",
                                concat(Bytes.of(1), shown, reversed(shown), Bytes.of(2), shown)));
    }

    @Test
    void the_id_of_another_device_is_hidden_too() {
        masked(report(TWO, 1));
        assertThat(masked(unknown(ONE, wire(TWO))))
                .isEqualTo(unknown("12345679", wire("12345678")));
    }

    @Test
    void an_id_in_an_earlier_frame_of_its_own_datagram_is_hidden() {
        assertThat(masked(concat(unknown(ONE, wire(TWO)), report(TWO, 1))))
                .isEqualTo(concat(unknown("12345678", wire("12345679")), report("12345679", 1)));
    }

    @Test
    void of_ids_that_overlap_none_is_left_whole() {
        masked(report("11111111", 1));
        masked(report("22111111", 1));
        Bytes shown = masked(unknown(ONE, Bytes.of(0x11, 0x11, 0x11, 0x11, 0x11, 0x22)));
        assertThat(shown.slice(20, 6).toHex()).isEqualTo("785634121122");
        assertThat(Datagram.decode(shown).frames()).hasSize(1);
    }

    @Test
    void a_real_id_that_is_a_pseudonym_of_another_gets_one_of_its_own() {
        assertThat(masked(report(ONE, 1))).isEqualTo(report("12345678", 1));
        assertThat(masked(report("12345678", 1))).isEqualTo(report("12345679", 1));
        assertThat(masked(unknown(ONE, wire("12345678"))))
                .isEqualTo(unknown("12345678", wire("12345679")));
    }

    @Test
    void a_damaged_frame_of_a_known_device_is_masked_by_the_same_search() {
        masked(report(ONE, 1));
        Bytes damaged = with(unknown(ONE, concat(ID, reversed(ID))), 28, 0xff);
        assertThat(masked(damaged).toHex())
                .contains(wire("12345678").toHex())
                .contains("12345678")
                .doesNotContain(ID.toHex())
                .doesNotContain(ONE);
    }

    @Test
    void a_damaged_frame_shows_no_id_that_nobody_knows() {
        Bytes damaged = with(report(ONE, 1), 22, 0xff);
        for (Bytes datagram :
                new Bytes[] {
                    damaged,
                    concat(Bytes.of(0), report(ONE, 1)),
                    concat(report(TWO, 1), damaged),
                    concat(damaged, report(ONE, 1)),
                    concat(Bytes.of(0xfa, 0xfa, 0xd4), damaged)
                }) {
            assertThat(masked(datagram).toHex())
                    .describedAs("%s", datagram)
                    .doesNotContain(ID.toHex())
                    .hasSize(2 * datagram.size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_frame_that_is_cut_off_shows_no_part_of_an_id(boolean known) {
        if (known) {
            masked(report(ONE, 1));
        }
        for (int size = 0; size < 24; size++) {
            Bytes cut = report(ONE, 1).slice(0, size);
            int head = Math.min(size, 16);
            int id = Math.min(size - head, 4);
            Bytes hidden = known && id == 4 ? wire("12345678") : Bytes.of(new int[id]);
            assertThat(masked(cut))
                    .isEqualTo(concat(cut.slice(0, head), hidden, cut.from(head + id)));
        }
    }

    @Test
    void beyond_the_ids_that_are_told_apart_all_are_zeros() {
        for (int i = 0; i < 65_536; i++) {
            mask.mask(new DeviceId(0x4000_0000 + i));
        }
        assertThat(mask.mask(DeviceId.parse(ONE))).hasToString("00000000");
        assertThat(masked(unknown(ONE, concat(ID, reversed(ID)))))
                .isEqualTo(unknown("00000000", Bytes.of(0, 0, 0, 0, 0, 0, 0, 0)));
        assertThat(masked(concat(report(TWO, 1), with(report(ONE, 1), 22, 0xff))).toHex())
                .doesNotContain(ID.toHex())
                .doesNotContain(wire(TWO).toHex());
        assertThat(mask.mask(new DeviceId(0x4000_0000))).hasToString("12345678");
    }

    @Test
    void whatever_comes_is_masked_to_as_many_bytes() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            Bytes tail = Bytes.copyOf(noise);
            Bytes datagram = random.nextBoolean() ? tail : concat(report(ONE, i), tail);
            Bytes hurt =
                    datagram.isEmpty()
                            ? datagram
                            : with(datagram, random.nextInt(datagram.size()), random.nextInt());
            assertThat(masked(hurt).size()).isEqualTo(hurt.size());
        }
    }
}
