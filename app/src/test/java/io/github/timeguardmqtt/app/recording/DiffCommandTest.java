package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.SetWorkModeRequest;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.workbench.SecretSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code timeguard diff} on files and on frames in hex. */
class DiffCommandTest {

    private static final String ONE = "12345678";
    private static final String OTHER = "0badcafe";

    /** The captured report, and the same with the relay off and no load, 30 s later. */
    private static final String ON =
            "fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12"
                    + " 2a 00 64 00 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17 2d df";

    @TempDir private Path folder;

    private int written;

    private Path file(Bytes... datagrams) throws IOException {
        String lines =
                Stream.of(datagrams).map(it -> it.toHex() + "\n").collect(Collectors.joining());
        return Files.writeString(folder.resolve("frames-" + ++written + ".log"), lines, UTF_8);
    }

    private static Bytes mode(String device, WorkMode mode, int sequence) {
        return FrameCodec.fromServer(DeviceId.parse(device), sequence, new SetWorkModeRequest(mode))
                .bytes();
    }

    private static Bytes told(long time) {
        return FrameCodec.fromServer(DeviceId.parse(ONE), 255, new PingResponse(time)).bytes();
    }

    private static Ran diff(Object... arguments) {
        return Ran.on(
                "",
                Stream.concat(Stream.of("diff"), Stream.of(arguments).map(Object::toString))
                        .toArray(String[]::new));
    }

    /** Byte by byte the same but for this one, with the checksum to it. */
    private static String with(int at, int value) {
        Bytes changed = Frames.with(Bytes.ofHex(ON.replace(" ", "")), at, value);
        Bytes payload = changed.slice(8, changed.size() - 12);
        int crc = 0;
        for (int i = 0; i < payload.size(); i++) {
            crc ^= payload.at(i) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        int end = changed.size() - 4;
        return Frames.with(Frames.with(changed, end, crc & 0xff), end + 1, crc >>> 8 & 0xff)
                .toSpacedHex();
    }

    @Test
    void frames_that_are_the_same_give_nothing() {
        assertThat(diff(ON, ON.replace(" ", ""))).isEqualTo(new Ran(0, "", ""));
        assertThat(diff(ON, ON.replace(' ', ':'), "--json"))
                .isEqualTo(
                        new Ran(
                                0,
                                "{\"same\":true,\"a\":\"PingRequest of"
                                        + " 12345678\",\"b\":\"PingRequest of"
                                        + " 12345678\",\"fields\":[]}\n",
                                ""));
    }

    @Test
    void of_two_frames_each_field_that_differs_is_shown() {
        assertThat(diff(ON, with(20, 0x01)))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                A: PingRequest of 12345678
                                B: PingRequest of 12345678
                                  relay               ON | OFF
                                  loadDetected        true | false
                                  loadDetectedBefore  true | false
                                """,
                                ""));
        assertThat(diff(ON, with(4, 0x3f)).out()).contains("  header.messageId  574 | 575\n");
        assertThat(diff(ON, with(28, 0x7a)).out()).contains("  uptime  19804 | 19834\n");
    }

    @Test
    void a_frame_of_another_kind_has_other_fields() {
        Ran ran = diff(ON, told(1).toHex());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("B: PingResponse of 12345678", "header.flags", "time")
                .containsPattern("(?m)^  relay +ON \\| -$")
                .containsPattern("(?m)^  time +- \\| 1$");
    }

    @Test
    void a_frame_that_is_none_is_compared_byte_by_byte() {
        assertThat(diff(ON, ON.substring(0, ON.length() - 2) + "de"))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                A: PingRequest of 12345678
                                B: no valid frame
                                  byte 39  df | de
                                """,
                                "timeguard diff: B is no valid frame: footer is 2d de, not 2d"
                                        + " df\n"));
        assertThat(diff(ON, ON + "00"))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                A: PingRequest of 12345678
                                B: PingRequest of 12345678
                                  byte 40  - | 00
                                """,
                                "timeguard diff: B: 1 more byte behind the frame\n"));
    }

    @Test
    void what_is_neither_a_file_nor_a_frame_is_trouble() throws IOException {
        assertThat(diff(ON, "none.pcap"))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard diff: cannot read \"none.pcap\": there is no such file,"
                                        + " and it is no frame in hex\n"));
        assertThat(diff(ON, "fad"))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard diff: \"fad\" is no file, and as hex it has an odd"
                                        + " number of digits: 3\n"));
        Path some = file(told(1));
        assertThat(diff(ON, some))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard diff: one is a recording and the other a frame: expected"
                                        + " two recordings or two frames\n"));
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Ran ran = diff(some, empty);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("\"" + empty + "\" holds no frame\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void what_is_another_in_every_frame_counts_only_if_wanted() throws IOException {
        Path a = file(told(1), mode(ONE, WorkMode.AUTO, 1), Frames.report(ONE, 1));
        Path b = file(told(2), mode(ONE, WorkMode.AUTO, 9), Frames.report(ONE, 7));
        assertThat(diff(a, b)).isEqualTo(new Ran(0, "", ""));
        Ran all = diff(a, b, "--all");
        assertThat(all.exitCode()).isEqualTo(1);
        assertThat(all.out())
                .contains("time  1 | 2", "header.sequence  1 | 9", "header.messageId  1 | 7");
    }

    @Test
    void a_frame_that_is_missing_leaves_the_others_with_their_partners() throws IOException {
        Path a =
                file(
                        mode(ONE, WorkMode.AUTO, 1),
                        mode(ONE, WorkMode.ALWAYS_ON, 2),
                        mode(ONE, WorkMode.HOLIDAY, 3),
                        mode(ONE, WorkMode.AUTO, 4));
        Path b =
                file(
                        mode(ONE, WorkMode.AUTO, 1),
                        mode(ONE, WorkMode.HOLIDAY, 2),
                        mode(ONE, WorkMode.ALWAYS_OFF, 3));
        assertThat(diff(a, b))
                .isEqualTo(
                        new Ran(
                                1,
                                """
                                A: %s, 4 frames
                                B: %s, 3 frames

