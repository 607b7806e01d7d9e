package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {

    private static final Bytes BYTES = Bytes.of(0xfa, 0xd4, 0x00, 0xff, 0x80);

    @Test
    void numbers_are_unsigned_and_little_endian() {
        assertThat(BYTES.at(0)).isEqualTo(0xfa);
        assertThat(BYTES.u16(0)).isEqualTo(0xd4fa);
        assertThat(BYTES.u32(1)).isEqualTo(0x80ff00d4L);
    }

    @Test
    void a_slice_is_as_good_as_a_copy() {
        Bytes slice = BYTES.slice(1, 3);

        assertThat(slice).isEqualTo(Bytes.of(0xd4, 0x00, 0xff));
        assertThat(slice).hasSameHashCodeAs(Bytes.of(0xd4, 0x00, 0xff));
        assertThat(slice.size()).isEqualTo(3);
        assertThat(slice.u16(0)).isEqualTo(0x00d4);
        assertThat(slice.indexOf(0xff)).isEqualTo(2);
        assertThat(slice.indexOf(0x80)).isEqualTo(-1);
        assertThat(slice.from(1)).isEqualTo(Bytes.of(0x00, 0xff));
        assertThat(slice.from(3)).isEqualTo(Bytes.EMPTY);
        assertThat(slice.toArray()).containsExactly(0xd4, 0x00, 0xff);
        assertThat(slice.toHex()).isEqualTo("d400ff");
        assertThat(slice.toSpacedHex()).isEqualTo("d4 00 ff");
        assertThat(slice.asByteBuffer()).isEqualTo(ByteBuffer.wrap(slice.toArray()));
        assertThat(slice.asByteBuffer().position()).isZero();
        byte[] target = new byte[5];
        slice.copyTo(target, 1);
        assertThat(target).containsExactly(0, 0xd4, 0x00, 0xff, 0);
    }

    @Test
    void a_slice_ends_where_it_ends_though_its_storage_goes_on() {
        Bytes slice = BYTES.slice(1, 3);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.at(3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.at(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.u16(2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.u32(0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> slice.slice(2, 2));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> slice.from(4));
    }

    @Test
    void a_copy_does_not_change_with_its_source() {
        byte[] source = {1, 2, 3};

        Bytes whole = Bytes.copyOf(source);
        Bytes part = Bytes.copyOf(source, 1, 2);
        source[1] = 9;

        assertThat(whole).isEqualTo(Bytes.of(1, 2, 3));
        assertThat(part).isEqualTo(Bytes.of(2, 3));
        assertThat(Bytes.copyOf(new byte[0])).isSameAs(Bytes.EMPTY);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Bytes.copyOf(source, 2, 2));
    }

    @Test
    void nobody_can_change_them() {
        byte[] source = {1, 2, 3};
        Bytes bytes = Bytes.copyOf(source, 0, 3);
        source[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes).isEqualTo(Bytes.of(1, 2, 3));
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> bytes.asByteBuffer().put((byte) 9));
    }

    @Test
    void a_buffer_is_copied_from_its_position_to_its_limit() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);

        assertThat(Bytes.copyOf(buffer)).isEqualTo(Bytes.of(2, 3));
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void other_bytes_are_not_equal() {
        assertThat(BYTES).isNotEqualTo(BYTES.from(1)).isNotEqualTo(BYTES.slice(0, 4));
        assertThat(BYTES.equals((Object) "fad400ff80")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fad400ff80", "FAD400FF80", "fa d4 00 ff 80", "Fa D4 00 fF 80"})
    void hex_is_read_with_and_without_spaces(String hex) {
        assertThat(Bytes.ofHex(hex)).isEqualTo(BYTES);
    }

    @Test
    void no_hex_is_no_bytes() {
        assertThat(Bytes.ofHex("")).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "fad", "fa  d4", "fa d4 ", " fa", "fa d400", "xy", "fa:d4", " "})
    void anything_else_is_refused(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> Bytes.ofHex(hex));
    }
}
