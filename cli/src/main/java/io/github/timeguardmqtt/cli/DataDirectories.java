package io.github.timeguardmqtt.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where a gateway keeps its data when nobody says. */
final class DataDirectories {

    /** The rule as help tells it. */
    static final String RULE =
            "$STATE_DIRECTORY, else $XDG_STATE_HOME/timeguard, else ~/.local/state/timeguard";

    private DataDirectories() {}

    /** For this process. */
    static Path ofProcess() {
        return choose(System.getenv(), Path.of(System.getProperty("user.home", "")));
    }

    static Path choose(Map<String, String> environment, Path home) {
        // systemd gives several, with colons between, to a unit that has several.
        String state = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        if (!state.isEmpty()) {
            return Path.of(state);
        }
        // The XDG rules say to pass over one that is not absolute.
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        return xdg.startsWith("/")
                ? Path.of(xdg, "timeguard")
                : home.resolve(".local").resolve("state").resolve("timeguard");
    }
}
