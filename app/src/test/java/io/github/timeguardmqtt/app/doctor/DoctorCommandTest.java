package io.github.timeguardmqtt.app.doctor;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Broker;
import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.WiredSwitch;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code timeguard doctor}, with a gateway that runs as a process, and without one. */
class DoctorCommandTest {

    /** What it deals with lives by the machine's clock. */
    private static final LoopClock CLOCK = LoopClock.real();

    private static final DeviceId ID = DeviceId.parse("0badcafe");
    private static final String PASSWORD = "correct-horse";

    /** What a switch says that has just been started. */
    private static final byte[] REPORT =
            FrameCodec.fromDevice(
                            ID,
                            1,
                            Envelope.REPORT_SEQUENCE,
                            new Message.ReportCodeVersionRequest(Text.name("4190117051001")))
                    .bytes()
                    .toArray();

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

    private <T extends AutoCloseable> T closeLater(T opened) {
        open.add(opened);
        return opened;
    }

    private GatewayProcess gateway(String... options) throws Exception {
        GatewayProcess gateway =
                closeLater(GatewayProcess.start(data(), 0, Map.of(), List.of(options)));
        await().until(() -> Files.exists(data().resolve("control")));
        return gateway;
    }

    private WiredSwitch device(InetSocketAddress server) throws IOException {
        return closeLater(new WiredSwitch(ID, server));
    }

    /** Somebody who says the same many times a second, whether anybody listens or not. */
    private void sender(int port, byte[] datagram) throws IOException {
        DatagramSocket socket = closeLater(new DatagramSocket(loopback(0)));
        var _ =
                closeLater(Executors.newSingleThreadScheduledExecutor())
                        .scheduleAtFixedRate(
                                () -> {
                                    try {
                                        socket.send(
                                                new DatagramPacket(
                                                        datagram, datagram.length, loopback(port)));
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                },
                                0,
                                50,
                                TimeUnit.MILLISECONDS);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(loopback(0))) {
            return socket.getLocalPort();
        }
    }

    private String[] args(String... options) {
        return with(List.of("--data=" + data()), options);
    }

    /** The command, with those of the first that are not given otherwise. */
    private static String[] with(List<String> usual, String... options) {
        List<String> all = new ArrayList<>(List.of("doctor"));
        usual.stream()
                .filter(option ->
                        Arrays.stream(options)
                                .noneMatch(
                                        given -> given.startsWith(option.replaceFirst("=.*", "="))))
                .forEach(all::add);
        all.addAll(Arrays.asList(options));
        return all.toArray(String[]::new);
    }

    /** Its verdicts, by check; each sentence can be looked at. */
    private record Examined(int exitCode, Map<String, Map<?, ?>> checks, String all) {
        String code(String check) {
            return of(check, "code");
        }

        String found(String check) {
            return of(check, "found");
        }

        String next(String check) {
            return of(check, "next");
        }

        private String of(String check, String field) {
            return String.valueOf(checks.getOrDefault(check, Map.of()).get(field));
        }
    }

    private Examined examine(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        Ran ran = Ran.on("", args(all.toArray(String[]::new)));
        assertThat(ran.out()).as(ran.err()).hasLineCount(1);
        Map<String, Object> object = PlainJson.object(ran.out());
        Map<String, Map<?, ?>> checks = new LinkedHashMap<>();
        for (Object each : (List<?>) object.getOrDefault("checks", List.of())) {
            Map<?, ?> check = (Map<?, ?>) each;
            checks.put(String.valueOf(check.get("check")), check);
            assertThat(String.valueOf(check.get("next"))).doesNotContain("{", "}");
        }
        assertThat(object.get("well")).isEqualTo(ran.exitCode() == 0);
        return new Examined(ran.exitCode(), checks, ran.out() + ran.err());
    }

