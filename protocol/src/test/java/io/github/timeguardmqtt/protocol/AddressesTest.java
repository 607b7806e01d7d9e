package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 192.168.1.5:9997",
        "::1, [::1]:9997",
        "::, [::]:9997",
        "fe80::, [fe80::]:9997",
        "2001:db8:0:0:1:0:0:0, [2001:db8:0:0:1::]:9997",
        "2001:db8:0:1:2:3:4:5, [2001:db8:0:1:2:3:4:5]:9997",
        "2001:db8::10:0:0:5, [2001:db8::10:0:0:5]:9997",
        "100:0:0:1::, [100:0:0:1::]:9997",
        "::ffff:10.0.0.1, 10.0.0.1:9997",
    })
    void addresses_are_written_as_people_do(String address, String text) {
        assertThat(Addresses.text(new InetSocketAddress(InetAddress.ofLiteral(address), 9997)))
                .isEqualTo(text);
    }

    @Test
    void a_name_is_not_looked_up() {
        assertThat(Addresses.text(InetSocketAddress.createUnresolved("www.example.invalid", 1)))
                .isEqualTo("www.example.invalid:1");
    }
}
