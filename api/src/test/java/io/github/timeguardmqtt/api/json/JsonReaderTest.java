package io.github.timeguardmqtt.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    @Test
    void every_sort_of_value_is_read_and_written_again_in_its_order() throws Exception {
        String text =
                "{\"z\":[1,-2.50,1e5,true,false,null],\"a\":{\"text\":\"\\\"\\\\ü😀\"},\"\":{},\"l\":[]}";
        assertThat(JsonReader.object(text).line()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                | is empty",
                "`  `              | is empty",
                "[1]               | is not a JSON object: it must start with {",
                "{                 | is not JSON at column 2: unexpected end-of-input",
                "{\"a\"            | is not JSON at column 5: unexpected end-of-input",
                "{\"a\" 1}         | is not JSON at column 6: unexpected character ('1' (code 49)):"
                        + " was expecting a colon",
                "{\"a\":1,}        | is not JSON at column 8: unexpected character ('}' (code"
                        + " 125)): was expecting double-quote to start field name",
                "{\"a\":[1,]}      | is not JSON at column 9: unexpected character (']' (code 93))",
                "{\"a\":1 \"b\":2} | is not JSON at column 8: unexpected character ('\"' (code"
                        + " 34)): was expecting comma",
                "{\"a\":1} 2       | is not JSON at column 8: there is something behind the object",
                "{\"a\":01}        | is not JSON at column 7: invalid numeric value: Leading zeroes"
                        + " not allowed",
                "{\"a\":+1}        | is not JSON at column 7: unexpected character ('+' (code 43))",
                "{\"a\":.5}        | is not JSON at column 6: unexpected character ('.' (code 46))",
                "{\"a\":1.}        | is not JSON at column 7: unexpected character ('}' (code"
                        + " 125))",
                "{\"a\":NaN}       | is not JSON at column 9: non-standard token 'NaN'",
                "{\"a\":truex}     | is not JSON at column 6: unrecognized token 'truex'",
                "{'a':1}           | is not JSON at column 2: unexpected character ('''",
                "{\"a\":\"\\x\"}   | is not JSON at column 8: unrecognized character escape 'x'",
                "{\"a\":\"         | is not JSON at column 7: unexpected end-of-input",
                "{\"a\":1/**/}     | is not JSON at column 7: unexpected character ('/' (code 47))",
                "{\"a\":1,\"a\":2} | has the key \"a\" twice",
                "{\"a\":\"\\ud83d\"}        | has half a surrogate pair in a string",
                "{\"a\":\"\\ude00\\ud83d\"} | has half a surrogate pair in a string",
                "{\"\\ud83d\":1}            | has half a surrogate pair in a string",
                "{\"a\":1e99999999999999}   | has a number beyond all bounds",
            })
    void what_is_not_json_is_told_with_its_place(String text, String sentence) {
        assertThatThrownBy(() -> JsonReader.object(text))
                .isInstanceOf(NotJsonException.class)
                .message()
                .startsWith(sentence);
    }

    @Test
    void a_place_in_several_lines_has_its_line() {
        assertThatThrownBy(() -> JsonReader.object("{\n  \"a\": 1,\n}"))
                .hasMessageStartingWith("is not JSON at line 3, column 1: ");
    }

    @Test
    void no_sentence_speaks_to_programmers_or_harms_a_terminal() {
        for (String text :
                new String[] {
                    "{\"a\":NaN}",
                    "{\"a\":+1}",
                    "{\"a\":\u001b1}",
                    "{\"a\":\u202e}",
                    "{\"a\":\"\u0001\"}"
                }) {
            assertThatThrownBy(() -> JsonReader.object(text))
                    .isInstanceOf(NotJsonException.class)
                    .message()
                    .doesNotContain("Feature", "`")
                    .doesNotContainPattern("[\\p{C}]");
        }
    }

    @Test
    void depth_and_size_are_bounded() {
        String deep = "{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}";
        assertThatThrownBy(() -> JsonReader.object(deep)).hasMessage("is nested more than 16 deep");
        assertThatThrownBy(() -> JsonReader.object("{\"a\":" + "[".repeat(500_000)))
                .hasMessage("is nested more than 16 deep");
        assertThatThrownBy(() -> JsonReader.object("{\"a\":" + "1".repeat(1001) + "}"))
                .hasMessage("has a number beyond all bounds");
        Bytes payload = Bytes.copyOf(UTF_8.encode("{\"a\":\"" + "x".repeat(100) + "\"}"));
        assertThatThrownBy(() -> JsonReader.object(payload, 100))
                .hasMessage("has 108 bytes: expected at most 100");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[] latin = {'{', '"', (byte) 0xe9, '"', ':', '1', '}'};
        assertThatThrownBy(() -> JsonReader.object(latin, latin.length))
                .hasMessage("is not valid UTF-8");
        byte[] wide = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> JsonReader.object(wide, wide.length))
                .isInstanceOf(NotJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807",
                "-9223372036854775808",
                "9007199254740993",
                "123456789012345678901234567890",
                "0.1",
                "-0",
                "1e999999999",
                "1E-5"
            })
    void no_number_is_rounded(String literal) throws Exception {
        JsonObject object = JsonReader.object("{\"a\":" + literal + "}");
        assertThat(object.line()).isEqualTo("{\"a\":" + literal + "}");
    }

    @Test
    void whole_numbers_are_told_from_others() {
        assertThat(new JsonNumber("9223372036854775807").whole())
                .isEqualTo(OptionalLong.of(Long.MAX_VALUE));
        assertThat(new JsonNumber("9223372036854775808").whole()).isEmpty();
        assertThat(new JsonNumber("1.0").whole()).isEmpty();
        assertThat(new JsonNumber("1.0").wholeInAnySpelling()).isEqualTo(OptionalLong.of(1));
        assertThat(new JsonNumber("12e1").wholeInAnySpelling()).isEqualTo(OptionalLong.of(120));
        assertThat(new JsonNumber("0e999999999").wholeInAnySpelling())
                .isEqualTo(OptionalLong.of(0));
        assertThat(new JsonNumber("1e999999999").wholeInAnySpelling()).isEmpty();
        assertThat(new JsonNumber("1e-999999999").wholeInAnySpelling()).isEmpty();
        assertThat(new JsonNumber("1.5").wholeInAnySpelling()).isEmpty();
    }

    @Test
    void whatever_comes_is_an_object_or_no_json() {
        Random random = new Random(11);
        String alphabet = "{}[]\",:0123456789.eE+-truefalsn \\u\nd8é\u0000";
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder("{");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                JsonObject object = JsonReader.object(text.toString());
                assertThat(JsonReader.object(object.line())).isEqualTo(object);
                read++;
            } catch (NotJsonException e) {
                assertThat(e.getMessage()).as(text.toString()).matches("(is|has) .+");
            }
        }
        assertThat(read).isGreaterThan(100);
    }
}
