package io.github.timeguardmqtt.app.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.json.mapper.JsonMapper;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Switches with a secret each: {@code timeguard analyse} is not told, and finds it. */
class SecretRulesTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path folder;

    private Path recording = Path.of("none");

    @Test
    void a_byte_that_follows_the_load_with_a_delay_is_found() throws IOException {
        Deque<Instant> changes = new ArrayDeque<>();
        boolean[] load = {false, false};
        Map<String, Object> found =
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
        Map<String, Object> first = first(found, "unknown1");
        assertThat(first).containsEntry("guess", "follows");
        assertThat(first).containsEntry("of", "loadDetected");
        assertThat(first.get("delay"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .extractingByKey("median", InstanceOfAssertFactories.type(Number.class))
                .satisfies(seconds -> assertThat(seconds.doubleValue()).isBetween(90.0, 110.0));
        assertThat((String) first.get("sentence"))
                .startsWith("follows a change of loadDetected after ");
        Ran text = Ran.on("", "analyse", recording.toString(), "--timezone", "Europe/London");
        List<String> examples =
                Pattern.compile("(?ms)^```\n(Device|    PingRequest).*?(?=^```)")
                        .matcher(
                                Files.readString(
                                        Path.of("..", "docs", "howto", "analyse-recordings.md")))
                        .results()
                        .map(MatchResult::group)
                        .map(block -> block.substring("```\n".length()))
                        .toList();
        assertThat(examples).hasSize(2).allSatisfy(it -> assertThat(text.out()).contains(it));
    }

    @Test
    void a_counter_of_boosts_is_found() throws IOException {
        int[] count = {0};
        BoostType[] before = {BoostType.OFF};
        Map<String, Object> found =
                week((truth, state, now, held) -> {
                    BoostType boost = truth.boost().type();
                    if (before[0].equals(BoostType.OFF) && !boost.equals(BoostType.OFF)) {
                        count[0]++;
                    }
                    before[0] = boost;
                    return with2(truth, Bytes.of(0, count[0], 0));
                });
        Map<String, Object> first = first(found, "unknown2");
        assertThat(first).containsEntry("guess", "counter");
        assertThat(first).containsEntry("of", "boost.type");
        assertThat(first)
                .containsEntry("sentence", "counter, one up with a change of boost.type from OFF");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_minute_of_the_week_in_two_bytes_is_found(boolean isBig) throws IOException {
        Map<String, Object> found =
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
        Map<String, Object> first = first(found, "unknown3");
        assertThat(first).containsEntry("guess", "time");
        assertThat(first).containsEntry("sentence", "time: minute of the week (Europe/London)");
        assertThat(list(field(found, "unknown3"), "readings").getFirst())
                .containsEntry("reading", "bytes 0-1 as u16" + (isBig ? " big-endian" : ""));
    }

    @Test
    void a_copy_of_the_active_schedule_with_an_offset_is_found() throws IOException {
        Map<String, Object> found =
                week((truth, state, now, held) ->
                        with1(truth, Bytes.of(0, 0x64, state.settings().activeSchedule() + 3)));
        Map<String, Object> first = first(found, "unknown1");
        assertThat(first).containsEntry("guess", "copy");
        assertThat(first).containsEntry("of", "active schedule");
        assertThat(first).containsEntry("sentence", "copy of active schedule + 3");
    }

    @Test
    void a_bit_that_is_set_while_a_boost_runs_in_always_off_is_found() throws IOException {
        Map<String, Object> found =
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
        Map<String, Object> first = first(found, "stateUnknown");
        assertThat(first).containsEntry("guess", "follows");
        // In this mode the relay is on just while a boost runs: nobody can tell the two apart.
        assertThat((String) first.get("of")).isIn("boost.type", "relay");
        assertThat(String.valueOf(first.get("alike")))
                .contains("relay".equals(first.get("of")) ? "boost.type" : "relay");
        assertThat((String) first.get("sentence")).endsWith("only while workMode is ALWAYS_OFF");
    }

    @Test
    void a_count_of_what_only_marks_tell_of_is_found() throws IOException {
        Map<String, Object> first =
                first(
                        week((truth, state, now, held) -> with2(truth, Bytes.of(0, 0, held))),
                        "unknown2");
        assertThat(first)
                .containsEntry("guess", "counter")
                .containsEntry("of", "the mark \"" + SecretSwitch.HELD + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6})
    void noise_is_no_coincidence(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int[] warmth = {100};
        boolean[] bit = {false};
        Map<String, Object> found =
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
            List<Map<String, Object>> readings = list(field(found, name), "readings");
            assertThat(readings).isNotEmpty();
            for (Map<String, Object> reading : readings) {
                assertThat(list(reading, "guesses"))
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(guess ->
                                assertThat(guess.get("guess")).isIn("flag", "measured", "random"));
            }
        }
    }

    @Test
    void of_what_never_changes_nothing_is_guessed() throws IOException {
        Map<String, Object> found = week((truth, state, now, held) -> truth);
        for (Map<String, Object> field : list(found, "unknown")) {
            assertThat(list(field, "readings")).as("%s", field).isEmpty();
            assertThat(list(field, "guesses"))
                    .as("%s", field)
                    .allSatisfy(guess -> assertThat(guess).containsEntry("guess", "constant"));
        }
        Ran text = Ran.on("", "analyse", recording.toString());
        assertThat(text.out())
                .contains("What nobody has explained, and never changed:")
                .doesNotContain("guess");
    }

    private static Status with1(Status truth, Bytes unknown1) {
        return SecretSwitch.with(truth, 0, unknown1, truth.unknown2(), truth.unknown3());
    }

    private static Status with2(Status truth, Bytes unknown2) {
        return SecretSwitch.with(truth, 0, truth.unknown1(), unknown2, truth.unknown3());
    }

    /** What the command tells of a week of the device. */
    private Map<String, Object> week(SecretSwitch.Rule rule) throws IOException {
        recording = folder.resolve("week.pcapng");
        Files.write(recording, SecretSwitch.recording(rule, 7));
        Ran ran =
                Ran.on(
                        "",
                        "analyse",
                        recording.toString(),
                        "--json",
                        "--timezone",
                        "Europe/London");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        return list(JSON.fromJsonObject(ran.out()), "devices").getFirst();
    }

    @SuppressWarnings("unchecked") // as docs/analysis.md has it
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(of.get(name), name);
    }

    private static Map<String, Object> field(Map<String, Object> device, String name) {
        return list(device, "unknown").stream()
                .filter(it -> "PingRequest".equals(it.get("kind")) && name.equals(it.get("field")))
                .findFirst()
                .orElseThrow();
    }

    /** The best guess for the only reading of the field that is the most telling of all. */
    private static Map<String, Object> first(Map<String, Object> device, String name) {
        Map<String, Object> most = list(device, "unknown").getFirst();
        assertThat(most).containsEntry("kind", "PingRequest").containsEntry("field", name);
        assertThat(list(most, "readings")).hasSize(1);
        return list(list(most, "readings").getFirst(), "guesses").getFirst();
    }
}
