package io.github.timeguardmqtt.app.recording;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.timeguardmqtt.app.GatewayProcess;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.Reporter;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that records, as a process of its own: killed, and without room to write. */
class CaptureProcessTest {

    private static final String WARNING = "The traffic cannot be recorded in ";

    @TempDir private Path temporary;

    private Path data() {
        return temporary.resolve("data");
    }

    private Path captures() {
        return temporary.resolve("captures");
    }

    private List<String> options(Path captures) {
        return List.of("--mode=local", "--capture=" + captures);
    }

    private static List<Captured> read(Path file) throws IOException {
        List<Captured> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CaptureFile.read(in, "", ZoneOffset.UTC, () -> {}, found::add);
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void no_kill_leaves_a_file_that_cannot_be_read() throws Exception {
        for (int kill = 0; kill < 3; kill++) {
            try (GatewayProcess gateway =
                            GatewayProcess.start(data(), 0, Map.of(), options(captures()));
                    Reporter device = new Reporter(gateway.address())) {
                for (int i = 0; i < 200; i++) {
                    device.exchange();
                }
                for (int i = 0; i < 500; i++) {
                    device.send();
                }
                gateway.kill();
            }
        }
        try (GatewayProcess gateway =
                        GatewayProcess.start(data(), 0, Map.of(), options(captures()));
                Reporter device = new Reporter(gateway.address())) {
            device.exchange();
            gateway.terminate();
        }
        List<Path> files = files(captures());
        assertThat(files).hasSize(4);
        for (Path file : files) {
            assertThat(read(file)).isNotEmpty().allMatch(Packet.class::isInstance);
        }
    }

    @Test
    void a_file_that_may_not_grow_is_cut_to_whole_blocks_and_the_traffic_goes_on()
            throws Exception {
        int most = 400_000;
        if (!runs("prlimit", "--version")) {
            abort("there is no prlimit here: the largest size of a file cannot be set");
        }
        try (GatewayProcess gateway =
                        GatewayProcess.start(
                                List.of("prlimit", "--fsize=" + most),
                                data(),
                                0,
                                Map.of(),
                                options(captures()));
                Reporter device = new Reporter(gateway.address())) {
            while (gateway.err().stream().noneMatch(line -> line.contains(WARNING))) {
                device.exchange();
            }
            while (gateway.err().stream().noneMatch(line -> line.contains("The capture goes on"))) {
                device.exchange();
            }
            gateway.terminate();
            assertThat(gateway.err().stream().filter(line -> line.contains(WARNING)))
                    .singleElement()
                    .asString()
                    .contains(captures() + " (File too large): it goes on without that");
        }
        List<Path> files = files(captures());
        assertThat(files).hasSizeGreaterThan(1);
        assertThat(files.getFirst().toFile().length()).isBetween(most - 1000L, (long) most);
        for (Path file : files) {
            assertThat(read(file)).noneMatch(Unreadable.class::isInstance);
        }
        Packet first = (Packet) read(files.get(1)).getFirst();
        assertThat(first.text()).matches("\\d+ packets? before this one (was|were) left out");
    }

    @Test
    void a_full_disk_suspends_the_capture_until_there_is_room() throws Exception {
        String mount = "mount -t tmpfs -o size=256k,mode=700 tmpfs \"$1\"";
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        if (!runs("unshare", "-rm", "sh", "-c", mount, "sh", disk.toString())) {
            abort("a small disk cannot be mounted here: no namespaces, or not allowed");
        }
        Path room = temporary.resolve("room");
        assertThat(runs("mkfifo", room.toString())).isTrue();
        String script =
                mount
                        + " && head -c 150000 /dev/zero >\"$1/ballast\""
                        + " && { (read -r _ <\"$2\"; rm \"$1/ballast\") & shift 2; exec \"$@\"; }";
        try (GatewayProcess gateway =
                        GatewayProcess.start(
                                List.of(
                                        "unshare",
                                        "-rm",
                                        "sh",
                                        "-c",
                                        script,
                                        "sh",
                                        disk.toString(),
                                        room.toString()),
                                data(),
                                0,
                                Map.of(),
                                options(disk));
                Reporter device = new Reporter(gateway.address())) {
            while (gateway.err().stream().noneMatch(line -> line.contains(WARNING))) {
                device.exchange();
            }
            for (int i = 0; i < 100; i++) {
                device.exchange();
            }
            await().until(() -> status().contains("nothing just now: No space left on device"));
            assertThat(status()).contains("in " + disk);
            Files.write(room, "now\n".getBytes(UTF_8), StandardOpenOption.WRITE);
            while (gateway.err().stream().noneMatch(line -> line.contains("The capture goes on"))) {
                device.exchange();
            }
            assertThat(status()).contains("recorded").doesNotContain("just now");
            Path inside = Path.of("/proc", Long.toString(gateway.pid()), "root" + disk);
            for (Path file : files(inside)) {
                assertThat(read(file)).isNotEmpty().noneMatch(Unreadable.class::isInstance);
            }
            gateway.terminate();
            assertThat(gateway.err().stream().filter(line -> line.contains(WARNING))).hasSize(1);
        }
    }

    private String status() {
        return Ran.on("", "status", "--data", data().toString()).out();
    }

    private static boolean runs(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
