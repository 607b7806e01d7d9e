package io.github.timeguardmqtt.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** docs/configuration.md says of each setting what its definition says. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    private static String row(OptionSpec definition) {
        String name = definition.longestName();
        String label = definition.paramLabel();
        String option =
                Settings.isFlag(definition)
                        ? name
                        : definition.arity().min() == 0
                                ? name + " [" + label + "]"
                                : name + " " + label;
        String shortName = definition.shortestName();
        return "| `%s%s` | `%s` | %s | %s | %s |"
                .formatted(
                        shortName.equals(name) ? "" : shortName + "`, `",
                        option,
                        Settings.variable(name),
                        name.equals("--config") ? "–" : "`" + Settings.key(name) + "`",
                        Settings.isFlag(definition)
                                ? "`false`"
                                : definition.defaultValue() == null
                                        ? "–"
                                        : "`" + definition.defaultValue() + "`",
                        meaning(definition));
    }

    private static String meaning(OptionSpec definition) {
        return String.join(" ", Arrays.asList(definition.description()))
                // The table has a column for it.
                .replaceAll(" \\(default: [^)]*\\)", "");
    }

    @Test
    void the_table_of_settings_is_that_of_the_definitions() throws Exception {
        List<String> rows =
                RunOptions.definitions().stream().map(ConfigurationPageTest::row).toList();
        // To mend the page, paste these lines there.
        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `-")))
                .as(String.join("\n", rows))
                .containsExactlyElementsOf(rows);
    }
}
