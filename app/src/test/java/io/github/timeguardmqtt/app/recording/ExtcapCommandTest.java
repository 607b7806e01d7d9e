package io.github.timeguardmqtt.app.recording;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.Reporter;
import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code timeguard extcap}, alone and called by tshark. */
class ExtcapCommandTest {

    @TempDir private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private Ran extcap(String... options) {
        List<String> line = new ArrayList<>(List.of("extcap"));
        line.addAll(List.of(options));
        return Ran.with(Map.of("TIMEGUARD_DATA", data().toString()), line.toArray(String[]::new));
    }

    @Test
    void it_describes_itself_as_wireshark_asks() {
        String version = Build.version();
        Ran list =
                new Ran(
                        0,
                        """
                        extcap {version=%s}{display=Timeguard gateway}
                        interface {value=timeguard}{display=Timeguard gateway (none is running)}
                        """
                                .formatted(version),
                        "");
        assertThat(extcap("--extcap-interfaces", "--extcap-version=4.0")).isEqualTo(list);
        assertThat(extcap("--extcap-interfaces")).isEqualTo(list);
        assertThat(extcap("--extcap-version")).isEqualTo(list);
        assertThat(extcap("--extcap-dlts", "--extcap-interface", "timeguard"))
                .isEqualTo(
                        new Ran(0, "dlt {number=101}{name=RAW}{display=Raw IP, in pcapng}\n", ""));
        assertThat(extcap("--extcap-config", "--extcap-interface", "timeguard").out())
                .startsWith("arg {number=0}{call=--data}")
                .endsWith("{type=string}{default=" + data() + "}\n")
                .hasLineCount(1);
    }

    @Test
    void what_cannot_be_is_told_in_one_sentence() {
        assertThat(extcap().err()).startsWith("timeguard extcap: Wireshark calls this");
        assertThat(extcap("--extcap-interface", "eth0", "--extcap-dlts"))
                .isEqualTo(
                        new Ran(
                                2,
                                "",
                                "timeguard extcap: there is no interface \"eth0\": expected"
                                        + " timeguard\n"));
        assertThat(extcap("--capture", "--extcap-interface", "timeguard"))
                .isEqualTo(new Ran(2, "", "timeguard extcap: --capture needs --fifo\n"));
        // How Wireshark asks whether it is a filter: whatever is printed says no.
        assertThat(
                        extcap("--extcap-interface", "timeguard", "--extcap-capture-filter", "udp")
                                .out())
                .startsWith("the gateway has no capture filters");
        assertThat(extcap("--extcap-interface", "timeguard", "--extcap-capture-filter=").out())
                .isEmpty();
        Ran nobody =
                extcap(
                        "--capture",
                        "--extcap-interface=timeguard",
                        "--fifo",
                        folder.resolve("fifo").toString());
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("no gateway answers at " + data().resolve("control"));
    }

    @Test
    void tshark_lists_a_running_gateway_and_captures_what_passes_it() throws Exception {
        Path program = Files.createDirectory(folder.resolve("bin")).resolve("timeguard");
        Files.writeString(
                program,
                "#!/bin/sh\nexec %s \"$@\"\n"
                        .formatted(String.join(" ", GatewayProcess.command(List.of()))));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Path extcap =
                Files.createDirectories(
                                folder.resolve("config").resolve("wireshark").resolve("extcap"))
                        .resolve("timeguard-extcap");
        Files.copy(Path.of("..", "dist", "wireshark", "timeguard-extcap"), extcap);
        Files.setPosixFilePermissions(extcap, PosixFilePermissions.fromString("rwx------"));
        try (GatewayProcess gateway =
                        GatewayProcess.start(data(), 0, Map.of(), List.of("--mode=local"));
                Reporter device = new Reporter(gateway.address())) {
            await().until(() -> Files.exists(data().resolve("control")));
            Process list = tshark("-D");
            assertThat(new String(list.getInputStream().readAllBytes(), UTF_8))
                    .containsPattern("\\d+\\. timeguard \\(Timeguard gateway\\)\\n");
            Process capture = tshark("-i", "timeguard", "-c", "40", "-T", "json");
            try {
                Path json = folder.resolve("out");
                Thread reader =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        Files.copy(capture.getInputStream(), json);
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                });
                await().until(() -> {
                    device.exchange();
                    Ran marked = Ran.on("", "mark", "now", "--data", data().toString());
                    return marked.exitCode() == 0 && !capture.isAlive();
                });
                reader.join();
                assertThat(Files.readString(json))
                        .contains("\"frame.interface_name\": \"device\"")
                        .contains("\"frame.interface_name\": \"marks\"")
                        .contains("\"frame.comment\": \"mark: now\"")
                        .contains("\"frame.comment\": \"made by the gateway\"")
                        .contains("\"udp.dstport\": \"" + gateway.address().getPort() + "\"");
            } finally {
                capture.destroyForcibly();
            }
        }
    }

    private Process tshark(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Programs.find("tshark")));
        command.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.put("HOME", folder.toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("TIMEGUARD_DATA", data().toString());
        environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        return builder.start();
    }
}
