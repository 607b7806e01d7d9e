package io.github.timeguardmqtt.app.ctl;

import static io.github.timeguardmqtt.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.Broker;
import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.Subscriber;
import io.github.timeguardmqtt.app.WiredSwitch;
import io.github.timeguardmqtt.app.link.ControlClient;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code timeguard ctl} against a gateway that runs as a process, and virtual switches. */
class CtlCommandTest {

    private static final DeviceId ID = DeviceId.parse("0badcafe");
    private static final DeviceId OTHER = DeviceId.parse("0badf00d");

    @TempDir private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private GatewayProcess gateway(String... options) throws Exception {
        Files.createDirectory(data());
        List<String> all = new ArrayList<>(List.of("--mode=local"));
        all.addAll(Arrays.asList(options));
        GatewayProcess gateway = GatewayProcess.start(data(), 0, Map.of(), all);
        open.add(gateway);
        // It says where devices reach it before it can be asked.
        await().until(() -> Files.exists(data().resolve("control")));
        return gateway;
    }

    private WiredSwitch device(DeviceId id, GatewayProcess gateway) throws Exception {
        WiredSwitch device = new WiredSwitch(id, gateway.address());
        open.add(device);
        return device;
    }

    /** One that has told everything. */
    private WiredSwitch knownDevice(GatewayProcess gateway) throws Exception {
        WiredSwitch device = device(ID, gateway);
        await().until(() -> ctl(ID.toString(), "schedule", "list").out().lines().count() == 6);
        return device;
    }

    private Ran ctl(String... args) {
        return Ran.on("", with(List.of("--data", data().toString()), args));
    }

    private static String[] with(List<String> options, String... args) {
        List<String> all = new ArrayList<>(List.of("ctl"));
        all.addAll(Arrays.asList(args));
        all.addAll(options);
        return all.toArray(String[]::new);
    }

    @Test
    void a_command_is_confirmed_by_the_switch_and_shown_for_people_and_programs() throws Exception {
        WiredSwitch device = knownDevice(gateway("--load-watts=3000"));
        assertThat(ctl("0badcafe", "mode", "always-on"))
                .isEqualTo(new Ran(0, "0badcafe: work mode Always on, confirmed\n", ""));
        assertThat(device.state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_ON);
        assertThat(ctl("0bad", "mode")).isEqualTo(new Ran(0, "work mode: Always on\n", ""));
        assertThat(ctl("0badcafe", "boost", "2h", "--json").out())
                .matches(
                        "\\{\"command\":\"boost\",\"value\":\"2 hours\",\"result\":\"confirmed\",\"reason\":null,\"ms\":\\d+,\"transaction\":\"[0-9a-f]{16}\"}\n");
        assertThat(ctl("0badcafe", "boost").out())
                .matches("boost: 2 hours\nboost ends: \\w{3} \\d.* \\d\\d:\\d\\d\n");
        assertThat(ctl("0badcafe", "boost", "off").exitCode()).isZero();
        assertThat(ctl("0badcafe", "mode", "auto").exitCode()).isZero();
        assertThat(ctl("0badcafe", "advance", "on").out())
                .isEqualTo("0badcafe: advance on, confirmed\n");
        assertThat(ctl("0badcafe", "advance", "--json").out())
                .isEqualTo("{\"id\":\"0badcafe\",\"advance_mode\":\"ON\"}\n");
        assertThat(ctl("0badcafe", "status").out())
                .startsWith("0badcafe, NTT")
                .contains("online\n", "work mode        Auto\n", "advance mode     ON\n")
                .containsPattern("energy           0\\.\\d+ kWh\n");
        assertThat(ctl("0badcafe", "status", "--json").out())
                .startsWith("{\"id\":\"0badcafe\",\"lwt\":\"online\",\"uptime\":")
                .containsPattern("\"energy\":0\\.\\d+")
                .hasLineCount(1);
        assertThat(ctl("0badcafe", "plan").out())
                .startsWith("0badcafe, Europe/London\n            0     3     6")
                .contains("# on   = on for a part   - off   v now\nNow ")
                .hasLineCount(12);
        assertThat(ctl("0badcafe", "plan", "--json").out())
                .startsWith("{\"id\":\"0badcafe\",\"zone\":\"Europe/London\",\"now\":\"")
                .contains("\"runs\":[{\"start\":\"", "\"on\":true,\"cause\":\"advance\"")
                .hasLineCount(1);
    }

