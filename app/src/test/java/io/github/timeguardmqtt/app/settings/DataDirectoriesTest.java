package io.github.timeguardmqtt.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataDirectoriesTest {

    private static final Path HOME = Path.of("/home/me");

    @Test
    void what_systemd_says_comes_first() {
        Map<String, String> environment =
                Map.of("STATE_DIRECTORY", "/var/lib/timeguard", "XDG_STATE_HOME", "/state");
        assertThat(DataDirectories.choose(environment, HOME))
                .contains(Path.of("/var/lib/timeguard"));
        assertThat(DataDirectories.choose(Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b"), HOME))
                .contains(Path.of("/var/lib/a"));
    }

    @Test
    void then_comes_the_users_directory_for_state() {
        assertThat(DataDirectories.choose(Map.of("XDG_STATE_HOME", "/state"), HOME))
                .contains(Path.of("/state/timeguard"));
    }

    @Test
    void then_comes_the_home() {
        Path expected = Path.of("/home/me/.local/state/timeguard");
        assertThat(DataDirectories.choose(Map.of(), HOME)).contains(expected);
        assertThat(
                        DataDirectories.choose(
                                Map.of("STATE_DIRECTORY", "", "XDG_STATE_HOME", "not/absolute"),
                                HOME))
                .contains(expected);
    }

    @Test
    void without_a_home_there_is_none() {
        assertThat(DataDirectories.choose(Map.of(), Path.of("?"))).isEmpty();
    }
}
