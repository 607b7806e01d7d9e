package io.github.timeguardmqtt.app.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CaptureState;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.Health;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.control.ControlSocket;
import io.github.timeguardmqtt.app.control.LinkState;
import io.github.timeguardmqtt.app.control.StatusAnswer;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.Boost;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {

    /** What it deals with lives by the machine's clock. */
    private static final LoopClock CLOCK = LoopClock.real();

    private static final Status REPORT =
            new Status(
                    RelayState.ON,
                    true,
                    false,
                    false,
                    0,
                    Bytes.of(0, 0, 0),
                    WorkMode.AUTO,
                    Bytes.of(0, 0, 0),
                    4711,
                    Boost.OFF,
                    Bytes.of(0, 0));

    private static final Requests NOTHING =
            (what, _) -> CompletableFuture.completedFuture("{\"error\":\"no " + what + "\"}");

    @TempDir Path directory;

    private Optional<CaptureState> capture = Optional.empty();

    @Test
    void people_get_a_table_of_eighty_columns() throws Exception {
        try (ControlSocket _ = gateway(someDevices(), someLinks())) {
            Ran ran = status();
            assertThat(ran.err()).isEmpty();
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out())
                    .isEqualTo(
                            """
                            Running for 3 h; 3 devices known, 1 online; 1 command waiting

                            id        name            online  mode      relay  heard      address
                            0badcafe  Boiler          yes     fallback  on     0 s ago    192.168.100.50:9997
                            12345678  A name that...  no      local     -      5 min ago  -
                            fedcba98  ?[2JKüche       no      relay     -      3 d ago    -

                            cloud  reachable since 12:00
                            mqtt   connected to 127.0.0.1:1883

                            from      120 from devices, 30 from the cloud
                            to        40 to devices, 110 to the cloud
                            answered  12 by the gateway itself
                            dropped   source 3, loop 1
                            """);
        }
    }

    @Test
    void a_gateway_with_nothing_to_tell_says_so() throws Exception {
        try (ControlSocket _ = gateway(List.of(), List.of())) {
            assertThat(status().out())
                    .startsWith(
                            "Running for 3 h; 0 devices known, 1 online; 1 command waiting\n\nfrom");
        }
    }

    @Test
    void where_traffic_is_recorded_it_says_where_and_what_is_in_the_way() throws Exception {
        capture =
                Optional.of(
                        new CaptureState(
                                "/caps", "b.pcapng", 2, 3_450_000, 70, 0, Optional.empty()));
        try (ControlSocket _ = gateway(List.of(), List.of())) {
            assertThat(status().out())
                    .endsWith("\nrecorded  2 files, 3.5 MB, in /caps; now b.pcapng\n");
        }
        capture =
                Optional.of(
                        new CaptureState(
                                "/caps", "", 1, 0, 70, 9, Optional.of("No space left on device")));
        try (ControlSocket _ = gateway(List.of(), List.of())) {
            assertThat(status().out())
                    .endsWith(
                            "\nrecorded  nothing just now: No space left on device; 1 file, 0.0 MB, in /caps; 9 packets left out\n");
            assertThat(status("--json").out())
                    .contains(
                            "\"capture\":{\"directory\":\"/caps\",\"file\":\"\",\"files\":1,\"bytes\":0,\"packets\":70,\"leftOut\":9,\"problem\":\"No space left on device\"}");
        }
    }

    @Test
    void programs_get_one_object_on_a_line() throws Exception {
        Instant heard = Instant.parse("2026-11-22T12:00:00Z");
        try (ControlSocket _ =
                gateway(
                        List.of(
                                new KnownDevice(full(), heard),
                                new KnownDevice(bare("12345678", "", Mode.LOCAL), heard)),
                        someLinks())) {
            Ran ran = status("--json");
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out())
                    .isEqualTo(
                            "{\"uptime\":10800,\"heapBytes\":1000000,\"online\":1,\"fromDevices\":120,\"toDevices\":40,"
                                    + "\"toCloud\":110,\"fromCloud\":30,\"answered\":12,\"commandsWaiting\":1,"
                                    + "\"drops\":{\"source\":3,\"loop\":1},\"links\":[{\"name\":\"cloud\",\"state\":\"reachable since 12:00\"},{\"name\":\"mqtt\",\"state\":\"connected to 127.0.0.1:1883\"}],\"capture\":null,"
                                    + "\"devices\":[{\"id\":\"0badcafe\",\"name\":\"Boiler\",\"online\":true,\"mode\":\"fallback\","
                                    + "\"address\":\"192.168.100.50:9997\",\"heard\":\"2026-11-22T12:00:00Z\",\"frames\":0,\"answers\":0,\"unanswered\":0,\"repeats\":0,\"clock\":null,\"codeVersion\":\"4190117051001\",\"activeSchedule\":0,"
                                    + "\"report\":{\"relay\":\"ON\",\"loadDetected\":true,\"advance\":false,\"workMode\":\"AUTO\",\"uptime\":4711}},"
                                    + "{\"id\":\"12345678\",\"name\":null,\"online\":false,\"mode\":\"local\",\"address\":null,"
                                    + "\"heard\":\"2026-11-22T12:00:00Z\",\"frames\":0,\"answers\":0,\"unanswered\":0,\"repeats\":0,\"clock\":null,\"codeVersion\":null,\"activeSchedule\":null,\"report\":null}]}\n");
            assertThat(PlainJson.object(ran.out())).containsKey("devices");
        }
    }

    @Test
    void ten_thousand_devices_are_shown() throws Exception {
        Instant heard = CLOCK.instant();
        List<KnownDevice> many =
                Collections.nCopies(
                        10_000, new KnownDevice(bare("12345678", "x", Mode.LOCAL), heard));
        try (ControlSocket _ = gateway(many, List.of())) {
            assertThat(status().out().lines().filter(line -> line.startsWith("12345678")))
                    .hasSize(10_000);
        }
    }

    @Test
    void where_no_gateway_runs_it_says_where_it_looked() {
        assertThat(status())
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "timeguard status: no gateway answers at %s: start one, or name its data directory with --data\n"
                                        .formatted(directory.resolve("control"))));
    }

    @Test
    void a_path_that_no_socket_can_have_is_the_same_sentence() {
        Ran ran = Ran.on("", "status", "--data", directory.resolve("d".repeat(120)).toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith("timeguard status: no gateway answers at ")
                .hasLineCount(1);
    }

    @Test
    void what_the_gateway_cannot_do_is_passed_on() throws Exception {
        try (ControlSocket _ =
                ControlSocket.open(directory, Map.of(), Map.of(), NOTHING).orElseThrow()) {
            Ran ran = status();
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err())
                    .startsWith("timeguard status: the gateway at ")
                    .endsWith("says: no status\n");
        }
    }

    @Test
    void an_answer_of_another_form_is_told() throws Exception {
        try (ControlSocket _ =
                ControlSocket.open(
                                directory,
                                Map.of(
                                        "status",
                                        to -> {
                                            to.beginObject();
                                            to.endObject();
                                            to.endLine();
                                        }),
                                Map.of(),
                                NOTHING)
                        .orElseThrow()) {
            assertThat(status().err()).contains("is not a gateway of this version");
        }
    }

    @Test
    void a_word_too_many_is_a_wrong_command_line() {
        assertThat(Ran.on("", "status", "now"))
                .isEqualTo(new Ran(2, "", "timeguard status: \"now\" is one word too many\n"));
    }

    private Ran status(String... options) {
        String[] args = new String[3 + options.length];
        args[0] = "status";
        args[1] = "--data";
        args[2] = directory.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return Ran.on("", args);
    }

    private ControlSocket gateway(List<KnownDevice> devices, List<LinkState> links) {
        return ControlSocket.open(
                        directory,
                        Map.of(
                                "status",
                                new StatusAnswer(
                                        new Figures(),
                                        () -> CompletableFuture.completedFuture(devices),
                                        () -> capture,
                                        () -> links)),
                        Map.of(),
                        NOTHING)
                .orElseThrow();
    }

    private static List<LinkState> someLinks() {
        return List.of(
                new LinkState("cloud", "reachable since 12:00"),
                new LinkState("mqtt", "connected to 127.0.0.1:1883"));
    }

    private static List<KnownDevice> someDevices() throws Exception {
        // Heard in the future: the clock was set back.
        Instant now = CLOCK.instant();
        return List.of(
                new KnownDevice(full(), now.plusSeconds(60)),
                new KnownDevice(
                        bare("12345678", "A name that is long", Mode.LOCAL), now.minusSeconds(300)),
                new KnownDevice(
                        bare("fedcba98", "\u001b[2JKüche", Mode.RELAY),
                        now.minus(Duration.ofDays(3))));
    }

    private static DeviceState full() throws Exception {
        return new DeviceState(
                DeviceId.parse("0badcafe"),
                Mode.FALLBACK,
                SwitchRules.USUAL,
                true,
                Optional.of(
                        new InetSocketAddress(
                                InetAddress.getByAddress(
                                        new byte[] {(byte) 192, (byte) 168, 100, 50}),
                                9997)),
                new DeviceState.Memory(
                        Optional.of("Boiler"),
                        Optional.of(Text.name("4190117051001")),
                        Programme.UNKNOWN.withActiveSchedule(0),
                        OptionalLong.empty()),
                new DeviceState.Report(Optional.of(REPORT), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private static DeviceState bare(String id, String name, Mode mode) {
        return DeviceState.unheard(DeviceId.parse(id), mode, SwitchRules.USUAL)
                .withMemory(
                        Optional.of(name).filter(text -> !text.isEmpty()),
                        Optional.empty(),
                        Programme.UNKNOWN);
    }

    /** A gateway that has just these figures, and does nothing. */
    private static final class Figures implements GatewayApi {

        @Override
        public CompletableFuture<Health> health() {
            Map<String, Long> drops = new LinkedHashMap<>();
            drops.put("source", 3L);
            drops.put("loop", 1L);
            return CompletableFuture.completedFuture(
                    new Health(
                            Duration.ofHours(3), 1_000_000, 3, 1, 120, 40, 110, 30, 12, drops, 1));
        }

        @Override
        public void submit(CommandRequest request) {}

        @Override
        public CompletableFuture<CommandResult> carryOut(CommandRequest request) {
            throw new AssertionError();
        }

        @Override
        public void refuse(CommandResult result) {}

        @Override
        public void delivered(String transaction) {}

        @Override
        public CompletableFuture<Boolean> rename(DeviceId device, String name) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public CompletableFuture<Boolean> remove(DeviceId device) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public void mark(String comment) {}
    }
}
