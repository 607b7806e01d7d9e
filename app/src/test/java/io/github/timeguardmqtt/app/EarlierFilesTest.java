package io.github.timeguardmqtt.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files of an earlier version mean what they meant: made by its gateway with two virtual switches,
 * beside what that version said of them.
 */
class EarlierFilesTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"day.pcapng, day.jsonl", "frames.log, frames.jsonl"})
    void a_recording_holds_what_it_held(String recording, String decoded) throws IOException {
        Ran ran = Ran.on("", "decode", "--json", copy(recording).toString());

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).isEqualTo(Files.readString(copy(decoded), UTF_8));
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void a_file_of_settings_sets_what_it_set() throws IOException {
        Path file = copy("settings.yaml");

        Ran ran = Ran.on("", "config", "--config", file.toString());

        assertThat(ran.out().replace(file.toString(), "settings.yaml"))
                .isEqualTo(Files.readString(copy("config.txt"), UTF_8));
        assertThat(ran.exitCode()).isZero();
    }

    private Path copy(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = getClass().getResourceAsStream("earlier/" + name)) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        return file;
    }
}