    @Test
    void schedules_and_the_holiday_are_set_and_shown() throws Exception {
        WiredSwitch device = knownDevice(gateway());
        assertThat(
                        ctl(
                                "0badcafe",
                                "schedule",
                                "set",
                                "3",
                                "mon-fri 06:30-08:30, 17:00-19:00; sat,sun 08:00-10:00"))
                .isEqualTo(new Ran(0, "0badcafe: schedule 3, confirmed\n", ""));
        assertThat(ctl("0badcafe", "schedule", "rename", "3", "Deep", "winter").out())
                .isEqualTo("0badcafe: schedule 3 named \"Deep winter\", confirmed\n");
        assertThat(ctl("0badcafe", "schedule", "use", "deep winter").out())
                .isEqualTo("0badcafe: active schedule #3, confirmed\n");
        assertThat(device.state().settings().activeSchedule()).isEqualTo(2);
        assertThat(ctl("0badcafe", "schedule", "list").out().lines())
                .filteredOn(line -> line.startsWith("*"))
                .singleElement()
                .asString()
                .matches(
                        "\\* 3  Deep winter +mon-fri 06:30-08:30, 17:00-19:00; sat,sun"
                                + " 08:00-10:00");
        assertThat(ctl("0badcafe", "schedule", "show", "Deep winter").out())
                .isEqualTo(
                        "#3 Deep winter, active\n"
                                + "mon-fri 06:30-08:30, 17:00-19:00\n"
                                + "sat,sun 08:00-10:00\n");
        assertThat(ctl("0badcafe", "schedule", "show", "3", "--json").out())
                .startsWith("{\"number\":3,\"active\":true,\"name\":\"Deep winter\",\"periods\":[{")
                .hasLineCount(1);
        Path file = directory.resolve("schedule.json");
        Files.writeString(
                file,
                "{\"name\":\"Summer\",\n"
                        + "\"periods\":[{\"days\":[\"mon\"],\"on\":\"06:30\",\"off\":null}]}\n");
        assertThat(ctl("0badcafe", "schedule", "set", "4", "@" + file).exitCode()).isZero();
        assertThat(ctl("0badcafe", "schedule", "show", "4").out())
                .isEqualTo("#4 Summer\nmon 06:30-\n");
        Ran piped =
                Ran.on(
                        "none\n",
                        "ctl",
                        "0badcafe",
                        "schedule",
                        "set",
                        "4",
                        "-",
                        "--data",
                        data().toString());
        assertThat(piped.exitCode()).isZero();
        assertThat(ctl("0badcafe", "schedule", "show", "4").out()).isEqualTo("#4 Summer\nnone\n");

        assertThat(ctl("0badcafe", "schedule", "set", "2", "mon 06:30-25:10"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard ctl schedule set: 0badcafe: schedule 2, rejected: at"
                                        + " character 11: \"25:10\" is not a time: expected 00:00 to"
                                        + " 24:00\n"));

        assertThat(ctl("0badcafe", "holiday", "2030-12-20T10:00", "2031-01-02").out())
                .isEqualTo("0badcafe: holiday 2030-12-20T10:00 to 2031-01-02, confirmed\n");
        assertThat(ctl("0badcafe", "holiday").out())
                .isEqualTo("holiday: on, 2030-12-20T10:00 to 2031-01-02T00:00\n");
        assertThat(ctl("0badcafe", "holiday", "off").exitCode()).isZero();
        assertThat(ctl("0badcafe", "holiday").out())
                .isEqualTo("holiday: off, 2030-12-20T10:00 to 2031-01-02T00:00\n");
    }

    @Test
    void the_device_is_found_by_id_by_name_or_by_a_start_of_them() throws Exception {
        GatewayProcess gateway = gateway();
        assertThat(ctl("x", "status").err())
                .isEqualTo("timeguard ctl status: the gateway knows no device yet\n");
        device(ID, gateway);
        device(OTHER, gateway);
        await().until(() -> ctl("0badf", "mode").exitCode() == 0);
        await().until(() -> ctl("0badc", "mode").exitCode() == 0);
        assertThat(ctl("0bad", "mode"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard ctl mode: \"0bad\" could be 0badcafe, 0badf00d: give"
                                        + " more of it\n"));
        assertThat(ctl("Boiler", "mode").err())
                .isEqualTo(
                        "timeguard ctl mode: no device is called \"Boiler\"; there is 0badcafe,"
                                + " 0badf00d\n");
        new ControlClient(data())
                .ask(
                        "devices/rename",
                        JsonValue.object().put("id", ID.toString()).put("to", "Boiler").build());
        assertThat(ctl("boil", "mode").out()).isEqualTo("work mode: Auto\n");
        assertThat(ctl("0bad", "mode").err()).contains("could be Boiler (0badcafe), 0badf00d:");
    }

