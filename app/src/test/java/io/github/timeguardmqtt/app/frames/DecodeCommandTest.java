package io.github.timeguardmqtt.app.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.text.Lines;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodeCommandTest {

    private static final String TIME = "fad41000ffffffff000f0400ff5f636f785634120f03ee60c2c12ddf";
    private static final String TIME_JSON =
            "{\"valid\":true,\"messageId\":4294967295,\"type\":0,\"flags\":15,\"sequence\":255,"
                    + "\"unknown\":\"5f636f\",\"deviceId\":\"12345678\",\"kind\":\"PingResponse\","
                    + "\"paramsSize\":4,\"params\":{\"time\":1626211087},\"extra\":\"\",\"raw\":\""
                    + TIME
                    + "\"";

    @TempDir Path folder;

    @Test
    void a_report_is_the_object_of_the_documentation() {
        assertThat(
                        json(
                                "fad41c003e02000000061000ff000000785634122a006400000000005c4d00"
                                        + "00000000002e172ddf"))
                .isEqualTo(
                        "{\"valid\":true,\"messageId\":574,\"type\":0,\"flags\":6,\"sequence\":255,"
                                + "\"unknown\":\"000000\",\"deviceId\":\"12345678\","
                                + "\"kind\":\"PingRequest\",\"paramsSize\":16,"
                                + "\"params\":{\"relay\":\"ON\",\"loadDetected\":true,"
                                + "\"advance\":false,\"loadDetectedBefore\":true,\"stateUnknown\":0,"
                                + "\"unknown1\":\"006400\",\"workMode\":\"AUTO\","
                                + "\"unknown2\":\"000000\",\"uptime\":19804,"
                                + "\"boost\":{\"type\":\"OFF\",\"start\":0},\"unknown3\":\"0000\"},"
                                + "\"extra\":\"\",\"raw\":\"fad41c003e02000000061000ff0000007856341"
                                + "22a006400000000005c4d0000000000002e172ddf\"}\n");
    }

    @Test
    void invisible_characters_of_a_name_stand_escaped() {
        String name = "\u009b31m\u202eabc\u2028\\\"\ud83d\ude00";
        Frame frame =
                FrameCodec.fromServer(
                        DeviceId.parse("12345678"),
                        1,
                        new Message.SetScheduleNameRequest(0, Text.name(name)));
        assertThat(json(frame.bytes().toHex()))
                .contains("\"name\":\"\\u009b31m\\u202eabc\\u2028\\\\\\\"\\ud83d\\ude00\"");
    }

    @Test
    void further_frames_and_what_trails_are_in_the_object_of_the_first() {
        assertThat(json(TIME + TIME + "01020304"))
                .isEqualTo(
                        TIME_JSON + ",\"more\":[" + TIME_JSON + "}],\"trailing\":\"01020304\"}\n");
    }

    @ParameterizedTest(name = "\"{0}\": {1}")
    @CsvSource({
        "'', truncated, 0",
        "fa, truncated, 1",
        "hello there, no-hex, 0",
        "fad41, no-hex, 0",
        "fad5, magic, 0",
        "fad40b00, size, 2",
        "fad40d00, truncated, 4",
        "fad40c0001000000020c0000b65f636f01000000a2352dde, footer, 22",
        "fad40c0001000000020c0000b65f636f01000000a3352ddf, checksum, 20",
    })
    void an_invalid_line_has_a_reason(String line, String reason, int offset) {
        assertThat(json(line + "\n"))
                .startsWith(
                        "{\"valid\":false,\"reason\":\"%s\",\"offset\":%d,\"detail\":\""
                                .formatted(reason, offset));
    }

    @Test
    void every_line_end_will_do_and_the_last_line_needs_none() {
        String expected = TIME_JSON + "}\n";

        assertThat(json(TIME + "\n" + TIME + "\r\n" + TIME)).isEqualTo(expected.repeat(3));
        assertThat(json("\ufeff" + TIME)).isEqualTo(expected);
        assertThat(json("")).isEmpty();
    }

    @Test
    void a_line_too_long_is_skipped_and_said() {
        assertThat(json("00".repeat(Lines.MAX) + "\n" + TIME))
                .isEqualTo(
                        "{\"valid\":false,\"reason\":\"too-long\",\"offset\":0,"
                                + "\"detail\":\"the line has over 1048576 bytes\"}\n"
                                + TIME_JSON
                                + "}\n");
        assertThat(json("00".repeat(Lines.MAX / 2))).contains("\"reason\":\"magic\"");
    }

    @Test
    void junk_never_stops_it() {
        byte[] junk = new byte[100_000];
        new Random(1).nextBytes(junk);

        assertThat(Ran.on(junk, "decode").exitCode()).isZero();
        Ran ran = Ran.on(junk, "decode", "--json");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines()).allMatch(line -> line.startsWith("{\"valid\":false"));
    }

    @Test
    void the_text_of_a_log_line_stands_above_its_frame() {
        assertThat(Ran.on("[a\u001b] [parsing:success] " + TIME, "decode").out())
                .startsWith("[a\\u001b] [parsing:success]\nPingResponse to device 12345678, ");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "zz, 1", "fad4, 1"})
    void strict_tells_whether_any_line_was_invalid(String line, int exitCode) {
        String input = TIME + "\n" + (line.isEmpty() ? "" : line + "\n") + TIME;

        assertThat(Ran.on(input, "decode", "--strict").exitCode()).isEqualTo(exitCode);
        assertThat(Ran.on(input, "decode").exitCode()).isZero();
    }

    @Test
    void files_are_read_in_order_and_standard_input_among_them() throws Exception {
        Path file = Files.writeString(folder.resolve("a.log"), TIME);

        Ran ran = Ran.on("zz", "decode", "--json", file.toString(), "-", file.toString());

        assertThat(ran.out())
                .isEqualTo(
                        TIME_JSON
                                + "}\n{\"valid\":false,\"reason\":\"no-hex\",\"offset\":0,"
                                + "\"detail\":\"has words, but does not end in hex\"}\n"
                                + TIME_JSON
                                + "}\n");
    }

    @Test
    void a_file_that_cannot_be_read_is_said_before_anything_is_printed() {
        Path missing = folder.resolve("none");

        assertThat(Ran.on(TIME, "decode", "-", missing.toString()))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard decode: cannot read \""
                                        + missing
                                        + "\": there is no such file\n"));
        assertThat(Ran.on(TIME, "decode", folder.toString()).err())
                .contains("there is no file in this folder");
    }

    private static String json(String input) {
        return Ran.on(input, "decode", "--json").out();
    }
}
