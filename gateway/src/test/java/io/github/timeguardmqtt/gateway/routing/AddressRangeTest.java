package io.github.timeguardmqtt.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.255.255.255, true",
        "10.0.0.1, true",
        "9.255.255.255, false",
        "11.0.0.0, false",
        "172.15.255.255, false",
        "172.16.0.0, true",
        "172.31.255.255, true",
        "172.32.0.0, false",
        "192.167.255.255, false",
        "192.168.0.0, true",
        "192.168.255.255, true",
        "192.169.0.0, false",
        "169.254.1.1, true",
        "100.64.0.1, false",
        "31.193.128.139, false",
        "0.0.0.0, false",
        "224.0.0.1, false",
        "::1, true",
        "fe80::1, true",
        "febf::1, true",
        "fec0::1, false",
        "fbff::1, false",
        "fc00::1, true",
        "fdff::1, true",
        "fe00::1, false",
        "2001:db8::1, false",
        "::ffff:10.0.0.1, true",
        "::ffff:8.8.8.8, false",
    })
    void loopback_link_local_rfc_1918_and_ula_are_private(String address, boolean isPrivate) {
        assertThat(AddressRange.isPrivate(InetAddress.ofLiteral(address))).isEqualTo(isPrivate);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.77/24, 203.0.113.1, true",
        "203.0.113.64/26, 203.0.113.127, true",
        "203.0.113.64/26, 203.0.113.128, false",
        "203.0.113.64/26, 203.0.113.63, false",
        "203.0.113.5, 203.0.113.5, true",
        "203.0.113.5, 203.0.113.6, false",
        "203.0.113.5/32, 203.0.113.4, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 8.8.8.8, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::1/128, 2001:db8::1, true",
    })
    void a_range_holds_the_addresses_of_its_prefix(String range, String address, boolean within) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(within);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "example.org",
                "example.org/8",
                "1.2.3",
                "256.1.1.1",
                "1.2.3.4.5/8"
            })
    void anything_else_is_told_with_an_example(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"%s\" is not an address range: expected one like 203.0.113.0/24 or fd00::/8",
                        text);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4/33, 32",
        "1.2.3.4/, 32",
        "1.2.3.4/-1, 32",
        "1.2.3.4/8/8, 32",
        "1.2.3.4/9999, 32",
        "1.2.3.4/١, 32",
        "fd00::/129, 128",
        "fd00::/x, 128",
    })
    void a_prefix_has_no_more_bits_than_its_address(String text, int bits) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"%s\" is not an address range: the number behind the slash must be 0 to %d",
                        text, bits);
    }
}
