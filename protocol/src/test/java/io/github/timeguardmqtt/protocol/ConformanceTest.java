package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The expectations of frames.jsonl were made with another implementation. They may leave out what
 * they do not care for.
 */
class ConformanceTest {

    private static final Set<String> OPTIONAL =
            Set.of("raw", "extra", "offset", "detail", "paramsSize", "reason");

    private static final JsonFactory JSON = new JsonFactory();

    private record Vector(int line, Bytes bytes, Map<String, Object> expected) {}

    @Test
    void every_frame_is_decoded_as_expected() throws IOException {
        for (Vector vector : vectors()) {
            Map<String, Object> decoded = DecodedMap.of(Datagram.decode(vector.bytes()));
            assertThat(comparable(decoded, vector.expected()))
                    .as("line %d: %s", vector.line(), vector.bytes())
                    .isEqualTo(vector.expected());
        }
    }

    @Test
    void every_frame_keeps_its_bytes_and_is_built_again_from_its_parts() throws IOException {
        for (Vector vector : vectors()) {
            assertThatCode(() -> DatagramLaws.hold(vector.bytes()))
                    .as("line %d: %s", vector.line(), vector.bytes())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void all_frames_in_one_stream_are_found_again() throws IOException {
        ReaderLaws.hold(
                Wire.concat(vectors().stream().map(Vector::bytes).toArray(Bytes[]::new)), 61);
    }

    /** What was decoded, without what is not expected and need not be. */
    private static Map<String, Object> comparable(
            Map<String, Object> decoded, Map<String, Object> expected) {
        Map<String, Object> comparable = new LinkedHashMap<>(decoded);
        for (String key : OPTIONAL) {
            if (!expected.containsKey(key)) {
                comparable.remove(key);
            }
        }
        if (expected.containsKey("extra") && !expected.containsKey("params")) {
            comparable.remove("params");
        }
        if (comparable.get("more") instanceof List<?> more
                && expected.get("more") instanceof List<?> expectedMore
                && more.size() == expectedMore.size()) {
            List<Object> comparableMore = new ArrayList<>();
            for (int i = 0; i < more.size(); i++) {
                comparableMore.add(comparable(object(more.get(i)), object(expectedMore.get(i))));
            }
            comparable.put("more", comparableMore);
        }
        return comparable;
    }

    private static List<Vector> vectors() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        ConformanceTest.class.getResourceAsStream("/frames.jsonl"))) {
            List<Vector> vectors = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                Map<String, Object> json = json(line);
                Bytes bytes = Bytes.ofHex((String) Objects.requireNonNull(json.get("hex")));
                vectors.add(
                        new Vector(
                                vectors.size() + 1,
                                bytes,
                                object(Objects.requireNonNull(json.get("expect")))));
            }
            assertThat(vectors).hasSizeGreaterThan(600);
            return vectors;
        }
    }

    private static Map<String, Object> json(String line) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            return object(value(parser));
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.put(key, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_STRING -> parser.getText();
            default -> throw new IllegalArgumentException("no vector has " + parser.currentToken());
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }
}
