package io.github.timeguardmqtt.app.settings;

import io.github.timeguardmqtt.testing.Generated;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.OptionSpec;

/** The table of docs/reference/settings.md: what the definitions say. */
public final class SettingsTable {

    private SettingsTable() {}

    public static UnaryOperator<String> settings() {
        return Generated.table(
                List.of("option", "environment", "key", "default", "what it does"),
                RunOptions.definitions().stream().map(SettingsTable::row).toList());
    }

    private static List<String> row(OptionSpec definition) {
        String name = definition.longestName();
        boolean isFlag = Settings.isFlag(definition);
        String label =
                isFlag
                        ? ""
                        : definition.arity().min() == 0
                                ? " [" + definition.paramLabel() + "]"
                                : " " + definition.paramLabel();
        String shortName = definition.shortestName();
        String before = shortName.equals(name) ? "" : code(shortName) + ", ";
        return List.of(
                before + code(name + label),
                code(Settings.variable(name)),
                name.equals("--config") ? "–" : code(Settings.key(name)),
                isFlag
                        ? code("false")
                        : definition.defaultValue() == null ? "–" : code(definition.defaultValue()),
                // The table has a column for it.
                String.join(" ", definition.description()).replaceAll(" \\(default: [^)]*\\)", ""));
    }

    private static String code(String text) {
        return '`' + text + '`';
    }
}
