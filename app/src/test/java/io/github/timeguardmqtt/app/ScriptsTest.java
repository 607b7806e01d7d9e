package io.github.timeguardmqtt.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts around the program. */
class ScriptsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path empty;

    private static Ran run(ProcessBuilder builder) throws Exception {
        Process process = builder.directory(ROOT.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build",
                "timeguard",
                ".ci/run",
                ".mvn/find-jdk.sh",
                "benchmarks/any-day",
                "benchmarks/jmh",
                "benchmarks/recordings",
                "dist/docker/check",
                "dist/docker/timeguard",
                "dist/hide-secrets.sh"
            })
    void shellcheck_finds_nothing(String script) throws Exception {
        ProcessBuilder shellcheck =
                new ProcessBuilder(
                        Programs.find("shellcheck"),
                        "--shell",
                        shellOf(script),
                        "--external-sources",
                        script);
        assertThat(run(shellcheck)).isEqualTo(new Ran(0, "", ""));
    }

    private static String shellOf(String script) throws IOException {
        return Files.readString(ROOT.resolve(script)).startsWith("#!/usr/bin/env bash")
                ? "bash"
                : "sh";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "build",
                "timeguard",
                ".ci/run",
                "benchmarks/any-day",
                "benchmarks/jmh",
                "benchmarks/recordings",
                "dist/docker/check",
                "dist/docker/timeguard"
            })
    void scripts_can_be_run(String script) {
        assertThat(ROOT.resolve(script)).isExecutable();
    }

    /** Looks for a JDK below the empty folder, with nothing of this machine in sight. */
    private Ran findJdk(String javaHome, String path) throws Exception {
        ProcessBuilder shell =
                new ProcessBuilder(
                        "/bin/sh",
                        "-euc",
                        ". .mvn/find-jdk.sh; jdk_root=$1; find_jdk; echo \"$JAVA_HOME\"",
                        "sh",
                        empty.toString());
        shell.environment().clear();
        shell.environment().put("JAVA_HOME", javaHome);
        shell.environment().put("HOME", empty.toString());
        shell.environment().put("PATH", path);
        return run(shell);
    }

    private Path jdk(String folder, int version) throws IOException {
        Path jdk = empty.resolve(folder);
        Path javac = Files.createDirectories(jdk.resolve("bin")).resolve("javac");
        Files.createFile(javac);
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return jdk;
    }

    /** Only {@code sed}, which reads the version. */
    private String path() throws IOException {
        Path programs = Files.createDirectories(empty.resolve("programs"));
        Path sed = programs.resolve("sed");
        Files.writeString(sed, "#!/bin/sh\nPATH=/usr/bin:/bin exec sed \"$@\"\n");
        assertThat(sed.toFile().setExecutable(true)).isTrue();
        return programs.toString();
    }

    @Test
    void without_a_jdk_one_sentence_says_what_to_install() throws Exception {
        for (String javaHome : List.of("", empty.toString(), jdk("old", 24).toString())) {
            Ran ran = findJdk(javaHome, path());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("No JDK 25 found: install one").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/jvm/java-25",
                "opt/jdk-25",
                ".sdkman/candidates/java/25-tem",
                ".jdks/temurin-25",
                "Library/Java/JavaVirtualMachines/25/Contents/Home",
                "opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home"
            })
    void a_jdk_in_a_usual_folder_is_found(String folder) throws Exception {
        Path jdk = jdk(folder, 25);
        assertThat(findJdk(jdk("old", 21).toString(), path()))
                .isEqualTo(new Ran(0, jdk + "\n", ""));
    }

    @Test
    void java_home_comes_before_the_path_and_the_path_before_the_usual_folders() throws Exception {
        Path home = jdk("home", 26);
        Path onPath = jdk("on-path", 25);
        jdk("usr/lib/jvm/java-27", 27);
        String path = onPath.resolve("bin") + ":" + path();
        assertThat(findJdk(home.toString(), path)).isEqualTo(new Ran(0, home + "\n", ""));
        assertThat(findJdk("", path)).isEqualTo(new Ran(0, onPath + "\n", ""));
    }
}
