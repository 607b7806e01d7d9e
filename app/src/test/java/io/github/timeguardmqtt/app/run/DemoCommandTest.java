package io.github.timeguardmqtt.app.run;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Main;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code timeguard demo} as somebody tries it who has just found it. */
class DemoCommandTest {

    private static final Pattern COMMAND =
            Pattern.compile(
                    "(mosquitto_pub -p \\d+ -t timeguard/([0-9a-f]{8})/\\S+ -m \\S.*?)(  .*)?");

    @TempDir private Path temporary;

    @Test
    void what_it_says_to_type_turns_a_virtual_relay_and_nothing_is_left_behind() throws Exception {
        Process demo = demo();
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
            assertThat(demo.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
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

    @Test
    void a_switch_that_was_reset_by_hand_gets_its_settings_back_from_a_file() throws Exception {
        Process demo = demo();
        try (BufferedReader out = demo.inputReader(UTF_8);
                BufferedReader err = demo.errorReader(UTF_8);
                PrintWriter keys = new PrintWriter(demo.getOutputStream(), true, UTF_8)) {
            String data = next(out, Pattern.compile("./timeguard status --data (\\S+)")).group(1);
            Matcher typed = next(out, Pattern.compile("(reset ([0-9a-f]{8})) .*"));
            String id = typed.group(2);
            next(out, Pattern.compile(".*  " + id + "  state    online, .*mode AUTO.*"));
            await().until(() -> ctl(data, id, "export").exitCode() == 0);
            ctl(data, id, "schedule", "set", "3", "mon-fri 06:30-08:30; sat 22:00-06:00");
            ctl(data, id, "schedule", "rename", "3", "Küche");
            ctl(data, id, "schedule", "use", "3");
            ctl(data, id, "holiday", "2030-12-20T10:00", "2031-01-02T00:00");
            ctl(data, id, "mode", "always-off");
            String before = ctl(data, id, "export").out();
            assertThat(before).contains("work_mode: Always off", "name: \"Küche\"");

            keys.println("rset " + id);
            assertThat(next(err, Pattern.compile("timeguard demo: .*")).group())
                    .startsWith(
                            "timeguard demo: \"rset %s\" is not understood: expected reset "
                                    .formatted(id));
            keys.println(typed.group(1));
            next(out, Pattern.compile(".*  " + id + "  switch   it is reset to .*"));
            next(out, Pattern.compile(".*  " + id + "  state    online, .*mode AUTO.*"));
            assertThat(ctl(data, id, "export").out())
                    .contains("work_mode: Auto")
                    .isNotEqualTo(before);

            Path file = temporary.resolve("before.yaml");
            Files.writeString(file, before);
            Ran imported = ctl(data, id, "import", file.toString(), "--yes");
            assertThat(imported.exitCode()).as(imported.err()).isZero();
            assertThat(ctl(data, id, "export").out()).isEqualTo(before);
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void what_is_typed_as_a_mark_is_shown_and_stands_in_the_capture() throws Exception {
        Path captures = temporary.resolve("captures");
        Process demo = demo("--capture=" + captures, "--at=2026-07-01T12:00Z");
        try (BufferedReader out = demo.inputReader(UTF_8);
                PrintWriter keys = new PrintWriter(demo.getOutputStream(), true, UTF_8)) {
            next(out, Pattern.compile(".*  state    online, .*"));
            keys.println("m pressed boost");
            next(out, Pattern.compile("13:00:\\d\\d  mark      pressed boost"));
            keys.println("m");
            next(out, Pattern.compile("13:00:\\d\\d  mark      mark 1"));
            demo.destroy();
            assertThat(demo.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
        String file;
        try (var files = Files.list(captures)) {
            file = files.findFirst().orElseThrow().toString();
        }
        assertThat(Ran.on("", "decode", "--json", file).out())
                .contains("{\"mark\":\"pressed boost\",\"time\":\"2026-07-01T12:00:")
                .contains("{\"mark\":\"mark 1\",\"time\":\"2026-07-01T12:00:")
                .contains("\"fate\":\"MADE\"");
    }

    private static Ran ctl(String data, String id, String... words) {
        List<String> line = new ArrayList<>(List.of("ctl", id));
        line.addAll(List.of(words));
        line.addAll(List.of("--data", data));
        return Ran.on("", line.toArray(String[]::new));
    }

    private Process demo(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "demo"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).start();
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
