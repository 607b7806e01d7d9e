package io.github.timeguardmqtt.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:9997, 0.0.0.0, 9997, true",
        "[::1]:0, ::1, 0, true",
        "[fe80::1%1]:65535, fe80::1%1, 65535, true",
        "www.cloudwarm.net:9997, www.cloudwarm.net, 9997, false",
        "localhost:1, localhost, 1, false",
        "my-host_1:00009, my-host_1, 9, false",
    })
    void a_host_and_a_port_are_read(String text, String host, int port, boolean isLiteral) {
        HostPort read = HostPort.parse(text);
        assertThat(read).isEqualTo(new HostPort(host, port));
        assertThat(read.literal().isPresent()).isEqualTo(isLiteral);
        assertThat(HostPort.parse(read.toString())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":9997",
                "9997",
                "example.org",
                "::1:9997",
                "::1",
                "[]:1",
                "[::1]",
                "[1.2.3.4]:5",
                "a b:1"
            })
    void what_is_no_host_and_port_is_told_with_an_example(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"%s\" is not a host and a port: expected one like 192.168.1.5:9997 or [::1]:9997",
                        text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:", "a:x", "a:-1", "a:65536", "a:99999", "a:123456", "a: 1", "a:٣"})
    void a_port_is_a_number_up_to_65535(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"%s\" has no valid port: expected a number from 0 to 65535 behind the colon",
                        text);
    }
}
