package io.github.timeguardmqtt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code timeguard demo} as somebody tries it who has just found it. */
@Timeout(60)
class DemoCommandTest {

    private static final Pattern COMMAND =
            Pattern.compile(
                    "(mosquitto_pub -p \\d+ -t timeguard/([0-9a-f]{8})/\\S+ -m \\S.*?)(  .*)?");

    @TempDir private Path temporary;

    @Test
    void what_it_says_to_type_turns_a_virtual_relay_and_nothing_is_left_behind() throws Exception {
        Process demo =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "demo")
                        .start();
        try (BufferedReader out = demo.inputReader(UTF_8)) {
            Matcher shown = next(out, COMMAND);
            String switchedOn = shown.group(2);
            next(out, Pattern.compile(".*  " + switchedOn + "  state    online, relay OFF.*"));
            Process user = new ProcessBuilder("sh", "-c", shown.group(1)).start();
            assertThat(user.waitFor()).as(shown.group(1)).isZero();
            next(out, Pattern.compile(".*  " + switchedOn + "  state    .*mode ALWAYS_ON.*"));
            Matcher result = next(out, Pattern.compile(".*  command  work_mode Always on: .*"));
            assertThat(result.group()).contains("confirmed");
            demo.destroy();
            assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.exitValue()).isZero();
        } finally {
            demo.destroyForcibly();
        }
        try (var left = Files.list(temporary)) {
            List<Path> ours =
                    left.filter(file -> file.getFileName().toString().startsWith("timeguard"))
                            .toList();
            assertThat(ours).isEmpty();
        }
    }

    /** Reads on to the next line of this form. */
    private static Matcher next(BufferedReader lines, Pattern form) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = form.matcher(line.strip());
            if (matcher.matches()) {
                return matcher;
            }
        }
        throw new AssertionError("no line like " + form);
    }
}
