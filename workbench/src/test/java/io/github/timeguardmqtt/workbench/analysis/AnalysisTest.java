package io.github.timeguardmqtt.workbench.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.PingRequest;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an analysis tells of traffic, apart from guesses. */
class AnalysisTest {

    private static final String DEVICE = "12345678";
    private static final Bytes UNKNOWN = Bytes.of(0, 0x64, 0);
    private static final int SATURDAY = 6 * 24 * 60;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private final StringBuilder log = new StringBuilder();

    private void at(Duration after, Bytes frame) {
        log.append(
                "[%s] [192.168.1.48:9997 -> 31.193.128.139:9997] [parsing:success] %s\n"
                        .formatted(TIME.format(START.plus(after)), frame.toSpacedHex()));
    }

    private void told(Duration after, Bytes frame) {
        log.append(
                "[%s] [31.193.128.139:9997 -> 192.168.1.48:9997] [parsing:success] %s\n"
                        .formatted(TIME.format(START.plus(after)), frame.toSpacedHex()));
    }

    private static Bytes report(int messageId, Duration uptime) {
        return report(messageId, uptime, true, UNKNOWN);
    }

    private static Bytes report(int messageId, Duration uptime, boolean load, Bytes unknown1) {
        return report(messageId, uptime, load, unknown1, Boost.OFF);
    }

    private static Bytes report(
            int messageId, Duration uptime, boolean load, Bytes unknown1, Boost boost) {
        return FrameCodec.fromDevice(
                        DeviceId.parse(DEVICE),
                        messageId,
                        255,
                        new PingRequest(
                                new Status(
                                        RelayState.ON,
                                        load,
                                        false,
                                        true,
                                        0,
                                        unknown1,
                                        WorkMode.AUTO,
                                        Bytes.of(0, 0, 0),
                                        uptime.toSeconds(),
                                        boost,
                                        Bytes.of(0, 0))))
                .bytes();
    }

    private Findings analyse(ZoneId switches) throws IOException {
        Analysis analysis = new Analysis(ZoneId.of("UTC"), switches);
        CaptureFile.read(
                new ByteArrayInputStream(log.toString().getBytes(UTF_8)),
                "",
                ZoneOffset.UTC,
                () -> {},
                analysis::take);
        return analysis.findings();
    }

    private String text() throws IOException {
        return FindingsText.of(analyse(ZoneId.of("Europe/London")));
    }

    /**
     * The captured frames of docs/reference/protocol.md: a question is repeated after three
     * seconds.
     */
    @Test
    void requests_are_matched_with_their_answers_and_repeats_counted() throws IOException {
        log.append(
                """
                [2021-07-13 21:18:07.920480] [192.168.86.1:9997 -> 31.193.128.139:9997] [parsing:success] fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00 64 00 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17 2d df
                [2021-07-13 21:18:08.026406] [31.193.128.139:9997 -> 192.168.86.1:9997] [parsing:success] fa d4 10 00 ff ff ff ff 00 0f 04 00 ff 5f 63 6f 78 56 34 12 0f 03 ee 60 c2 c1 2d df
                [2021-07-13 21:18:08.029554] [31.193.128.139:9997 -> 192.168.86.1:9997] [parsing:unknown] fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df
                [2021-07-13 21:18:11.039816] [31.193.128.139:9997 -> 192.168.86.1:9997] [parsing:unknown] fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 73 74 61 78 56 34 12 8e 43 2d df
                [2021-07-13 21:18:11.344465] [192.168.86.1:9997 -> 31.193.128.139:9997] [parsing:unknown] fa d4 10 00 40 02 00 00 04 05 04 00 a1 00 00 00 78 56 34 12 00 00 00 00 dd 03 2d df
                """);
        assertThat(text())
                .contains("2021-07-13 21:18:07 to 2021-07-13 21:18:11 (UTC)")
                .containsPattern("type 4 flags C +to device +1, and 1 repeat\n +params none\n")
                .containsPattern("type 4 flags 5 +from device +1\n +params 00 00 00 00\n")
                .containsPattern("PingRequest +1 +1 +0 +0 +106 ms +106 ms +106 ms")
                .containsPattern("type 4 flags C +1 +1 +1 +0 +3.3 s +3.3 s +3.3 s")
                .contains("Loss: 1 of 3 message numbers are missing, at 1 place");
    }

    /** Both are told the same second: the answers have the same bytes. */
    @Test
    void the_answers_to_two_reports_of_one_second_are_no_repeats() throws IOException {
        Bytes answer =
                FrameCodec.fromServer(
                                DeviceId.parse(DEVICE),
                                255,
                                new Message.PingResponse(START.getEpochSecond()))
                        .bytes();
        for (int i = 0; i < 2; i++) {
            Duration uptime = Duration.ofMillis(300L * i);
            at(uptime, report(i, uptime));
            told(uptime.plusMillis(20), answer);
        }
        told(Duration.ofMillis(400), answer);
        assertThat(text())
                .containsPattern("PingResponse +to device +2, and 1 repeat\n")
                .containsPattern("PingRequest +2 +2 +0 +0 +20 ms");
    }

