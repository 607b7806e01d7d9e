package io.github.timeguardmqtt.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.ValueConverters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/ctl.md names the verbs and options that there are, and its file is one. */
class CtlPageTest {

    private static final CommandSpec CTL =
            ValueConverters.register(
                            new CommandLine(new CtlCommand(StandardStreams.ofProcess(), Map.of())))
                    .getCommandSpec();

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "ctl.md"));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
    }

    private static String section(String heading) throws IOException {
        String from = page();
        from = from.substring(from.indexOf("\n## " + heading + "\n") + 4);
        return from.substring(0, from.indexOf("\n## "));
    }

    @Test
    void it_has_a_row_for_each_verb() throws IOException {
        List<String> verbs = new ArrayList<>();
        CTL.subcommands()
                .forEach((name, command) -> {
                    if (command.getSubcommands().isEmpty()) {
                        verbs.add(name);
                    }
                    command.getSubcommands()
                            .keySet()
                            .forEach(inner -> verbs.add(name + " " + inner));
                });
        assertThat(found("^\\| `((?:schedule )?[a-z]+)", section("Verbs")))
                .containsExactlyElementsOf(verbs);
    }

    @Test
    void it_has_a_row_for_each_option_of_all_verbs() throws IOException {
        assertThat(found("^\\| `(--[a-z-]+)", section("Which gateway, which switch")))
                .containsExactlyElementsOf(
                        CTL.options().stream().map(option -> option.longestName()).toList());
    }

    @Test
    void its_file_is_read_and_written_as_it_stands_there() throws Exception {
        String yaml = found("(?s)^```yaml\\n(.*?)^```", page()).getFirst();
        List<String> about = found("^# (.*)$", yaml);
        assertThat(SettingsFile.print(SettingsFile.parse("ctl.md", yaml), about)).isEqualTo(yaml);
    }
}