                                Device 12345678
                                                                            in A        in B
                                  SetWorkModeRequest                           4           3

                                Device 12345678: SetWorkModeRequest
                                  only in A: frame 2
                                    workMode ALWAYS_ON
                                  A frame 4 | B frame 3
                                    workMode  AUTO | ALWAYS_OFF
                                """
                                        .formatted(a, b),
                                ""));
    }

    @Test
    void one_device_in_each_belong_together_and_kinds_of_one_alone_are_named() throws IOException {
        Path a = file(mode(ONE, WorkMode.AUTO, 1), Frames.unknown(ONE, Bytes.of(1, 2)));
        Path b = file(mode(OTHER, WorkMode.ALWAYS_ON, 1), told(1), told(2));
        Path c = file(mode(OTHER, WorkMode.ALWAYS_ON, 1), Frames.report(OTHER, 1));
        assertThat(diff(a, c).out())
                .contains(
                        "Device 12345678 in A with device 0badcafe in B\n",
                        "    workMode  AUTO | ALWAYS_ON\n")
                .containsPattern("type 1 flags 6 +1 +0  only in A\n")
                .containsPattern("ReportCodeVersionRequest +0 +1  only in B\n");
        // Two in the one: by their ids.
        assertThat(diff(a, b).out())
                .contains("Device 12345678\n", "Device 0badcafe, only in B\n")
                .doesNotContain("AUTO | ALWAYS_ON");
    }

    @Test
    void bytes_that_are_no_frame_are_compared_too() throws IOException {
        Path a = file(told(1), Bytes.ofHex("fad4"));
        Path b = file(told(1), Bytes.ofHex("fad5"));
        Ran ran = diff(a, b);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("Of no device: no valid frame\n", "bytes  fa d4 | fa d5\n");
    }

    @Test
    void json_is_a_line_for_each_difference_and_a_summary() throws IOException {
        Path a = file(mode(ONE, WorkMode.AUTO, 1), told(1));
        Path b = file(mode(ONE, WorkMode.HOLIDAY, 1), told(1), told(5));
        Ran ran = diff(a, b, "--json");
        assertThat(ran.exitCode()).isEqualTo(1);
        List<Map<String, Object>> lines = ran.out().lines().map(PlainJson::object).toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .containsEntry("kind", "SetWorkModeRequest")
                .containsEntry(
                        "fields",
                        List.of(Map.of("field", "workMode", "a", "AUTO", "b", "HOLIDAY")));
        assertThat(lines.get(1)).containsEntry("kind", "PingResponse").doesNotContainKey("a");
        assertThat(lines.get(1).get("b")).isEqualTo(Map.of("deviceId", ONE, "frame", 3L));
        assertThat(lines.get(2)).containsEntry("same", false);
    }

    @Test
    void two_weeks_of_switches_differ_only_in_the_secret_of_one() throws IOException {
        Path plain = folder.resolve("plain.pcapng");
        Path secret = folder.resolve("secret.pcapng");
        Files.write(plain, SecretSwitch.recording((truth, state, now, held) -> truth, 2));
        Files.write(
                secret,
                SecretSwitch.recording(
                        (truth, state, now, held) ->
                                SecretSwitch.with(
                                        truth,
                                        0,
                                        Bytes.of(truth.loadDetected() ? 3 : 0, 0x64, 0),
                                        truth.unknown2(),
                                        truth.unknown3()),
                        2));
        assertThat(diff(plain, plain)).isEqualTo(new Ran(0, "", ""));
        Ran ran = diff(plain, secret);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines().filter(line -> line.contains(" | ") && !line.contains("A 2")))
                .isNotEmpty()
                .containsOnly("    unknown1  006400 | 036400");
    }
}
