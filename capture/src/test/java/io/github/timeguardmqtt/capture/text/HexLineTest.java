package io.github.timeguardmqtt.capture.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HexLineTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiterString = "->",
            nullValues = "(none)",
            textBlock =
                    """
                    fad4                            -> fad4
                    FA d4                           -> fad4
                    (fa d4                          -> fad4
                    #fad4                           -> fad4
                    '  fa d4'                       -> fad4
                    Größe日本fa d4                     -> fad4
                    /-fa d4                         -> fad4
                    192.168.1.48 fad4               -> fad4
                    2021-07-13 fa d4                -> fad4
                    /tmp/ab fa d4                   -> fad4
                    '[a] [parsing:failed] '         -> ''
                    'fa  d4\t1c '                   -> fad41c
                    'fad4\r'                        -> fad4
                    fad41c 00                       -> fad41c00
                    0xfad4                          -> fad4
                    0xfa 0xD4                       -> fad4
                    21:18:07 fad4                   -> fad4
                    2021-07-13 fad4                 -> fad4
                    [2021-07-13 21:18:07.920480] fad4 -> fad4
                    decode fa d4                    -> fad4
                    decode:fa d4                    -> fad4
                    hex=fa d4                       -> fad4
                    hex:fad4                        -> fad4
                    hex:0xfad4                      -> fad4
                    [parsing:success] fa d4         -> fad4
                    [parsing:success]fa d4          -> fad4
                    (in)fa d4                       -> fad4
                    '"fad4'                         -> fad4
                    a,fad4                          -> fad4
                    a;fad4                          -> fad4
                    a|fad4                          -> fad4
                    a>fad4                          -> fad4
                    host 192.168.86.1:9997 fad4     -> fad4
                    host7:9997 fad4                 -> fad4
                    aa:bb fad4                      -> fad4
                    frame 3 fa d4                   -> fad4
                    fa d4 zz 1c 00                  -> 1c00
                    größe fad4                      -> fad4
                    '  '                            -> ''
                    """)
    void the_hex_is_the_last_run_of_pairs(String line, String hex) {
        assertThat(find(line.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        HexLine.Hex.class, found -> assertThat(found.bytes()).hasToString(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "decode",
                "fa d4 and more",
                "21:18:07",
                "aa:bb:cc",
                "é",
                "2021-07-13",
                "xfa"
            })
    void words_alone_are_no_hex(String line) {
        assertThat(find(line.getBytes(UTF_8)))
                .isEqualTo(new HexLine.NoHex(line, "has words, but does not end in hex"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fad41", "fa d4 1", "hex=fad41", "fa 0xd"})
    void half_a_byte_at_the_end_is_said(String line) {
        assertThat(find(line.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        HexLine.NoHex.class,
                        none -> assertThat(none.detail()).startsWith("ends in an odd number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00ff\u00fe\u0000\u0001", "\u0000:", "\u00c3", "]", ":", "0x", "x"})
    void junk_is_no_hex(String bytes) {
        assertThat(find(bytes.getBytes(ISO_8859_1))).isInstanceOf(HexLine.NoHex.class);
    }

    private static HexLine.Found find(byte[] line) {
        return HexLine.find(line, line.length);
    }
}