    @Test
    void what_is_refused_or_unanswered_is_a_sentence_and_exit_code_one() throws Exception {
        GatewayProcess gateway = gateway("--device-online-timeout=1s", "--offline-wait=0");
        WiredSwitch device = device(ID, gateway);
        await().until(() -> ctl("0badcafe", "mode").exitCode() == 0);
        device.behave(WiredSwitch.Manner.SILENT);
        await().until(() -> ctl("0badcafe", "status").out().contains("offline\n"));
        Ran refused = ctl("0badcafe", "mode", "always-on");
        assertThat(refused)
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                """
                                timeguard ctl mode: 0badcafe is offline: the command waits for it
                                timeguard ctl mode: 0badcafe: work mode Always on, rejected: the switch is offline
                                """));
        Ran json = ctl("0badcafe", "mode", "always-on", "--json");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.out()).contains("\"result\":\"rejected\"").hasLineCount(1);
        gateway.terminate();
        assertThat(ctl("0badcafe", "mode"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard ctl mode: no gateway answers at %s: start one, or name its data directory with --data\n"
                                        .formatted(data().resolve("control"))));
        assertThat(Ran.on("", "mark", "x", "--data", data().toString()).exitCode()).isEqualTo(1);
    }

    @Test
    void a_mark_comes_into_the_log() throws Exception {
        GatewayProcess gateway = gateway();
        assertThat(Ran.on("", "mark", "pressed", "the button", "--data", data().toString()))
                .isEqualTo(new Ran(0, "", ""));
        gateway.expect("Mark: pressed the button");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`  `            | there is no comment: expected some text",
                "a\u001b[31mred  | the comment has a control character in it (U+001B): expected"
                        + " text on one line",
            })
    void a_mark_that_is_none_is_refused_in_one_sentence(String comment, String sentence) {
        assertThat(Ran.on("", "mark", comment, "--data", data().toString()))
                .isEqualTo(new Ran(2, "", "timeguard mark: " + sentence + "\n"));
    }

    @Test
    void a_mark_that_is_too_long_is_refused_in_one_sentence() {
        assertThat(Ran.on("", "mark", "x".repeat(9000), "--data", data().toString()).err())
                .isEqualTo(
                        "timeguard mark: the comment has 9000 characters: expected at most 200\n");
    }

    @Test
    void a_gateway_elsewhere_is_asked_through_its_broker_mqtt_5() throws Exception {
        Broker broker = Broker.start(directory, "me", "secret");
        open.add(broker);
        GatewayProcess gateway =
                gateway(
                        "--mqtt-url=mqtt://me:secret@127.0.0.1:" + broker.port(),
                        "--mqtt-root-topic=house");
        Path password = directory.resolve("password");
        Files.writeString(password, "secret\n");
        List<String> options =
                List.of(
                        "--mqtt-url=mqtt://me@127.0.0.1:" + broker.port(),
                        "--mqtt-password-file=" + password,
                        "--mqtt-root-topic=house");
        gateway.expect("is connected (MQTT 5)");
        throughBroker(gateway, broker, "house", options);
        Ran wrong =
                Ran.on(
                        "",
                        "ctl",
                        "x",
                        "mode",
                        "--mqtt-url=mqtt://me:wrong@127.0.0.1:" + broker.port());
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .startsWith(
                        "timeguard ctl mode: the MQTT broker at 127.0.0.1:" + broker.port() + ": ")
                .hasLineCount(1);
        assertThat(String.join("\n", gateway.err())).doesNotContain("secret");
    }

    @Test
    void a_gateway_elsewhere_is_asked_through_its_broker_mqtt_3_1_1() throws Exception {
        int port = Broker.freePort();
        GatewayProcess gateway = gateway("--mqtt-embedded=" + port);
        gateway.expect("is connected (MQTT 3.1.1)");
        Broker broker = Broker.embedded(directory, port);
        open.add(broker);
        throughBroker(gateway, broker, "timeguard", List.of("--mqtt-url=mqtt://127.0.0.1:" + port));
    }

    private void throughBroker(
            GatewayProcess gateway, Broker broker, String root, List<String> options)
            throws Exception {
        Subscriber user = broker.subscribe();
        WiredSwitch device = device(ID, gateway);
        user.expect(root + "/0badcafe/work_mode", "Auto");
        assertThat(Ran.on("", with(options, "0bad", "mode", "always-off")))
                .isEqualTo(new Ran(0, "0badcafe: work mode Always off, confirmed\n", ""));
        assertThat(device.state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_OFF);
        assertThat(Ran.on("", with(options, "0bad", "mode")).out())
                .isEqualTo("work mode: Always off\n");
        // Everybody is told, too, and only once.
        user.expect(root + "/0badcafe/command", result -> result.contains("\"confirmed\""));
        assertThat(user.on(root + "/0badcafe/command")).hasSize(1);
        // Whoever asked leaves without taking the gateway's will with him.
        assertThat(user.payloads(root + "/lwt")).containsOnly("online");
        gateway.terminate();
        assertThat(Ran.on("", with(options, "0bad", "mode")).err())
                .containsPattern("the gateway is not connected|nobody listens");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                           | say what to do: status, mode, boost, advance,"
                        + " schedule, holiday, plan, export, import",
                "mode                         | say which device: timeguard ctl DEVICE VERB;"
                        + " timeguard status lists them",
                "x mode on                    | \"on\" is not a work mode: expected auto,"
                        + " always-off, always-on or holiday",
                "x boost 3h                   | \"3h\" is not a boost: expected off, 1h or 2h",
                "x advance 1                  | \"1\" is not a value of advance: expected on or"
                        + " off",
                "x bust                       | there is no command \"bust\"; did you mean boost?",
                "x schedule                   | say what to do: list, show, set, use, rename",
                "x schedule set 7 none        | \"7\" is not a schedule's number: expected 1 to 6",
                "x holiday soon               | \"soon\" is no holiday: expected on, off, or two"
                        + " times like 2026-12-20T10:00",
                "x holiday soon later         | \"soon\" is not a time: expected one like"
                        + " 2026-12-20T10:00, or a date",
                "x holiday 2026-12-20 2026-12-19 | the holiday would end at 2026-12-19T00:00, which"
                        + " is not after its start at 2026-12-20T00:00",
                "x plan --days 40             | 40 days cannot be drawn: expected 1 to 31",
                "x mode --data d --mqtt-url mqtt://h | --data and --mqtt-url are two ways to a"
                        + " gateway: leave one out",
                "x mode --mqtt-root-topic x   | the other options of MQTT need --mqtt-url",
            })
    void a_wrong_command_line_is_a_sentence_and_exit_code_two(String line, String sentence) {
        List<String> args = new ArrayList<>(List.of("ctl"));
        Pattern.compile(" +")
                .splitAsStream(line)
                .filter(word -> !word.isEmpty())
                .forEach(args::add);
        Ran ran = Ran.on("", args.toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith("timeguard ctl").endsWith(": " + sentence + "\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void what_could_not_be_written_back_is_told_before_it_is_needed() throws Exception {
        WiredSwitch device = knownDevice(gateway());
        List<Period> periods = new ArrayList<>(Collections.nCopies(6, Period.UNUSED));
        SwitchTime six = new SwitchTime(true, 360, 0);
        periods.set(0, new Period(six, six, Period.repeatOn(EnumSet.of(DayOfWeek.MONDAY)), 0));
        device.has(
                new Message.SetScheduleRequest(new Schedule(5, periods, Text.name("All Monday"))));
        Path file = directory.resolve("odd.yaml");
        Ran ran = ctl("0badcafe", "export", file.toString());
        assertThat(ran.err())
                .isEqualTo(
                        "timeguard ctl export: import will not take this: %s line 27 column 14: the periods: at character 5: on and off are both 06:00: expected two different times\n"
                                .formatted(file));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(Files.readString(file)).contains("periods: \"mon 06:00-06:00\"");
        assertThat(Ran.on("", "calibrate", "0badcafe", "--yes", "--data", data().toString()).err())
                .isEqualTo(
                        "timeguard calibrate: schedule 6 of 0badcafe is mon 06:00-06:00, which"
                                + " could not be restored (at character 5: on and off are both 06:00:"
                                + " expected two different times): set it to something else first\n");
    }

    @Test
    void settings_come_back_from_a_file() throws Exception {
        GatewayProcess gateway = gateway();
        WiredSwitch device = knownDevice(gateway);
        ctl("0badcafe", "schedule", "set", "1", "mon-fri 06:30-08:30; sat 08:00-");
        ctl("0badcafe", "schedule", "rename", "2", "Zweiter \"Plan\" ü");
        ctl("0badcafe", "schedule", "use", "2");
        ctl("0badcafe", "holiday", "2030-12-20T10:00", "2031-01-02T00:00");
        ctl("0badcafe", "mode", "always-off");
        Path file = directory.resolve("before.yaml");
        assertThat(ctl("0badcafe", "export", file.toString()))
                .isEqualTo(new Ran(0, "0badcafe: settings written to " + file + "\n", ""));
        assertThat(ctl("0badcafe", "export", file.toString()).err())
                .isEqualTo(
                        "timeguard ctl export: %s is there already: name a new file\n"
                                .formatted(file));
        Holiday before = device.state().settings().holiday();

        assertThat(ctl("0badcafe", "import", file.toString()))
                .isEqualTo(new Ran(0, "0badcafe has these settings already\n", ""));
        ctl("0badcafe", "schedule", "set", "1", "none");
        ctl("0badcafe", "schedule", "rename", "2", "Other");
        ctl("0badcafe", "schedule", "use", "1");
        ctl("0badcafe", "holiday", "off");
        ctl("0badcafe", "mode", "auto");

        Ran unasked = ctl("0badcafe", "import", file.toString());
        assertThat(unasked.exitCode()).isEqualTo(1);
        assertThat(unasked.err())
                .isEqualTo(
                        "timeguard ctl import: nobody can be asked here: give --yes, or run it in a"
                                + " terminal\n");
        Ran no =
                Ran.asked(
                        "\n",
                        with(
                                List.of("--data", data().toString()),
                                "0badcafe",
                                "import",
                                file.toString()));
        assertThat(no.err()).endsWith("timeguard ctl import: nothing was changed\n");
        assertThat(no.out())
                .isEqualTo(
                        """
                        0badcafe differs from %s:
                          schedule 1: periods: none -> mon-fri 06:30-08:30; sat 08:00-
                          schedule 2: name: "Other" -> "Zweiter "Plan" ü"
                          active schedule: #1 -> #2
                          holiday: off, 2030-12-20T10:00 to 2031-01-02T00:00 -> on, 2030-12-20T10:00 to 2031-01-02T00:00
                          work mode: Auto -> Always off
                        """
                                .formatted(file));
        Ran yes =
                Ran.asked(
                        "y\n",
                        with(
                                List.of("--data", data().toString()),
                                "0badcafe",
                                "import",
                                file.toString()));
        assertThat(yes.exitCode()).isZero();
        assertThat(yes.out())
                .endsWith(
                        """
                        [1/5] schedule 1: confirmed
                        [2/5] schedule 2: confirmed
                        [3/5] active schedule: confirmed
                        [4/5] holiday: confirmed
                        [5/5] work mode: confirmed
                        0badcafe has the settings of %s, as read again
                        """
                                .formatted(file));
        assertThat(ctl("0badcafe", "export", directory + "/none/before.yaml").err())
                .isEqualTo(
                        "timeguard ctl export: cannot write %1$s/none/before.yaml: there is no folder %1$s/none\n"
                                .formatted(directory));
        assertThat(ctl("0badcafe", "export", directory.toString()).err())
                .isEqualTo(
                        "timeguard ctl export: cannot write %s: it is a folder\n"
                                .formatted(directory));
        assertThat(device.state().settings().holiday()).isEqualTo(before);
        assertThat(ctl("0badcafe", "export").out()).isEqualTo(Files.readString(file));

        // As it came from the factory.
        device.close();
        WiredSwitch reset = device(ID, gateway);
        await().until(() -> reset.state().clock().isPresent());
        Ran restored = ctl("0badcafe", "import", file.toString(), "--yes", "--json");
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(restored.out()).endsWith("{\"verified\":true,\"written\":5}\n");
        assertThat(reset.state().settings().workMode()).isEqualTo(WorkMode.ALWAYS_OFF);
        assertThat(reset.state().settings().activeSchedule()).isEqualTo(1);
        assertThat(ctl("0badcafe", "export").out()).isEqualTo(Files.readString(file));

        // The sixth has no name, which only the gateway can know.
        Path partly = directory.resolve("partly.yaml");
        Files.writeString(
                partly,
                "work_mode: Auto\n"
                        + "active_schedule: 6\n"
                        + "schedules: {1: {periods: none}, 6: {periods: none}}\n");
        Ran failed = ctl("0badcafe", "import", partly.toString(), "--yes");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .startsWith("timeguard ctl import: active schedule: rejected: ")
                .endsWith(
                        ". Written before: schedule 1; not written: active schedule, work mode\n");

        Files.writeString(directory.resolve("bad.yaml"), "work_mode: warm\nx: 1\n");
        assertThat(ctl("0badcafe", "import", directory.resolve("bad.yaml").toString()).err())
                .hasLineCount(2);
    }
}
