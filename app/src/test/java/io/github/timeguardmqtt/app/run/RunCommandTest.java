package io.github.timeguardmqtt.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Main;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code timeguard run} as a process of its own, between two real sockets. */
class RunCommandTest {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    /** The captured frames of docs/reference/protocol.md. */
    private static final List<Captured> CAPTURED =
            List.of(
                    new Captured(
                            true,
                            "success",
                            "fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00 64"
                                    + " 00 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17 2d df"),
                    new Captured(
                            false,
                            "success",
                            "fa d4 10 00 ff ff ff ff 00 0f 04 00 ff 5f 63 6f 78 56 34 12 0f 03 ee"
                                    + " 60 c2 c1 2d df"),
                    new Captured(
                            false,
                            "unknown",
                            "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d"
                                    + " df"),
                    new Captured(
                            false,
                            "unknown",
                            "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 73 74 61 78 56 34 12 8e 43 2d"
                                    + " df"),
                    new Captured(
                            true,
                            "unknown",
                            "fa d4 10 00 40 02 00 00 04 05 04 00 a1 00 00 00 78 56 34 12 00 00 00"
                                    + " 00 dd 03 2d df"),
                    new Captured(
                            false,
                            "success",
                            "fa d4 0c 00 ff ff ff ff 09 0c 00 00 a2 5f 63 6f 78 56 34 12 02 bf 2d"
                                    + " df"),
                    new Captured(
                            true,
                            "success",
                            "fa d4 18 00 41 02 00 00 09 05 0c 00 a2 00 00 00 78 56 34 12 00 74 00"
                                    + " 00 c8 73 ea 60 00 86 eb 60 1e be 2d df"));

    private record Captured(boolean fromDevice, String verdict, String hex) {

        /** As the device {@code 0badcafe} would have it, with the checksum that belongs to it. */
        byte[] ofAnotherDevice() {
            byte[] frame = HEX.parseHex(hex);
            System.arraycopy(HEX.parseHex("fe ca ad 0b"), 0, frame, 16, 4);
            int crc = 0;
            for (int at = 8; at < frame.length - 4; at++) {
                crc ^= (frame[at] & 0xff) << 8;
                for (int bit = 0; bit < 8; bit++) {
                    crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
                }
            }
            frame[frame.length - 4] = (byte) crc;
            frame[frame.length - 3] = (byte) (crc >>> 8);
            return frame;
        }
    }

    private final DatagramSocket device = socket();
    private final DatagramSocket cloud = socket();

