package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class Crc16XmodemTest {

    @Test
    void the_check_value_is_31c3() {
        assertThat(Crc16Xmodem.of("123456789".getBytes(US_ASCII), 0, 9)).isEqualTo(0x31c3);
    }

    @Test
    void nothing_has_the_checksum_zero() {
        assertThat(Crc16Xmodem.of(new byte[0], 0, 0)).isZero();
    }

    @Test
    void every_length_and_start_agrees_with_the_bit_by_bit_way() {
        Bytes bytes = new RandomFrames(1).bytes(70);
        for (int start = 0; start < 5; start++) {
            for (int length = 0; length <= 65; length++) {
                assertThat(Crc16Xmodem.of(bytes.toArray(), start, length))
                        .as("%d bytes from %d on", length, start)
                        .isEqualTo(Wire.checksum(bytes.slice(start, length)));
            }
        }
    }

    @Test
    void every_byte_agrees_with_the_bit_by_bit_way() {
        for (int value = 0; value < 256; value++) {
            for (Bytes bytes :
                    new Bytes[] {
                        Bytes.of(value), Bytes.of(value, 0, 0, 0), Bytes.of(0, value, ~value, value)
                    }) {
                assertThat(Crc16Xmodem.of(bytes.toArray(), 0, bytes.size()))
                        .isEqualTo(Wire.checksum(bytes));
            }
        }
    }

    @Test
    void a_range_beyond_the_array_is_refused() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Crc16Xmodem.of(new byte[4], 2, 3));
    }
}
