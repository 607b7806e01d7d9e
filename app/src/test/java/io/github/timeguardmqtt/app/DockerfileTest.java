package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the container without an engine; {@code dist/docker/check} goes further. */
class DockerfileTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCKER = ROOT.resolve("dist/docker");

    @TempDir private Path folder;

    private static List<String> steps(String instruction) throws IOException {
        return Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    @Test
    void the_image_is_what_its_users_are_told() throws Exception {
        assertThat(steps("FROM"))
                .containsExactly("eclipse-temurin:25-jdk AS build", "eclipse-temurin:25-jre");
        assertThat(steps("USER")).containsExactly("9997:9997");
        assertThat(steps("EXPOSE")).containsExactly("9997/udp 9997/tcp");
        assertThat(steps("VOLUME")).containsExactly("/var/lib/timeguard");
        assertThat(steps("ENV")).contains("STATE_DIRECTORY=/var/lib/timeguard");
        assertThat(steps("ENTRYPOINT")).containsExactly("[\"timeguard\"]");
    }

    @Test
    void what_is_copied_is_there_and_not_ignored() throws Exception {
        List<String> ignored = Files.readAllLines(ROOT.resolve(".dockerignore"));
        assertThat(steps("COPY"))
                .filteredOn(step -> !step.startsWith("--from="))
                .map(step -> step.split(" ")[0])
                .contains("dist/docker/timeguard")
                .allSatisfy(source -> assertThat(ROOT.resolve(source)).exists());
        assertThat(ignored).contains(".git", "**/target");
        // What the build of the app needs.
        assertThat(Stream.of("mvnw", ".mvn", "pom.xml", "app", "gateway", "benchmarks", "dist"))
                .noneMatch(ignored::contains);
    }

    @Test
    void no_variable_of_the_image_is_taken_for_a_setting() throws Exception {
        assertThat(steps("ENV")).noneMatch(step -> step.startsWith("TIMEGUARD_"));
    }

    @Test
    void the_jvm_has_the_options_that_it_has_outside() throws Exception {
        assertThat(runOptions(DOCKER.resolve("timeguard")))
                .isEqualTo(runOptions(ROOT.resolve("timeguard")));
    }

    private static String runOptions(Path script) throws IOException {
        return Files.readAllLines(script).stream()
                .filter(line -> line.startsWith("run_options="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_launcher_hands_its_arguments_on_and_passwords_out_of_sight() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("a b/bin"));
        Path lib = Files.createDirectories(folder.resolve("a b/lib"));
        Files.copy(ROOT.resolve("dist/hide-secrets.sh"), lib.resolve("hide-secrets.sh"));
        Path launcher = Files.copy(DOCKER.resolve("timeguard"), bin.resolve("timeguard"));
        Path java =
                Files.writeString(
                        bin.resolve("java"),
                        """
                        #!/bin/sh
                        printf '%s\\n' "$@" "hidden $TIMEGUARD_MQTT_PASSWORD $TIMEGUARD_MQTT_URL"
                        """);
        for (Path program : List.of(launcher, java)) {
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        launcher.toString(),
                        "--mqtt-host",
                        "a b",
                        "--mqtt-password",
                        "$x *",
                        "--mqtt-url=mqtt://u:p@h",
                        "-d");
        builder.environment().merge("PATH", bin.toString(), (old, own) -> own + ":" + old);
        Process process = builder.start();
        List<String> seen = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        String jar = bin.toRealPath().resolveSibling("lib/timeguard.jar").toString();
        assertThat(seen.subList(seen.indexOf("-jar"), seen.size()))
                .containsExactly(
                        "-jar", jar, "--mqtt-host", "a b", "-d", "hidden $x * mqtt://u:p@h");
    }
}
