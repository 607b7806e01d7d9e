package io.github.timeguardmqtt.workbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.workbench.SecretSwitch;
import io.github.timeguardmqtt.workbench.analysis.Findings.Guess;
import io.github.timeguardmqtt.workbench.analysis.Findings.Sort;
import io.github.timeguardmqtt.workbench.analysis.Findings.UnknownField;
import io.github.timeguardmqtt.workbench.analysis.Findings.View;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Switches with a secret each: the analysis is not told, and finds it. */
class SecretRulesTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    @Test
    void a_byte_that_follows_the_load_with_a_delay_is_found() throws IOException {
        Deque<Instant> changes = new ArrayDeque<>();
        boolean[] load = {false, false};
        Findings found =
                week((truth, state, now, held) -> {
                    if (truth.loadDetected() != load[0]) {
                        load[0] = truth.loadDetected();
                        changes.add(now);
                    }
                    while (!changes.isEmpty()
                            && !now.isBefore(changes.getFirst().plusSeconds(90))) {
                        changes.removeFirst();
                        load[1] = !load[1];
                    }
                    return with1(truth, Bytes.of(load[1] ? 3 : 0, 0x64, 0));
                });
        Guess first = first(found, "unknown1");
        assertThat(first.sort()).isEqualTo(Sort.FOLLOWS);
        assertThat(first.source()).isEqualTo("loadDetected");
        assertThat(first.delay().orElseThrow().median()).isBetween(90_000_000L, 110_000_000L);
        assertThat(first.sentence()).startsWith("follows a change of loadDetected after ");
        String text = FindingsText.of(found);
        List<String> examples =
                Pattern.compile("(?ms)^```\n(Device|    PingRequest).*?(?=^```)")
                        .matcher(
                                Files.readString(
                                        Path.of("..", "docs", "howto", "analyse-recordings.md")))
                        .results()
                        .map(MatchResult::group)
                        .map(block -> block.substring("```\n".length()))
                        .toList();
        assertThat(examples).hasSize(2).allSatisfy(it -> assertThat(text).contains(it));
    }

    @Test
    void a_counter_of_boosts_is_found() {
        int[] count = {0};
        BoostType[] before = {BoostType.OFF};
        Findings found =
                week((truth, state, now, held) -> {
                    BoostType boost = truth.boost().type();
                    if (before[0].equals(BoostType.OFF) && !boost.equals(BoostType.OFF)) {
                        count[0]++;
                    }
                    before[0] = boost;
                    return with2(truth, Bytes.of(0, count[0], 0));
                });
        Guess first = first(found, "unknown2");
        assertThat(first.sort()).isEqualTo(Sort.COUNTER);
        assertThat(first.source()).isEqualTo("boost.type");
        assertThat(first.sentence())
                .isEqualTo("counter, one up with a change of boost.type from OFF");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_minute_of_the_week_in_two_bytes_is_found(boolean isBig) {
        Findings found =
                week((truth, state, now, held) -> {
                    ZonedDateTime local = now.atZone(ZONE);
                    int minute =
                            local.getDayOfWeek().getValue() % 7 * 1440
                                    + local.getHour() * 60
                                    + local.getMinute();
                    return SecretSwitch.with(
                            truth,
                            0,
                            truth.unknown1(),
                            truth.unknown2(),
                            isBig
                                    ? Bytes.of(minute >>> 8, minute & 0xff)
                                    : Bytes.of(minute & 0xff, minute >>> 8));
                });
        Guess first = first(found, "unknown3");
        assertThat(first.sort()).isEqualTo(Sort.TIME);
        assertThat(first.sentence()).isEqualTo("time: minute of the week (Europe/London)");
        assertThat(field(found, "unknown3").views().getFirst().label())
                .isEqualTo("bytes 0-1 as u16" + (isBig ? " big-endian" : ""));
    }

    @Test
    void a_copy_of_the_active_schedule_with_an_offset_is_found() {
        Findings found =
                week((truth, state, now, held) ->
                        with1(truth, Bytes.of(0, 0x64, state.settings().activeSchedule() + 3)));
        Guess first = first(found, "unknown1");
        assertThat(first.sort()).isEqualTo(Sort.COPY);
        assertThat(first.source()).isEqualTo("active schedule");
        assertThat(first.sentence()).isEqualTo("copy of active schedule + 3");
    }

    @Test
    void a_bit_that_is_set_while_a_boost_runs_in_always_off_is_found() {
        Findings found =
                week((truth, state, now, held) -> {
                    boolean set =
                            truth.workMode().equals(WorkMode.ALWAYS_OFF)
                                    && !truth.boost().type().equals(BoostType.OFF);
                    return SecretSwitch.with(
                            truth,
                            set ? 0x40 : 0,
                            truth.unknown1(),
                            truth.unknown2(),
                            truth.unknown3());
                });
        Guess first = first(found, "stateUnknown");
        assertThat(first.sort()).isEqualTo(Sort.FOLLOWS);
        // In this mode the relay is on just while a boost runs: nobody can tell the two apart.
        assertThat(first.source()).isIn("boost.type", "relay");
        assertThat(first.alike())
                .anyMatch(
                        it -> it.contains(first.source().equals("relay") ? "boost.type" : "relay"));
        assertThat(first.sentence()).endsWith("only while workMode is ALWAYS_OFF");
    }

    @Test
    void a_count_of_what_only_marks_tell_of_is_found() {
        Guess first =
                first(
                        week((truth, state, now, held) -> with2(truth, Bytes.of(0, 0, held))),
                        "unknown2");
        assertThat(first.sort()).isEqualTo(Sort.COUNTER);
        assertThat(first.source()).isEqualTo("the mark \"" + SecretSwitch.HELD + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6})
    void noise_is_no_coincidence(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] warmth = {100};
        boolean[] bit = {false};
        Findings found =
                week((truth, state, now, held) -> {
                    if (random.nextInt(20) == 0) {
                        warmth[0] += random.nextBoolean() ? 1 : -1;
                    }
                    bit[0] ^= random.nextInt(150) == 0;
                    return SecretSwitch.with(
                            truth,
                            bit[0] ? 0x80 : 0,
                            truth.unknown1(),
                            Bytes.of(warmth[0], random.nextInt(256), 0),
                            truth.unknown3());
                });
        for (String name : List.of("unknown2", "stateUnknown")) {
            List<View> views = field(found, name).views();
            assertThat(views).isNotEmpty();
            for (View view : views) {
                assertThat(view.guesses())
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(guess ->
                                assertThat(guess.sort())
                                        .isIn(Sort.FLAG, Sort.MEASURED, Sort.RANDOM));
            }
        }
    }

    @Test
    void of_what_never_changes_nothing_is_guessed() {
        Findings found = week((truth, state, now, held) -> truth);
        for (UnknownField field : found.devices().getFirst().fields()) {
            assertThat(field.views()).as("%s", field).isEmpty();
            assertThat(field.guesses())
                    .as("%s", field)
                    .extracting(Guess::sort)
                    .containsOnly(Sort.CONSTANT);
        }
        assertThat(FindingsText.of(found))
                .contains("What nobody has explained, and never changed:")
                .doesNotContain("guess");
    }

    private static Status with1(Status truth, Bytes unknown1) {
        return SecretSwitch.with(truth, 0, unknown1, truth.unknown2(), truth.unknown3());
    }

    private static Status with2(Status truth, Bytes unknown2) {
        return SecretSwitch.with(truth, 0, truth.unknown1(), unknown2, truth.unknown3());
    }

    /** What is found in a week of the device. */
    private static Findings week(SecretSwitch.Rule rule) {
        Analysis analysis = new Analysis(ZONE, ZONE);
        try {
            CaptureFile.read(
                    new ByteArrayInputStream(SecretSwitch.recording(rule, 7)),
                    "",
                    ZONE,
                    () -> {},
                    analysis::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Findings found = analysis.findings();
        assertThat(found.recording().unreadable()).isZero();
        assertThat(found.devices()).hasSize(1);
        return found;
    }

    private static UnknownField field(Findings found, String name) {
        return found.devices().getFirst().fields().stream()
                .filter(it -> it.kind().equals("PingRequest") && it.field().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The best guess for the only reading of the field that is the most telling of all. */
    private static Guess first(Findings found, String name) {
        UnknownField most = found.devices().getFirst().fields().getFirst();
        assertThat(most.kind()).isEqualTo("PingRequest");
        assertThat(most.field()).isEqualTo(name);
        assertThat(most.views()).hasSize(1);
        return most.views().getFirst().guesses().getFirst();
    }
}
