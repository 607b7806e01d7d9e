package io.github.timeguardmqtt.api.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {

    @Test
    void only_what_must_be_escaped_is_so_of_all_of_unicode() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point == Character.MIN_SURROGATE) {
                point = Character.MAX_SURROGATE + 1;
            }
            String text = "a" + Character.toString(point) + "b";
            String expected =
                    switch (point) {
                        case '"' -> "a\\\"b";
                        case '\\' -> "a\\\\b";
                        case '\n' -> "a\\nb";
                        case '\r' -> "a\\rb";
                        case '\t' -> "a\\tb";
                        case '\b' -> "a\\bb";
                        case '\f' -> "a\\fb";
                        default -> point < ' ' ? "a\\u%04Xb".formatted(point) : text;
                    };
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            JsonWriter writer = new JsonWriter(bytes);
            writer.value(text);
            writer.flush();
            assertThat(bytes.toString(UTF_8)).isEqualTo('"' + expected + '"');
            assertThat(JsonValue.of(text).line()).isEqualTo('"' + expected + '"');
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "12, 12.0",
        "1.25, 1.25",
        "-0.1, -0.1",
        "10000000, 10000000.0",
        "1.23456789e7, 12345678.9",
        "0.0001, 0.00010",
        "0.001234, 0.001234"
    })
    void a_fraction_is_never_written_with_an_exponent(double number, String written) {
        assertThat(JsonValue.of(number).line()).isEqualTo(written);
    }

    @Test
    void objects_go_out_a_line_each_and_ascii_alone_where_that_is_asked_for() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonWriter writer = new JsonWriter(bytes);
        writer.beginObject()
                .name("a")
                .value(1)
                .name("b")
                .ascii("é\"\\\u001b😀")
                .endObject()
                .endLine();
        writer.beginObject().name("c").beginList().value(true).value("x").endList().endObject();
        writer.endLine();
        writer.flush();
        assertThat(bytes.toString(UTF_8))
                .isEqualTo(
                        """
                        {"a":1,"b":"\\u00e9\\"\\\\\\u001b\\ud83d\\ude00"}
                        {"c":[true,"x"]}
                        """);
    }

    @Test
    void what_the_stream_throws_is_not_swallowed() {
        JsonWriter writer =
                new JsonWriter(
                        new OutputStream() {
                            @Override
                            public void write(int octet) throws IOException {
                                throw new IOException("full");
                            }
                        });
        writer.value("x");
        assertThatThrownBy(writer::flush).isInstanceOf(UncheckedIOException.class);
    }
}
