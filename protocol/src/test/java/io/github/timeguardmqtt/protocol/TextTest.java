package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("empty", "", ""),
                argumentSet("short", "Weekdays", "Weekdays"),
                argumentSet("50 of one byte", "a".repeat(50), "a".repeat(50)),
                argumentSet("51 of one byte", "a".repeat(51), "a".repeat(50)),
                argumentSet("25 of two bytes", "é".repeat(25), "é".repeat(25)),
                argumentSet("26 of two bytes", "é".repeat(26), "é".repeat(25)),
                argumentSet("two bytes across the end", "a" + "é".repeat(25), "a" + "é".repeat(24)),
                argumentSet("17 of three bytes", "中".repeat(17), "中".repeat(16)),
                argumentSet(
                        "three bytes that just fit", "aa" + "中".repeat(17), "aa" + "中".repeat(16)),
                argumentSet("three bytes, one over", "中".repeat(16) + "aa中", "中".repeat(16) + "aa"),
                argumentSet("13 of four bytes", "🔥".repeat(13), "🔥".repeat(12)),
                argumentSet(
                        "four bytes, one over", "aaa" + "🔥".repeat(12), "aaa" + "🔥".repeat(11)),
                argumentSet(
                        "four bytes, two over", "aaaa" + "🔥".repeat(12), "aaaa" + "🔥".repeat(11)),
                argumentSet("four bytes, three over", "a" + "🔥".repeat(13), "a" + "🔥".repeat(12)),
                argumentSet("very long", "é".repeat(100_000), "é".repeat(25)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_is_cut_where_a_character_ends(String name, String cut) {
        assertThat(Text.nameCut(name).in(UTF_8)).contains(cut);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_that_is_too_long_is_refused(String name, String cut) {
        if (name.equals(cut)) {
            assertThat(Text.name(name).in(UTF_8)).contains(name);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> Text.name(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\0", "\ud83d", "a\udd25", "\udd25\ud83d"})
    void a_name_that_the_wire_cannot_carry_is_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Text.name(name));
        assertThatIllegalArgumentException().isThrownBy(() -> Text.nameCut(name));
    }

    @Test
    void a_field_ends_at_its_first_nul() {
        assertThat(Text.ofField(Bytes.of(0x61, 0, 0x62, 0))).isEqualTo(Text.name("a"));
        assertThat(Text.ofField(Bytes.of(0x61, 0x62))).isEqualTo(Text.name("ab"));
        assertThat(Text.ofField(Bytes.of(0, 0x62))).isEqualTo(Text.EMPTY);
        assertThat(Text.ofField(Bytes.EMPTY).isEmpty()).isTrue();
    }

    static Stream<Arguments> notUtf8() {
        return Stream.of(
                argumentSet("a lone continuation", Bytes.of(0x80)),
                argumentSet("a character cut off", Bytes.of(0x61, 0xe4, 0xb8)),
                argumentSet("an overlong slash", Bytes.of(0xc0, 0xaf)),
                argumentSet("half a surrogate pair", Bytes.of(0xed, 0xa0, 0x80)),
                argumentSet("beyond U+10FFFF", Bytes.of(0xf4, 0x90, 0x80, 0x80)),
                argumentSet("ff", Bytes.of(0xff)));
    }

    @ParameterizedTest
    @MethodSource("notUtf8")
    void bytes_that_are_not_utf8_are_a_text_without_characters(Bytes bytes) {
        Text text = Text.ofField(bytes);

        assertThat(text.in(UTF_8)).isEmpty();
        assertThat(text.bytes()).isEqualTo(bytes);
    }

    @Test
    void ascii_ends_at_7f() {
        assertThat(new Text(Bytes.of(0x7f)).in(US_ASCII)).contains("\u007f");
        assertThat(new Text(Bytes.of(0x80)).in(US_ASCII)).isEmpty();
        assertThat(Text.name("é").in(US_ASCII)).isEmpty();
    }
}