    @Test
    void a_clock_that_is_fast_a_gap_and_a_restart_are_told() throws IOException {
        int number = 0;
        for (int i = 0; i < 3000; i++) {
            boolean isGap = i >= 1000 && i < 1010;
            if (!isGap) {
                // Fifty seconds in ten thousand: 5000 ppm.
                at(Duration.ofSeconds(20L * i), report(number++, Duration.ofMillis(20_100L * i)));
            }
        }
        at(Duration.ofSeconds(20L * 3000), report(0, Duration.ofSeconds(3)));
        Findings.Clock clock = analyse(ZoneOffset.UTC).devices().getFirst().clock();
        assertThat(clock.restartCount()).isEqualTo(1);
        assertThat(clock.uptimeGain().orElseThrow()).isBetween(4950.0, 5050.0);
        assertThat(text())
                .contains(
                        "Reports: every 20 s",
                        "Gaps: 1, the longest:",
                        "about 10 reports missed",
                        "Restarts: 1, at 2026-01-05 16:40:00");
    }

    @Test
    void a_gap_among_the_first_reports_is_a_gap() throws IOException {
        for (int i = 0; i < 6; i++) {
            Duration uptime = Duration.ofSeconds(20L * i + (i < 3 ? 0 : 3600));
            at(uptime, report(i, uptime));
        }
        assertThat(text())
                .contains(
                        "Reports: every 20 s (half of them 20 s, all 20 s)",
                        "Gaps: 1, the longest:",
                        "2026-01-05 00:00:40 to 2026-01-05 01:01:00, about 180 reports missed");
    }

    /** A switch reports at once when something changes, as it does while it is tried out. */
    @Test
    void a_burst_of_reports_makes_no_gaps_of_the_usual_interval() throws IOException {
        Duration uptime = Duration.ZERO;
        for (int i = 0; i < 300; i++) {
            at(uptime, report(i, uptime));
            boolean isBurst = i < 4 || (i >= 150 && i < 170);
            uptime = uptime.plusSeconds(i == 250 ? 600 : isBurst ? 1 : 15);
        }
        assertThat(text())
                .contains(
                        "Reports: every 15 s (half of them 15 s, all 1 to 15 s)",
                        "Gaps: 1, the longest:",
                        "about 39 reports missed");
    }

    @Test
    void another_interval_from_some_day_on_is_no_gap() throws IOException {
        Duration uptime = Duration.ZERO;
        for (int i = 0; i < 300; i++) {
            at(uptime, report(i, uptime));
            uptime = uptime.plusSeconds(i < 100 ? 5 : 20);
        }
        assertThat(text())
                .contains("Reports: every 20 s (half of them 5 to 20 s, all 5 to 20 s)")
                .doesNotContain("Gaps:");
    }

    @Test
    void the_switches_are_in_britain_wherever_the_recorder_was() throws IOException {
        Duration summer = Duration.ofDays(180); // a Saturday, 00:00 UTC
        at(summer, report(1, summer));
        summer = summer.plusSeconds(20);
        at(summer, report(2, summer, true, UNKNOWN, new Boost(BoostType.ONE_HOUR, SATURDAY + 60)));
        assertThat(text())
                .contains("Boosts are told to start 0 to 0 min from the clock in Europe/London");
        assertThat(FindingsText.of(analyse(ZoneId.of("Europe/Paris"))))
                .contains("Boosts are told to start -60 to -60 min from the clock in Europe/Paris");
    }

    @Test
    void a_frame_that_was_overtaken_is_not_missing() throws IOException {
        int[] numbers = {1, 2, 4, 3, 5, 8, 7, 9};
        for (int i = 0; i < numbers.length; i++) {
            Duration uptime = Duration.ofSeconds(20L * i);
            at(uptime, report(numbers[i], uptime));
        }
        assertThat(text()).contains("Loss: 1 of 9 message numbers are missing, at 1 place");
    }

