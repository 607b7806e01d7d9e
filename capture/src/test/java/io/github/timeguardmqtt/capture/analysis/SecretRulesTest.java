package io.github.timeguardmqtt.capture.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.analysis.Findings.Guess;
import io.github.timeguardmqtt.capture.analysis.Findings.Sort;
import io.github.timeguardmqtt.capture.analysis.Findings.UnknownField;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Switches with a secret each: the analysis is not told, and finds it. */
class SecretRulesTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    @Test
    void a_byte_that_follows_the_load_with_a_delay_is_found() throws IOException {
        Deque<Instant> changes = new ArrayDeque<>();
        boolean[] load = {false, false};
        Findings.Device found =
                week((truth, state, now) -> {
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
    }

    @Test
    void a_counter_of_boosts_is_found() throws IOException {
        int[] count = {0};
        BoostType[] before = {BoostType.OFF};
        Findings.Device found =
                week((truth, state, now) -> {
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
        assertThat(first.sentence()).isEqualTo("counter, one up with a rise of boost.type");
    }

    @Test
    void the_minute_of_the_week_in_two_bytes_is_found() throws IOException {
        Findings.Device found =
                week((truth, state, now) -> {
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
                            Bytes.of(minute & 0xff, minute >>> 8));
                });
        Guess first = first(found, "unknown3");
        assertThat(first.sort()).isEqualTo(Sort.TIME);
        assertThat(first.sentence()).isEqualTo("time: minute of the week (Europe/London)");
        assertThat(field(found, "unknown3").views().getFirst().label())
                .isEqualTo("bytes 0-1 as u16");
    }

    @Test
    void a_copy_of_the_active_schedule_with_an_offset_is_found() throws IOException {
        Findings.Device found =
                week((truth, state, now) ->
                        with1(truth, Bytes.of(0, 0x64, state.settings().activeSchedule() + 3)));
        Guess first = first(found, "unknown1");
        assertThat(first.sort()).isEqualTo(Sort.COPY);
        assertThat(first.source()).isEqualTo("active schedule");
        assertThat(first.sentence()).isEqualTo("copy of active schedule + 3");
    }

    @Test
    void a_bit_that_is_set_while_a_boost_runs_in_always_off_is_found() throws IOException {
        Findings.Device found =
                week((truth, state, now) -> {
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
        assertThat(first.alike().toString())
                .contains(first.source().equals("relay") ? "boost.type" : "relay");
        assertThat(first.sentence()).endsWith("only while workMode is ALWAYS_OFF");
    }

    @Test
    void noise_is_no_coincidence() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int[] warmth = {100};
        boolean[] bit = {false};
        Findings.Device found =
                week((truth, state, now) -> {
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
            assertThat(field(found, name).views())
                    .isNotEmpty()
                    .flatExtracting(Findings.View::guesses)
                    .as(name)
                    .extracting(Guess::sort)
                    .doesNotContain(Sort.FOLLOWS, Sort.COPY, Sort.TIME, Sort.COUNTER, Sort.LENGTH);
        }
    }

    private static Status with1(Status truth, Bytes unknown1) {
        return SecretSwitch.with(truth, 0, unknown1, truth.unknown2(), truth.unknown3());
    }

    private static Status with2(Status truth, Bytes unknown2) {
        return SecretSwitch.with(truth, 0, truth.unknown1(), unknown2, truth.unknown3());
    }

    private static Findings.Device week(SecretSwitch.Rule rule) throws IOException {
        Analysis analysis = new Analysis(ZONE);
        for (Captured captured : SecretSwitch.read(SecretSwitch.recording(rule, 7))) {
            analysis.take(captured);
        }
        Findings findings = analysis.findings();
        return findings.devices().getFirst();
    }

    private static UnknownField field(Findings.Device device, String name) {
        return device.fields().stream()
                .filter(it -> it.kind().equals("PingRequest") && it.field().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The best guess for the best reading, of the field that is the most telling of all. */
    private static Guess first(Findings.Device device, String name) {
        UnknownField most = device.fields().getFirst();
        assertThat(most.field()).isEqualTo(name);
        assertThat(most.views()).hasSize(1);
        return most.views().getFirst().guesses().getFirst();
    }
}
