package io.github.timeguardmqtt.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file of a switch's settings that the page shows is one. */
class CtlExampleTest {

    private static final Path PAGE = Path.of("..", "docs", "howto", "keep-settings-of-a-switch.md");

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
    }

    @Test
    void its_file_is_read_and_written_as_it_stands_there() throws Exception {
        String yaml = found("(?s)^```yaml\\n(.*?)^```", Files.readString(PAGE)).getFirst();
        List<String> about = found("^# (.*)$", yaml);
        assertThat(SettingsFile.print(SettingsFile.parse("the page", yaml), about)).isEqualTo(yaml);
    }
}
