package io.github.timeguardmqtt.app.ctl;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.run.Running;
import io.github.timeguardmqtt.app.run.Service;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.Gateway;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.HolidayReading.Base;
import io.github.timeguardmqtt.model.HolidayReading.Order;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.Fleet;
import io.github.timeguardmqtt.simulator.FleetOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.testing.Patience;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code timeguard calibrate} with a gateway and a virtual switch, on a clock that runs fast. */
class CalibrateCommandTest {

    private static final Instant SUMMER = Instant.parse("2026-07-01T10:00:00Z");
    private static final Instant WINTER = Instant.parse("2026-12-01T10:00:00Z");
    private static final int SPARE = 5;

    @TempDir private Path data;
    private final Running running = new Running();

    @SuppressWarnings("NullAway.Init") // by start
    private Fleet fleet;

    @SuppressWarnings("NullAway.Init") // by start
    private DeviceId device;

    @AfterEach
    void closeAll() {
        running.close();
    }

    /** A gateway that was told nothing, and a switch that takes holidays like this. */
    private void start(Instant at, HolidayReading reading) throws Exception {
        start(at, reading, SwitchRules.USUAL.zone());
    }

    private void start(Instant at, HolidayReading reading, ZoneId zone) throws Exception {
        EventLoop loop = running.closeLater(new EventLoop("test", LoopClock.virtual(at, 60)));
        HostPort anyPort = new HostPort("127.0.0.1", 0);
        SwitchRules usual = SwitchRules.USUAL;
        GatewaySettings settings =
                GatewaySettings.relay(anyPort, new HostPort("127.0.0.1", 9997))
                        .withMode(Mode.LOCAL)
                        .withRules(
                                new SwitchRules(
                                        zone,
                                        usual.holidayOrder(),
                                        usual.holidayBase(),
                                        usual.boostInAlwaysOff(),
                                        usual.loadWatts()));
        Gateway gateway =
                new Service(
                                settings,
                                Optional.empty(),
                                Optional.of(data),
                                Optional.empty(),
                                Optional.empty(),
                                new CommandRules(false, false),
                                new LinkedHashMap<>())
                        .start(running, loop, new Mask(false), null)
                        .gateway();
        fleet =
                running.closeLater(
                        new Fleet(
                                loop,
                                FleetOptions.of(1, gateway.address()).withHolidayReading(reading)));
        device = fleet.devices().getFirst();
        fleet.start();
        await().until(() -> ctl("export").exitCode() == 0);
    }

    private Ran ctl(String... words) {
        return run("ctl", words);
    }

    private Ran calibrate(String... words) {
        return run("calibrate", words);
    }

    private Ran run(String command, String... words) {
        return Ran.on("", line(command, words));
    }