    /** Without a gateway, on a port that nobody has, and not for long. */
    private Examined examineAlone(String... options) throws Exception {
        String[] all =
                with(
                        List.of("--mode=local", "--wait=1s", "--listen=127.0.0.1:" + freePort()),
                        options);
        return examine(Arrays.copyOfRange(all, 1, all.length));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void all_is_well_with_a_gateway_a_switch_and_a_broker() throws Exception {
        Broker broker = closeLater(Broker.start(directory, "house", PASSWORD));
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        String[] options = {
            "--mode=local",
            "--device=0badcafe=local",
            "--mqtt-host=127.0.0.1",
            "--mqtt-port=" + broker.port(),
            "--mqtt-username=house",
            "--mqtt-password-file=" + password,
            "--homeassistant-discovery",
            "--ntp=127.0.0.1:" + timeServer(Duration.ZERO)
        };
        GatewayProcess gateway = gateway(Arrays.copyOf(options, options.length - 1));
        device(gateway.address());
        await().until(() -> {
            Examined now = examine(options);
            return now.code("discovery").equals("discovery-announced")
                    && now.code("answers").equals("answers-arrive");
        });
        List<String> before = files();
        Examined well = examine(options);
        assertThat(well.checks().values())
                .extracting(check -> String.valueOf(check.get("code")))
                .containsExactly(
                        "gateway-runs",
                        "port-gateway",
                        "frames-arrive",
                        "sources-seen",
                        "switches-heard",
                        "directions-both",
                        "answers-arrive",
                        "dropped-nothing",
                        "switch-clocks-unknown",
                        "cloud-unused",
                        "clock-right",
                        "zone-uk",
                        "broker-connected",
                        "discovery-announced",
                        "disk-room",
                        "database-whole");
        assertThat(well.exitCode()).isZero();
        assertThat(well.found("port")).contains("127.0.0.1:" + gateway.address().getPort());
        assertThat(well.found("sources")).contains("0badcafe from 127.0.0.1:");
        assertThat(well.found("discovery")).contains("homeassistant/status says nothing");
        assertThat(well.all()).doesNotContain(PASSWORD);
        assertThat(files()).isEqualTo(before);
        assertThat(gateway.err()).noneMatch(line -> line.contains("WARN"));
        // Asked without the settings of the gateway it tells what that knows.
        Examined bare = examine();
        assertThat(bare.exitCode()).isZero();
        assertThat(bare.code("broker")).isEqualTo("broker-connected");
        assertThat(bare.code("discovery")).isEqualTo("discovery-untold");
        assertThat(bare.found("port")).contains("127.0.0.1:" + gateway.address().getPort());
    }

    @Test
    void without_a_gateway_it_listens_and_leaves_nothing_behind() throws Exception {
        Path there = Files.createDirectory(data());
        int port = freePort();
        sender(port, REPORT);
        List<String> before = files();
        Examined heard = examine("--mode=local", "--wait=1s", "--listen=127.0.0.1:" + port);
        assertThat(heard.exitCode()).isZero();
        assertThat(heard.code("gateway")).isEqualTo("gateway-none");
        assertThat(heard.code("port")).isEqualTo("port-free");
        assertThat(heard.code("frames")).isEqualTo("frames-arrive");
        assertThat(heard.found("sources")).contains("0badcafe from 127.0.0.1:");
        assertThat(heard.code("answers")).isEqualTo("answers-unanswered");
        assertThat(heard.code("database")).isEqualTo("database-none");
        assertThat(there).isEmptyDirectory();
        assertThat(files()).isEqualTo(before);
        Examined masked =
                examine("--mask", "--mode=local", "--wait=1s", "--listen=127.0.0.1:" + port);
        assertThat(masked.found("sources")).doesNotContain("0badcafe");
    }

    @Test
    void another_program_has_the_port() throws Exception {
        try (DatagramSocket other = new DatagramSocket(loopback(0))) {
            Examined taken = examine("--mode=local", "--listen=127.0.0.1:" + other.getLocalPort());
            assertThat(taken.exitCode()).isEqualTo(1);
            assertThat(taken.code("port")).isEqualTo("port-taken");
            assertThat(taken.next("port")).contains("'sport = :" + other.getLocalPort() + "'");
            assertThat(taken.code("frames")).isEqualTo("frames-unheard");
        }
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(
                            examine("--mode=local", "--listen=127.0.0.1:" + other.getLocalPort())
                                    .code("port"))
                    .isEqualTo("port-taken");
        }
        assertThat(examine("--mode=local", "--listen=192.0.2.1:9997").code("port"))
                .isEqualTo("port-refused");
        assertThat(examine("--mode=local", "--listen=nowhere.invalid:9997").code("port"))
                .isEqualTo("port-unknown");
    }