    @TempDir private Path directory;

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(Patience.MILLIS);
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(DatagramSocket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** A gateway that has said that it is ready. */
    private final class Program implements AutoCloseable {

        private final Process process;
        private final BufferedReader err;
        private final List<String> warnings = new ArrayList<>();
        private final InetSocketAddress address;

        Program(String... options) throws IOException {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("--listen=127.0.0.1:0", "--cloud", text(cloud)));
            process = start(all);
            process.getOutputStream().close();
            err = process.errorReader(UTF_8);
            String ready = String.valueOf(err.readLine());
            while (ready.contains(" WARN ")) {
                warnings.add(ready);
                ready = String.valueOf(err.readLine());
            }
            assertThat(ready).contains("Relaying between devices at 127.0.0.1:");
            String port = ready.replaceFirst(".*devices at 127\\.0\\.0\\.1:(\\d+).*", "$1");
            address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        }

        /** Tells it to end, and gives the lines it still writes to standard error. */
        List<String> end(String signal) throws Exception {
            signal(signal);
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            return err.lines().toList();
        }

        void signal(String signal) throws Exception {
            Process kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        List<String> out() throws IOException {
            return process.inputReader(UTF_8).lines().toList();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** With a place of its own for what it must remember, where no option says another. */
    private Process start(List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TIMEGUARD_") || name.equals("STATE_DIRECTORY"));
        builder.environment()
                .put("XDG_STATE_HOME", Files.createTempDirectory(directory, "state").toString());
        return builder.start();
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env")) && Files.exists(Path.of("/proc/self"))) {
            // A build that runs in the background has its children ignore SIGINT.
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT"));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        // As ./timeguard starts it: SQLite is native.
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Runs a command line that ends by itself. */
    private Ran run(String... arguments) throws Exception {
        Process process = start(List.of(arguments));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    private static void send(DatagramSocket from, byte[] bytes, InetSocketAddress to)
            throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static InetSocketAddress expect(DatagramSocket at, byte[] bytes) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        at.receive(packet);
        assertThat(HEX.formatHex(packet.getData(), 0, packet.getLength()))
                .isEqualTo(HEX.formatHex(bytes));
        return (InetSocketAddress) packet.getSocketAddress();
    }

    private void passCaptured(Program program, boolean another) throws IOException {
        InetSocketAddress link = program.address;
        for (Captured frame : CAPTURED) {
            byte[] bytes = another ? frame.ofAnotherDevice() : HEX.parseHex(frame.hex());
            if (frame.fromDevice()) {
                send(device, bytes, program.address);
                link = expect(cloud, bytes);
            } else {
                send(cloud, bytes, link);
                assertThat(expect(device, bytes)).isEqualTo(program.address);
            }
        }
    }

    private Stream<String> expectedLines() {
        return CAPTURED.stream()
                .map(frame ->
                        "[%s -> %s] [parsing:%s] %s"
                                .formatted(
                                        text(frame.fromDevice() ? device : cloud),
                                        text(frame.fromDevice() ? cloud : device),
                                        frame.verdict(),
                                        frame.hex()));
    }

    @ParameterizedTest
    @CsvSource({
        "run --debug, false",
        "--debug, false",
        "--debug --mask, true",
        "-d -s -m relay, true"
    })
    void the_captured_frames_pass_and_are_the_only_thing_on_standard_output(
            String options, boolean another) throws Exception {
        try (Program program = new Program(options.split(" "))) {
            passCaptured(program, another);
            List<String> err = program.end("TERM");
            assertThat(program.out())
                    .allSatisfy(line ->
                            assertThat(line).matches("\\[[\\d-]{10} [\\d:]{8}\\.\\d{6}] .*"))
                    .extracting(line -> line.substring(29))
                    .containsExactlyElementsOf(expectedLines().toList());
            assertThat(err)
                    .allSatisfy(
                            line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT\\S+ \\w+ .*"))
                    .anySatisfy(line -> assertThat(line).contains("Device 12345678 is at"))
                    .last()
                    .asString()
                    .endsWith("Relayed 3 datagrams to the cloud and 4 to devices; dropped 0");
        }
    }

    @Test
    void parsed_data_is_written_without_debug_too() throws Exception {
        try (Program program = new Program("--print-parsed-data", "--mask")) {
            passCaptured(program, true);
            program.end("TERM");
            assertThat(String.join("\n", program.out()))
                    .contains("PingRequest", "GetHolidayResponse", "12345678")
                    .doesNotContain("parsing:", "0badcafe");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void a_signal_ends_it_in_order(String signal) throws Exception {
        try (Program program = new Program()) {
            List<String> err = program.end(signal);
            assertThat(err).singleElement().asString().contains("Relayed 0 datagrams to the cloud");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void it_ends_although_nobody_reads_its_output() throws Exception {
        try (Program program = new Program("--debug")) {
            byte[] large = new byte[60_000];
            byte[] frame = CAPTURED.getFirst().ofAnotherDevice();
            System.arraycopy(frame, 0, large, 0, frame.length);
            for (int i = 0; i < 20; i++) {
                send(device, large, program.address);
                expect(cloud, large);
            }
            assertThat(program.end("TERM")).last().asString().contains("Relayed 20 datagrams");
        }
    }

    @Test
    void a_reader_that_leaves_does_not_end_the_relay() throws Exception {
        try (Program program = new Program("--debug")) {
            program.process.getInputStream().close();
            for (int i = 0; i < 3; i++) {
                passCaptured(program, false);
            }
            List<String> err = program.end("TERM");
            assertThat(err)
                    .filteredOn(line -> line.contains("frame log"))
                    .singleElement()
                    .asString()
                    .contains("The frame log ended, traffic goes on: Broken pipe");
            assertThat(err)
                    .last()
                    .asString()
                    .contains("Relayed 9 datagrams to the cloud and 12 to");
        }
    }

    private static void expectRefusal(Ran ran, String... parts) {
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("timeguard run: ").hasLineCount(1).contains(parts);
    }

    @Test
    void a_port_that_is_taken_is_one_sentence() throws Exception {
        expectRefusal(run("--listen", text(device)), "Cannot listen on " + text(device));
        try (Program first = new Program()) {
            expectRefusal(
                    run("--listen=127.0.0.1:" + first.address.getPort()),
                    "Cannot listen on 127.0.0.1:" + first.address.getPort());
        }
    }

    @Test
    void a_data_directory_in_use_is_one_sentence_and_free_again_after_a_kill() throws Exception {
        String data = directory.resolve("made/on/the/way").toString();
        try (Program first = new Program("--data", data)) {
            expectRefusal(
                    run("--listen=127.0.0.1:0", "--data=" + data),
                    data + " is in use by process " + first.process.pid());
            first.process.destroyForcibly().waitFor();
        }
        try (Program second = new Program("--data", data)) {
            second.end("INT");
        }
    }

    @Test
    void a_data_directory_that_is_a_file_is_one_sentence() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        expectRefusal(run("--data", file.toString()), file + " is a file");
    }

    @Test
    void a_data_directory_that_cannot_be_is_told_and_the_traffic_passes() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        try (Program program = new Program("--data", file + "/below")) {
            assertThat(program.warnings)
                    .singleElement()
                    .asString()
                    .contains("The data directory " + file + "/below cannot be written");
            passCaptured(program, false);
            program.end("TERM");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--listen=9997, \"9997\" is not a host and a port",
        "--listen=127.0.0.1:70000, has no valid port",
        "--listen=no.such.host.invalid:1, no.such.host.invalid",
        "--cloud=127.0.0.1:0, is no place to send to",
        "--cloud=, is not a host and a port",
        "--max-devices=0, 0 devices are not possible: expected 1 to 10000",
        "--max-devices=10001, 10001 devices are not possible: expected 1 to 10000",
        "--max-devices=many, \"many\" is not a whole number up to 2147483647",
        "--mode=sideways, 'is not a mode: expected relay, fallback, local'",
        "--allow-source=10.0/8, is not an address range",
        "--allow-source=1.2.3.4/40, must be 0 to 32",
        "--debgu, did you mean --debug?",
        "--listen, --listen needs a value: HOST:PORT",
    })
    void a_bad_option_is_one_sentence(String option, String part) throws Exception {
        Ran ran = Ran.on("", "--data=" + directory, option);
        expectRefusal(ran, part);
    }

    @Test
    void the_gateway_itself_as_the_cloud_is_one_sentence() throws Exception {
        String place;
        try (DevicePort free =
                DevicePort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            place = "127.0.0.1:" + free.address().getPort();
        }
        expectRefusal(run("--listen", place, "--cloud", place), "is this gateway itself");
    }
}
