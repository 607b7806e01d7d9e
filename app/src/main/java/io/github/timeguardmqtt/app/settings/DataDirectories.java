package io.github.timeguardmqtt.app.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a gateway keeps its data when nobody says. */
public final class DataDirectories {

    /** The rule as help tells it. */
    public static final String RULE =
            "$STATE_DIRECTORY, else $XDG_STATE_HOME/timeguard, else ~/.local/state/timeguard";

    /** What to say where nothing tells. */
    public static final String UNKNOWN =
            "this user has no home directory: say with --data where the gateway keeps its state";

    private DataDirectories() {}

    /** Nothing where the environment says nothing and the user has no home. */
    public static Optional<Path> choose(Map<String, String> environment) {
        return choose(environment, Path.of(System.getProperty("user.home", "")));
    }

    static Optional<Path> choose(Map<String, String> environment, Path home) {
        // systemd gives several, with colons between, to a unit that has several.
        String state = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        if (!state.isEmpty()) {
            return Optional.of(Path.of(state));
        }
        // The XDG rules say to pass over one that is not absolute.
        String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
        if (xdg.startsWith("/")) {
            return Optional.of(Path.of(xdg, "timeguard"));
        }
        // The JDK gives a question mark to a user without an entry.
        return home.isAbsolute()
                ? Optional.of(home.resolve(".local").resolve("state").resolve("timeguard"))
                : Optional.empty();
    }
}
