package io.github.timeguardmqtt.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.Patience;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What only a process of its own can show. */
class ProcessTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** A schedule name in UTF-8. */
    private static final String NAMED =
            "{\"kind\":\"SetScheduleNameRequest\",\"sequence\":1,\"deviceId\":\"12345678\","
                    + "\"params\":{\"schedule\":1,\"name\":\"Küche 字\"}}\n";

    @Test
    void text_is_utf8_whatever_the_locale() throws Exception {
        String hex = Ran.on(NAMED, "encode").out();

        assertThat(output(hex, "decode", "--json")).contains("\"name\":\"Küche 字\"");
        assertThat(output(hex, "decode")).contains("\"Küche 字\"");
        assertThat(output(NAMED, "encode")).isEqualTo(hex);
    }

    @Test
    void a_reader_that_leaves_ends_it_quietly() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "yes fad4 | { \"$@\"; echo \"exit $?\" >&2; } | head -n 2",
                                "sh",
                                JAVA,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "decode",
                                "--json")
                        .start();
        process.getOutputStream().close();

        assertThat(process.inputReader(UTF_8).lines()).hasSize(2);
        assertThat(process.errorReader(UTF_8).lines()).containsExactly("exit 0");
    }

    @Test
    void what_is_decoded_is_seen_before_the_next_line_comes() throws Exception {
        Process process = start("decode", "--json");
        try (OutputStream in = process.getOutputStream();
                BufferedReader out = process.inputReader(UTF_8)) {
            for (int i = 0; i < 3; i++) {
                in.write("fad4\n".getBytes(UTF_8));
                in.flush();
                assertThat(out.readLine()).startsWith("{\"valid\":false,\"reason\":\"truncated\"");
            }
        }
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static String output(String input, String... args) throws Exception {
        Process process = start(args);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static Process start(String... args) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                JAVA,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }
}
