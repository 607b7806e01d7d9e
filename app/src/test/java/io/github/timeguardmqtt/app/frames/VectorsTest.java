package io.github.timeguardmqtt.app.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All sample frames through the real commands. */
class VectorsTest {

    private static final Path VECTORS = Path.of("../protocol/src/test/resources/frames.jsonl");

    private static final List<String> HEX = new ArrayList<>();
    private static final List<Map<?, ?>> EXPECTED = new ArrayList<>();

    @BeforeAll
    static void read() throws Exception {
        for (String line : Files.readAllLines(VECTORS)) {
            Map<String, Object> vector = PlainJson.object(line);
            HEX.add((String) vector.get("hex"));
            EXPECTED.add((Map<?, ?>) vector.get("expect"));
        }
        assertThat(HEX).hasSizeGreaterThan(600);
    }

    @Test
    void decode_agrees_with_every_expected_field() throws Exception {
        List<String> decoded = decoded();

        assertThat(decoded).hasSameSizeAs(HEX);
        for (int i = 0; i < decoded.size(); i++) {
            assertHolds("line " + (i + 1), PlainJson.object(decoded.get(i)), EXPECTED.get(i));
        }
    }

    @Test
    void encode_gives_every_frame_back() {
        List<String> encoded = lines(Ran.on(String.join("\n", decoded()), "encode").out());

        for (int i = 0; i < HEX.size(); i++) {
            assertThat(encoded.get(i)).as("line %d", i + 1).isEqualTo(isValid(i) ? HEX.get(i) : "");
        }
    }

    @Test
    void encode_builds_every_frame_from_its_fields_but_for_bytes_behind_the_nul_of_a_text() {
        List<String> decoded = decoded();
        String withoutRaw = String.join("\n", decoded).replaceAll(",\"raw\":\"fad4[0-9a-f]*\"", "");
        List<String> again = lines(Ran.on(withoutRaw, "encode").out());

        int different = 0;
        for (int i = 0; i < HEX.size(); i++) {
            if (isValid(i) && !again.get(i).equals(HEX.get(i))) {
                different++;
                assertThat(again.get(i)).as("line %d", i + 1).hasSameSizeAs(HEX.get(i));
                assertThat(decoded.get(i)).containsAnyOf("\"name\":", "\"codeVersion\":");
            }
        }
        assertThat(different).isLessThan(10);
    }

    @Test
    void every_frame_has_a_table() {
        Ran ran = Ran.on(String.join("\n", HEX), "decode");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().split("\n\n")).hasSizeGreaterThanOrEqualTo(HEX.size());
    }

    private static void assertHolds(String path, @Nullable Object actual, Object expected) {
        if (expected instanceof Map<?, ?> map && actual instanceof Map<?, ?> other) {
            map.forEach((key, value) -> assertHolds(path + "." + key, other.get(key), value));
        } else if (expected instanceof List<?> list
                && actual instanceof List<?> other
                && list.size() == other.size()) {
            for (int i = 0; i < list.size(); i++) {
                assertHolds(path + "[" + i + "]", other.get(i), list.get(i));
            }
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }

    private static boolean isValid(int index) {
        return Boolean.TRUE.equals(EXPECTED.get(index).get("valid"));
    }

    private static List<String> decoded() {
        Ran ran = Ran.on(String.join("\n", HEX) + "\n", "decode", "--json");
        assertThat(ran.exitCode()).isZero();
        return lines(ran.out());
    }

    private static List<String> lines(String out) {
        assertThat(out).endsWith("\n");
        return List.of(out.substring(0, out.length() - 1).split("\n", -1));
    }
}
