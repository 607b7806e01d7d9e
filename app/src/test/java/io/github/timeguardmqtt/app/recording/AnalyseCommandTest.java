package io.github.timeguardmqtt.app.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Frames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code timeguard analyse}: its options, and the forms in which it tells what was found. */
class AnalyseCommandTest {

    private static final String DEVICE = "12345678";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    @TempDir private Path folder;

    private final StringBuilder log = new StringBuilder();

    private void at(Duration after, Bytes frame) {
        log.append(
                "[%s] [192.168.1.48:9997 -> 31.193.128.139:9997] [parsing:success] %s\n"
                        .formatted(TIME.format(START.plus(after)), frame.toSpacedHex()));
    }

    private Ran analyse(String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("day.log"), log);
        String[] all = new String[options.length + 4];
        all[0] = "analyse";
        all[1] = file.toString();
        all[2] = "--timezone";
        all[3] = "UTC";
        System.arraycopy(options, 0, all, 4, options.length);
        return Ran.on("", all);
    }

    @SuppressWarnings("unchecked") // as docs/howto/analyse-recordings.md has it
    private Map<String, Object> device() throws IOException {
        Ran ran = analyse("--json");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        List<Map<String, Object>> devices =
                (List<Map<String, Object>>)
                        Objects.requireNonNull(PlainJson.object(ran.out()).get("devices"));
        return devices.getFirst();
    }

    @Test
    void what_was_found_is_told_in_words_and_as_json() throws IOException {
        at(Duration.ZERO, Frames.report(DEVICE, 1));
        at(Duration.ofSeconds(20), Frames.report(DEVICE, 4));
        assertThat(analyse().out())
                .startsWith("2026-01-05 00:00:00 to 2026-01-05 00:00:20 (UTC), 20 s\n")
                .contains("2 frames, 1 device, 0 marks.\n")
                .contains("Loss: 2 of 4 message numbers are missing, at 1 place");
        assertThat(device())
                .containsEntry("id", DEVICE)
                .containsEntry("frames", 2L)
                .containsEntry("first", "2026-01-05T00:00:00Z")
                .containsEntry("last", "2026-01-05T00:00:20Z")
                .containsEntry("loss", Map.of("seen", 2L, "missing", 2L, "jumps", 1L))
                .containsKeys("kinds", "exchanges", "reports", "clock", "unknown");
    }

    @Test
    void where_the_switches_are_can_be_said() throws IOException {
        at(Duration.ZERO, Frames.report(DEVICE, 1));
        Ran ran = analyse("--json", "--switch-timezone", "Europe/Paris");
        assertThat(PlainJson.object(ran.out()))
                .containsEntry("zone", "UTC")
                .containsEntry("switchZone", "Europe/Paris");
    }

    @Test
    void one_of_several_devices_can_be_chosen() throws IOException {
        at(Duration.ZERO, Frames.report(DEVICE, 1));
        at(Duration.ofSeconds(1), Frames.report("0badcafe", 1));
        assertThat(analyse().out()).contains("Device 12345678", "Device 0badcafe");
        assertThat(analyse("--device", "0badcafe").out())
                .contains("1 frame, 1 device")
                .doesNotContain("12345678");
        Ran wrong = analyse("--device", "12");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("timeguard analyse: --device: ");
    }

    @Test
    void what_cannot_be_read_or_written_is_one_sentence() throws IOException {
        at(Duration.ZERO, Frames.report(DEVICE, 1));
        Ran page = analyse("--html", folder.resolve("none").resolve("page.html").toString());
        assertThat(page.exitCode()).isEqualTo(2);
        assertThat(page.err())
                .isEqualTo(
                        "timeguard analyse: --html: cannot write \"%s\": there is no folder %s\n"
                                .formatted(
                                        folder.resolve("none").resolve("page.html"),
                                        folder.resolve("none")));
        assertThat(Ran.on("", "analyse", "none.log"))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard analyse: cannot read \"none.log\": there is no such file\n"));
        log.setLength(0);
        log.append(Frames.report(DEVICE, 1).toHex()).append("\nno hex in these words\n");
        Ran part = analyse();
        assertThat(part.exitCode()).isZero();
        assertThat(part.err())
                .isEqualTo("timeguard analyse: line 2: has words, but does not end in hex\n");
        assertThat(part.out()).contains("1 frame, 1 device", "1 place that cannot be read");
    }
}
