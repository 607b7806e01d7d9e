package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0badcafe", "12345678", "80000000", "ffffffff"})
    void an_id_is_written_as_it_was_read(String text) {
        assertThat(DeviceId.parse(text)).hasToString(text);
    }

    @Test
    void either_case_is_read() {
        assertThat(DeviceId.parse("0BADcafe")).isEqualTo(new DeviceId(0x0badcafe));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1234567", "123456789", "1234567g", "0x123456", "+1234567", "１2345678"})
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DeviceId.parse(text));
    }
}