    @Test
    void nothing_arrives() throws Exception {
        Examined alone = examineAlone();
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.code("frames")).isEqualTo("frames-none");
        assertThat(alone.next("frames")).contains("timeguard router");
        gateway("--mode=local");
        Examined asked = examine("--wait=1s");
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.code("frames")).isEqualTo("frames-none");
        assertThat(asked.code("directions")).isEqualTo("directions-unknown");
    }

    @Test
    void a_switch_repeats_itself_because_no_answer_reaches_it() throws Exception {
        GatewayProcess gateway = gateway("--mode=local");
        try (DatagramSocket deaf = new DatagramSocket(loopback(0))) {
            for (int time = 0; time < 4; time++) {
                deaf.send(new DatagramPacket(REPORT, REPORT.length, gateway.address()));
            }
            await().until(() -> examine().code("answers").equals("answers-repeated"));
        }
        Examined repeated = examine();
        assertThat(repeated.exitCode()).isEqualTo(1);
        assertThat(repeated.found("answers")).contains("0badcafe repeats itself (3 times now)");
        assertThat(repeated.next("answers")).contains("MASQUERADE");
        assertThat(repeated.code("frames")).isEqualTo("frames-arrive");
    }

    /** What a gateway would say that has run for an hour. */
    private static String status(String cloud, String mode, long unanswered, String more) {
        return """
        {"uptime":3600,"fromDevices":100,"toDevices":90,"drops":{%s},
        "links":[{"name":"cloud","state":"%s"}],
        "devices":[{"id":"0badcafe","name":null,"online":true,"mode":"%s",
        "address":"192.168.1.50:9997","heard":"%s","answers":3,"unanswered":%d,"repeats":0,
        "clock":"its clock is an hour behind"}]}\
        """
                        .replace("\n", "")
                        .formatted(more, cloud, mode, CLOCK.instant(), unanswered)
                + "\n";
    }

    /** A control socket that answers with this, or never. */
    private void answering(String answer) throws IOException {
        Files.createDirectories(data());
        ServerSocketChannel server =
                closeLater(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(data().resolve("control")));
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        while (true) {
                            SocketChannel client = closeLater(server.accept());
                            client.read(ByteBuffer.allocate(1000));
                            client.write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
                        }
                    } catch (IOException e) {
                        // The test is over.
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "relay, '127.0.0.1:1, no answer for 40 s', cloud-silent, 1",
        "fallback, '127.0.0.1:1, no answer for 40 s', cloud-replaced, 0",
        "relay, '127.0.0.1:1, no answer for 3 s', cloud-pending, 0",
        "relay, '127.0.0.1:1, answers', cloud-answers, 0",
        "relay, 'cloud.invalid:9997, which cannot be resolved', cloud-name, 1",
    })
    void a_cloud_that_does_not_answer_matters_in_relay_mode(
            String mode, String cloud, String code, int exitCode) throws Exception {
        answering(status(cloud, mode, 0, ""));
        Examined examined = examine();
        assertThat(examined.code("cloud")).isEqualTo(code);
        assertThat(examined.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void what_a_gateway_counts_is_judged() throws Exception {
        answering(status("not used", "local", 5, "\"loop\":7,\"source\":2,\"server-frame\":1"));
        Examined examined = examine("--listen=0.0.0.0:9997");
        assertThat(examined.exitCode()).isEqualTo(1);
        assertThat(examined.code("answers")).isEqualTo("answers-lost");
        assertThat(examined.next("answers")).contains("9997");
        assertThat(examined.code("dropped")).isEqualTo("dropped-loop");
        assertThat(examined.code("sources")).isEqualTo("sources-strangers");
        assertThat(examined.code("switch clocks")).isEqualTo("switch-clocks-wrong");
        assertThat(examined.found("switch clocks")).contains("an hour behind");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"uptime\":1}",
                "{\"error\":\"no status\"}",
                "nonsense",
                "[[[[[[",
                "{\"uptime\":\"x\",\"devices\":[3]}"
            })
    void what_is_no_gateway_of_this_version_is_told_in_one_sentence(String answer)
            throws Exception {
        answering(answer + "\n");
        Examined examined = examineAlone();
        assertThat(examined.code("gateway")).isEqualTo("gateway-strange");
        assertThat(examined.exitCode()).isEqualTo(1);
        assertThat(examined.all()).doesNotContain("Exception");
    }

    @Test
    void a_gateway_that_never_answers_is_not_waited_for() throws Exception {
        answering("");
        assertThat(examineAlone().code("gateway")).isEqualTo("gateway-none");
    }

    @Test
    void a_check_that_cannot_be_made_ends_with_2() throws Exception {
        Files.createDirectories(data());
        ServerSocketChannel server =
                closeLater(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(data().resolve("control")));
        String justStarted =
                "{\"uptime\":0,\"fromDevices\":0,\"toDevices\":0,\"drops\":{},\"links\":[{\"name\":\"cloud\",\"state\":\"not used\"}],\"devices\":[]}\n";
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try (SocketChannel client = server.accept()) {
                        client.read(ByteBuffer.allocate(1000));
                        client.write(ByteBuffer.wrap(justStarted.getBytes(UTF_8)));
                        server.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        Examined examined = examine("--wait=1s");
        assertThat(examined.code("frames")).isEqualTo("unseen");
        assertThat(examined.found("frames")).startsWith("the gateway has ended meanwhile");
        assertThat(examined.exitCode()).isEqualTo(2);
    }

    @Test
    void without_a_gateway_the_cloud_is_looked_for() throws Exception {
        Examined unknown = examineAlone("--mode=relay", "--cloud=cloud.invalid:9997");
        assertThat(unknown.code("cloud")).isEqualTo("cloud-name");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(examineAlone("--mode=relay", "--cloud=127.0.0.1:" + freePort()).code("cloud"))
                .isEqualTo("cloud-route");
        int port = freePort();
        assertThat(
                        examineAlone(
                                        "--mode=relay",
                                        "--listen=127.0.0.1:" + port,
                                        "--cloud=127.0.0.1:" + port)
                                .code("cloud"))
                .isEqualTo("cloud-loop");
    }

    @Test
    void a_broker_that_lets_nobody_in_is_told_without_the_password() throws Exception {
        Broker broker = closeLater(Broker.start(directory, "house", PASSWORD));
        String[] options = {
            "--mqtt-host=127.0.0.1",
            "--mqtt-port=" + broker.port(),
            "--mqtt-username=house",
            "--mqtt-password=wrong-horse"
        };
        Examined refused = examineAlone(options);
        assertThat(refused.code("broker")).isEqualTo("broker-refuses");
        assertThat(refused.code("discovery")).isEqualTo("discovery-unseen");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.all()).doesNotContain("wrong-horse");
        Examined away =
                examineAlone("--mqtt-url=mqtt://house:wrong-horse@127.0.0.1:" + Broker.freePort());
        assertThat(away.code("broker")).isEqualTo("broker-away");
        assertThat(away.all()).doesNotContain("wrong-horse");
        Examined tls = examineAlone("--mqtt-url=mqtts://127.0.0.1:" + broker.port());
        assertThat(tls.code("broker")).isEqualTo("broker-tls");
    }

    @Test
    void a_broker_that_never_answers_is_not_waited_for() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Examined examined =
                    examineAlone("--mqtt-host=127.0.0.1", "--mqtt-port=" + mute.getLocalPort());
            assertThat(examined.code("broker")).isEqualTo("broker-away");
        }
    }

    @Test
    void a_gateway_elsewhere_and_a_home_assistant_that_is_off_are_seen_at_the_broker()
            throws Exception {
        Broker broker = closeLater(Broker.start(directory));
        broker.publishRetained("timeguard/lwt", "online");
        broker.publishRetained("homeassistant/status", "offline");
        broker.publishRetained(
                "homeassistant/device/0badcafe/config",
                "{\"availability_topic\":\"timeguard/0badcafe/lwt\"}");
        Examined examined =
                examineAlone(
                        "--mqtt-host=127.0.0.1",
                        "--mqtt-port=" + broker.port(),
                        "--homeassistant-discovery");
        assertThat(examined.code("broker")).isEqualTo("broker-two");
        assertThat(examined.code("discovery")).isEqualTo("discovery-offline");
    }

    @Test
    void an_embedded_broker_needs_its_port() throws Exception {
        assertThat(examineAlone("--mqtt-embedded=" + Broker.freePort()).code("broker"))
                .isEqualTo("broker-comes");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(examineAlone("--mqtt-embedded=" + other.getLocalPort()).code("broker"))
                    .isEqualTo("broker-port-taken");
        }
    }

    /** A time server whose clock is ahead by so much. */
    private int timeServer(Duration ahead) throws IOException {
        DatagramSocket socket = closeLater(new DatagramSocket(loopback(0)));
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        while (true) {
                            DatagramPacket packet = new DatagramPacket(new byte[48], 48);
                            socket.receive(packet);
                            Instant now = CLOCK.instant().plus(ahead);
                            long stamp =
                                    (now.getEpochSecond() + 2_208_988_800L) << 32
                                            | ((long) now.getNano() << 32) / 1_000_000_000L;
                            ByteBuffer answer = ByteBuffer.wrap(packet.getData());
                            long mark = answer.getLong(40);
                            answer.put(0, (byte) 0x24).put(1, (byte) 2);
                            answer.putLong(24, mark).putLong(32, stamp).putLong(40, stamp);
                            socket.send(packet);
                        }
                    } catch (IOException e) {
                        // The test is over.
                    }
                });
        return socket.getLocalPort();
    }

    @ParameterizedTest
    @CsvSource({
        "0, clock-right, 0",
        "30, clock-off, 0",
        "-30, clock-off, 0",
        "3600, clock-wrong, 1",
        "-90000, clock-wrong, 1"
    })
    void the_clock_is_compared(int seconds, String code, int exitCode) throws Exception {
        int port = freePort();
        sender(port, REPORT);
        int server = timeServer(Duration.ofSeconds(seconds));
        Examined examined = examineAlone("--listen=127.0.0.1:" + port, "--ntp=127.0.0.1:" + server);
        assertThat(examined.code("clock")).isEqualTo(code);
        assertThat(examined.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void a_time_server_that_is_none_and_a_zone_that_is_not_the_switch_s_are_told()
            throws Exception {
        Examined examined =
                examineAlone("--ntp=127.0.0.1:" + freePort(), "--timezone=Europe/Berlin");
        assertThat(examined.code("clock")).isEqualTo("clock-uncompared");
        assertThat(examined.code("time zone")).isEqualTo("zone-other");
        assertThat(examineAlone("--ntp=time.invalid").code("clock")).isEqualTo("clock-uncompared");
    }

    @Test
    void a_data_directory_that_cannot_be_used() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        Examined isFile = examineAlone("--data=" + file.resolve("below"));
        assertThat(isFile.code("disk")).isEqualTo("disk-unmakeable");
        assertThat(isFile.exitCode()).isEqualTo(1);
        // Nobody may write there, root neither.
        assertThat(examineAlone("--data=/proc/timeguard").code("disk")).isEqualTo("disk-forbidden");
    }

    @Test
    void a_disk_without_room() {
        assertThat(DiskChecks.space("/data", 5_000_000).diagnosis()).isEqualTo(Diagnosis.DISK_FULL);
        assertThat(DiskChecks.space("/data", 150_000_000).diagnosis())
                .isEqualTo(Diagnosis.DISK_NEARLY_FULL);
        Path data = Path.of("/data");
        FileSystemException why =
                new FileSystemException(data + "/x", null, "Auf dem Gerät ist kein Platz");
        Finding full = DiskChecks.refused(data, why, false);
        assertThat(full.diagnosis()).isEqualTo(Diagnosis.DISK_FULL);
        assertThat(full.found()).isEqualTo("cannot write to /data: Auf dem Gerät ist kein Platz");
        assertThat(DiskChecks.refused(data, why, true).diagnosis())
                .isEqualTo(Diagnosis.DISK_READ_ONLY);
    }

    @Test
    void a_damaged_database_is_told_and_left_as_it_is() throws Exception {
        Files.createDirectory(data());
        Path database = data().resolve("timeguard.db");
        Files.write(database, new byte[8192]);
        Files.writeString(database, "This is no database at all, but some text".repeat(100));
        List<String> before = files();
        Examined examined = examineAlone();
        assertThat(examined.code("database")).isEqualTo("database-broken");
        assertThat(examined.exitCode()).isEqualTo(1);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void the_database_of_a_gateway_that_was_killed_is_looked_through_and_left_as_it_is()
            throws Exception {
        GatewayProcess gateway = gateway("--mode=local");
        device(gateway.address());
        await().until(() -> examine().code("frames").equals("frames-arrive"));
        gateway.kill();
        List<String> before = files();
        assertThat(examineAlone().code("database")).isEqualTo("database-whole");
        assertThat(files()).isEqualTo(before);
        GatewayProcess.start(data(), 0, Map.of(), List.of("--mode=local")).terminate();
        List<String> closed = files();
        assertThat(examineAlone().code("database")).isEqualTo("database-whole");
        assertThat(files()).isEqualTo(closed);
    }

    @Test
    void a_switch_of_the_settings_that_is_another_one_is_told() throws Exception {
        int port = freePort();
        sender(port, REPORT);
        Examined examined =
                examineAlone("--listen=127.0.0.1:" + port, "--device=0badf00d=fallback");
        assertThat(examined.code("switches")).isEqualTo("switches-strange");
        assertThat(examined.found("switches")).contains("0badf00d, which is not heard");
        assertThat(examined.found("sources")).contains("0badcafe");
    }

    @Test
    void what_no_switch_sends_is_told() throws Exception {
        int port = freePort();
        sender(port, new byte[] {1, 2, 3});
        Examined examined = examineAlone("--listen=127.0.0.1:" + port);
        assertThat(examined.code("frames")).isEqualTo("frames-foreign");
        assertThat(examined.next("frames")).contains("port " + port);
    }

    @Test
    void people_get_lines_that_fit_and_end_with_what_is_to_be_done() throws Exception {
        Ran ran = Ran.on("", args("--mode=local", "--wait=1s", "--listen=127.0.0.1:" + freePort()));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).matches("\\A[\\x20-\\x7e\\n]*\\z");
        assertThat(ran.out().lines())
                .filteredOn(line -> line.length() > 100)
                .allMatch(line -> line.contains(directory.toString()));
        assertThat(ran.out())
                .contains("FAIL  frames         nothing arrived in 1 s\n")
                .contains("                     -> Enter in your router what `timeguard router`")
                .endsWith("\n1 thing is to be mended.\n");
        assertThat(ran.err())
                .isEqualTo(
                        "timeguard doctor: no gateway runs; listening for a switch for up to 1"
                                + " s\n");
    }

    @ParameterizedTest
    @CsvSource({"--wait=soon", "--ntp=no host", "--mode=nothing", "--nonsense"})
    void settings_that_make_no_sense_end_with_2(String option) {
        Ran ran = Ran.on("", args(option));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("timeguard doctor: ").hasLineCount(1);
    }
}