    /** More changes than are kept, and more pairs with those of the load than are looked at. */
    @Test
    void of_a_long_recording_the_figures_are_right_and_the_first_changes_explained()
            throws IOException {
        Random random = new Random(1);
        boolean load = false;
        int count = 0;
        int noise = 0;
        int noiseChanges = 0;
        int zeros = 0;
        int counted = 0;
        int reports = 20_000;
        for (int i = 0; i < reports; i++) {
            if (i > 0 && random.nextInt(4) == 0) {
                load = !load;
                count++;
            }
            int drawn = random.nextInt(8) == 0 ? 257 : 0;
            noiseChanges += i > 0 && drawn != noise ? 1 : 0;
            if (noiseChanges < 4096) {
                zeros += drawn == 0 ? 1 : 0;
                counted++;
            }
            noise = drawn;
            Duration uptime = Duration.ofSeconds(20L * i);
            at(uptime, report(i, uptime, load, Bytes.of(count & 0xff, noise & 0xff, noise >>> 8)));
        }
        assertThat(count).isGreaterThan(4096);
        assertThat(text())
                .containsPattern("byte 0: %,d changes".formatted(count))
                .contains("guess: counter, one up with a change of loadDetected")
                .containsPattern("- (\\d+) of the first \\1 changes come in the same report as")
                .contains(
                        "bytes 1-2 as u16: %,d changes; values in the first %,d messages: 0 (%,d),"
                                .formatted(noiseChanges, counted, zeros));
    }

    @Test
    void of_an_unknown_kind_values_and_changes_are_shown() throws IOException {
        for (int i = 0; i < 40; i++) {
            at(Duration.ofMinutes(i), Frames.unknown(DEVICE, Bytes.of(i / 4, 7)));
        }
        assertThat(text())
                .containsPattern("type 1 flags 6 +from device +40\n")
                .contains("type 1 flags 6 raw", "byte 0: 9 changes", "guess: counter");
    }

    @Test
    void marks_and_what_cannot_be_read_are_counted_and_shown() {
        Analysis analysis = new Analysis(ZoneOffset.UTC, ZoneOffset.UTC);
        analysis.take(new Mark("", Optional.of(START), "pressed\u001b[2Jboost"));
        analysis.take(new Unreadable("packet 2", "cut-off", "it is cut off", ""));
        analysis.take(Packet.of("packet 3", "", Datagram.decode(Bytes.of(1, 2, 3))));
        assertThat(FindingsText.of(analysis.findings()))
                .isEqualTo(
                        """
                        No frame in it.
                        0 frames, 0 devices, 1 mark, 1 datagram without a valid frame, 1 place that cannot be read.
                          2026-01-05 00:00:00  pressed\\u001b[2Jboost
                        """);
    }

    @Test
    void without_times_a_frame_counts_as_a_second() throws IOException {
        for (int i = 0; i < 3; i++) {
            log.append(report(i, Duration.ofSeconds(i)).toHex()).append('\n');
        }
        Findings findings = analyse(ZoneOffset.UTC);
        assertThat(findings.recording().isTimed()).isFalse();
        assertThat(FindingsText.of(findings))
                .startsWith("Without times: a frame counts as a second")
                .contains("3 frames, 1 device")
                .doesNotContain("Reports:");
    }

    @Test
    void devices_beyond_those_that_are_looked_at_are_counted() throws IOException {
        for (int i = 0; i < Analysis.MAX_DEVICES + 2; i++) {
            at(Duration.ofSeconds(i), Frames.report("%08x".formatted(0x100 + i), 1));
        }
        Findings findings = analyse(ZoneOffset.UTC);
        assertThat(findings.devices()).hasSize(Analysis.MAX_DEVICES);
        assertThat(FindingsText.of(findings))
                .contains("2 frames are of devices beyond the first 32");
    }

    /** A gateway's two sides: the frame counts once, and how long it took to pass is told. */
    @Test
    void a_frame_on_both_sides_of_a_gateway_counts_once() {
        Analysis analysis = new Analysis(ZoneOffset.UTC, ZoneOffset.UTC);
        Bytes report = Frames.report(DEVICE, 1);
        for (Side side : List.of(Side.DEVICE, Side.CLOUD)) {
            analysis.take(
                    new Packet(
                            "",
                            Optional.of(START.plusMillis(side == Side.DEVICE ? 0 : 3)),
                            Optional.empty(),
                            side,
                            Direction.UNKNOWN,
                            Disposition.PASSED,
                            "",
                            Datagram.decode(report)));
        }
        analysis.take(
                new Packet(
                        "",
                        Optional.of(START.plusSeconds(5)),
                        Optional.empty(),
                        Side.DEVICE,
                        Direction.IN,
                        Disposition.DROPPED,
                        "",
                        Datagram.decode(report)));
        assertThat(FindingsText.of(analysis.findings()))
                .contains(
                        "1 frame, 1 device, 0 marks, 1 recorded twice on their way and counted once, 1 dropped")
                .contains("Passed on by the gateway after 3 ms (median), 95 % within 3 ms");
    }

    @Test
    void text_in_an_unknown_message_is_recognised() throws IOException {
        for (String word : List.of("HomeOfTom", "Attic", "HomeOfTom", "Garage")) {
            byte[] bytes = word.getBytes(UTF_8);
            at(Duration.ofSeconds(log.length()), Frames.unknown(DEVICE, Bytes.copyOf(bytes)));
        }
        assertThat(text()).contains("guess: text, such as \"HomeOfTom\"");
    }
}
