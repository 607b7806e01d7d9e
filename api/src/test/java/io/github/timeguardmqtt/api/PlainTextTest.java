package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.Bytes;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void what_cannot_be_seen_becomes_a_blank() {
        assertThat(PlainText.of("a\nb\tc\u0000d\u202ee\u2028f\ud83dg")).isEqualTo("a b c d e f g");
        assertThat(PlainText.of("\u0000 ü 😀 \n")).isEqualTo("ü 😀");
    }

    @Test
    void bytes_that_are_no_text_are_replaced() {
        assertThat(PlainText.of(Bytes.of('a', 0xff, 'b'), 10)).isEqualTo("a\ufffdb");
    }

    @Test
    void only_the_first_characters_are_looked_at() {
        assertThat(PlainText.of(Bytes.ofHex("c3bc".repeat(100)), 3)).isEqualTo("üüü");
        assertThat(PlainText.of(Bytes.ofHex("f09f9880".repeat(100)), 3)).isEqualTo("😀");
        assertThat(PlainText.of(Bytes.ofHex("ff".repeat(100)), 3)).isEqualTo("\ufffd".repeat(3));
    }

    @Test
    void a_cut_leaves_no_half_of_a_character() {
        assertThat(PlainText.cut("a😀", 2)).isEqualTo("a");
        assertThat(PlainText.cut("a😀", 3)).isEqualTo("a😀");
    }
}