    private String[] line(String command, String... words) {
        String id = device.toString();
        return Stream.of(List.of(command, id), List.of(words), List.of("--data", data.toString()))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private SwitchState state() {
        return fleet.state(device).join();
    }

    private boolean isOn() {
        return state().status().relay().equals(RelayState.ON);
    }

    private Holiday holiday() {
        return state().settings().holiday();
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    private record Halfway(Thread thread, CompletableFuture<Ran> ran) {}

    /** In another thread, up to the moment when the spare schedule is active. */
    private Halfway halfway() {
        CompletableFuture<Ran> ran = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> ran.complete(calibrate("--yes")));
        await().until(() -> state().settings().activeSchedule() == SPARE && isOn());
        return new Halfway(thread, ran);
    }

    @ParameterizedTest
    @CsvSource({
        "START_FIRST, WALL_CLOCK",
        "START_FIRST, UTC",
        "END_FIRST, WALL_CLOCK",
        "END_FIRST, UTC",
    })
    void in_summer_each_reading_is_found_and_all_is_as_before(Order order, Base base)
            throws Exception {
        start(SUMMER, new HolidayReading(order, base));
        ctl("mode", "always-off");
        String before = ctl("export").out();
        Holiday holiday = holiday();

        Ran ran = calibrate("--yes");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains(
                        "\n  --holiday-order %1$s=%2$s --holiday-time %1$s=%3$s\n"
                                .formatted(device, order.label(), base.label()),
                        """
                          holiday-order:
                            %1$s: %2$s
                          holiday-time:
                            %1$s: %3$s
                        """
                                .formatted(device, order.label(), base.label()),
                        "[4/4]",
                        "all is set as before, as read again\n");
        assertThat(ctl("export").out()).isEqualTo(before);
        assertThat(holiday()).isEqualTo(holiday);
        assertThat(state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_OFF);
        assertThat(backups())
                .singleElement()
                .satisfies(file -> assertThat(Files.readString(file)).contains(tail(before)));
    }

    private static String tail(String yaml) {
        return yaml.substring(yaml.indexOf("work_mode"));
    }

    @ParameterizedTest
    @EnumSource
    void in_winter_only_the_order_is_found(Order order) throws Exception {
        start(WINTER, new HolidayReading(order, Base.UTC));
        String before = ctl("export").out();
        Ran ran = calibrate("--yes");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .contains(
                        "What the times count can be found out in summer time, from 2027-03-28 on.",
                        "[2/2]",
                        "\n  --holiday-order %s=%s\n".formatted(device, order.label()))
                .doesNotContain("--holiday-time");
        assertThat(ctl("export").out()).isEqualTo(before);
    }

    @Test
    void programs_get_one_object() throws Exception {
        start(WINTER, new HolidayReading(Order.END_FIRST, Base.UTC));
        Path file = data.resolve("mine.yaml");
        Ran ran = calibrate("--yes", "--json", "--backup", file.toString());
        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                0,
                                "{\"id\":\"%s\",\"holiday_order\":\"end-first\",\"holiday_time\":null,\"found\":true,\"restored\":true,\"left\":[],\"backup\":\"%s\"}\n"
                                        .formatted(device, file),
                                ""));
        assertThat(calibrate("--yes", "--backup", file.toString()).err())
                .isEqualTo(
                        "timeguard calibrate: %s is there already: name another file with --backup; nothing was changed\n"
                                .formatted(file));
    }

    @Test
    void nothing_is_touched_unless_somebody_agrees() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        SwitchState before = state();
        assertThat(calibrate())
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard calibrate: it switches the load on and off, and nobody can be asked here: give --yes, or run it in a terminal\n"));
        Ran no = Ran.asked("\n", line("calibrate"));
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.out())
                .contains("will be switched ON and OFF for about 8 minutes, for 20 at most.\n");
        assertThat(no.err()).isEqualTo("Go on? [y/N] timeguard calibrate: nothing was changed\n");
        assertThat(state().settings()).isEqualTo(before.settings());
        assertThat(backups()).isEmpty();
    }

    @Test
    void what_somebody_else_sets_while_it_asks_is_not_taken_back() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        InputStream answer =
                new ByteArrayInputStream("y\n".getBytes(UTF_8)) {
                    @Override
                    public synchronized int read() {
                        ctl("schedule", "use", "2");
                        return super.read();
                    }

                    @Override
                    public synchronized int read(byte[] bytes, int start, int length) {
                        throw new AssertionError("an answer is read byte by byte");
                    }
                };
        Ran ran = Ran.asked(answer, line("calibrate"));
        assertThat(ran.err())
                .endsWith(
                        """
                        timeguard calibrate: stopped: somebody else has changed the active schedule meanwhile
                        timeguard calibrate: left as somebody else has set it: the active schedule is #2, and was #1
                        """);
        assertThat(state().settings().activeSchedule()).isEqualTo(1);
    }

    @Test
    void an_interruption_restores() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        String before = ctl("export").out();
        Halfway calibration = halfway();
        calibration.thread().interrupt();
        Ran ran = calibration.ran().join();
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("timeguard calibrate: stopped: interrupted\n");
        assertThat(ran.out()).endsWith("all is set as before, as read again\n");
        assertThat(ctl("export").out()).isEqualTo(before);
    }

    @Test
    void the_end_of_the_process_restores() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        String before = ctl("export").out();
        Process process =
                new ProcessBuilder(GatewayProcess.command(List.of(line("calibrate", "--yes"))))
                        .redirectErrorStream(true)
                        .start();
        running.closeLater(process::destroyForcibly);
        await().until(() -> state().settings().activeSchedule() == SPARE && isOn());
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.inputReader().readAllAsString())
                .contains("timeguard calibrate: stopped: interrupted\n")
                .endsWith("all is set as before, as read again\n");
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(ctl("export").out()).isEqualTo(before);
    }

    @Test
    void what_somebody_else_sets_meanwhile_ends_it_and_is_left() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        String before = ctl("export").out();
        Halfway calibration = halfway();
        ctl("mode", "always-on");
        Ran ran = calibration.ran().join();
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo(
                        """
                        timeguard calibrate: stopped: somebody else has changed the work mode meanwhile
                        timeguard calibrate: left as somebody else has set it: the work mode is Always on, and was Auto
                        """);
        assertThat(ctl("export").out()).isEqualTo(before.replace(": Auto", ": Always on"));
    }

    @Test
    void where_the_relay_never_goes_off_nothing_is_found_and_all_is_restored() throws Exception {
        // The switch shows London's time; for the gateway it is an hour later.
        start(SUMMER, HolidayReading.SEEN, ZoneId.of("Europe/Berlin"));
        String before = ctl("export").out();
        Ran ran = calibrate("--yes");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith(
                        "timeguard calibrate: the relay went off for none of the holidays: this switch does not obey one");
        assertThat(ran.out())
                .contains("[4/4]", "the relay stayed on")
                .endsWith("all is set as before, as read again\n");
        assertThat(ctl("export").out()).isEqualTo(before);
    }

    @Test
    void where_the_relay_does_not_go_on_all_is_restored() throws Exception {
        start(SUMMER, HolidayReading.SEEN, ZoneId.of("Asia/Tokyo"));
        String before = ctl("export").out();
        Ran ran = calibrate("--yes");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .isEqualTo(
                        "timeguard calibrate: stopped: the relay does not go on though schedule 6 says so: nothing can be found out this way\n");
        assertThat(ctl("export").out()).isEqualTo(before);
    }

    @Test
    void what_could_not_be_restored_is_said_with_what_would_restore_it() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        Halfway calibration = halfway();
        fleet.close();
        Ran ran = calibration.ran().join();
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                // It left between two commands, or while one was on its way.
                .containsPattern("stopped: (it does not report any more|[^\n]*: timeout: [^\n]*)\n")
                .contains(
                        "not restored: the active schedule was #1\n",
                        "not restored: schedule 6 was none\n",
                        "to restore it: timeguard ctl %s import %s"
                                .formatted(device, backups().getFirst()));
    }

    @Test
    void what_could_not_be_restored_is_not_begun() throws Exception {
        start(SUMMER, HolidayReading.SEEN);
        ctl("boost", "1h");
        await().until(() -> isOn());
        assertThat(calibrate("--yes").err())
                .isEqualTo(
                        "timeguard calibrate: %s is boosted, which could not be restored: end that first, or wait for its end\n"
                                .formatted(device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-10-25T04:00:00Z", "2026-10-24T22:00:00Z"})
    void near_a_change_of_the_clocks_nothing_is_begun(Instant at) throws Exception {
        start(at, HolidayReading.SEEN);
        assertThat(calibrate("--yes").err())
                .isEqualTo(
                        "timeguard calibrate: the clocks are changed at 2026-10-25T02:00, which is too near: try again some hours after\n");
    }

    @Test
    void it_wants_a_device() {
        Ran ran = Ran.on("", "calibrate", "--yes");
        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard calibrate: say which device: timeguard calibrate DEVICE; timeguard status lists them\n"));
    }
}
