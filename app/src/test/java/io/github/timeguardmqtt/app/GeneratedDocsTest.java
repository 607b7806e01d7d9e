package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DropReason;
import io.github.timeguardmqtt.app.doctor.DiagnosisTable;
import io.github.timeguardmqtt.app.settings.SettingsTable;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import io.github.timeguardmqtt.mqtt.TopicTables;
import io.github.timeguardmqtt.mqtt.homeassistant.EntityTable;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.testing.Generated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages say of settings, topics, commands and the rest is what the code says. {@code
 * ./build docs} writes it, by this test with the property {@code docs=write}.
 */
class GeneratedDocsTest {

    private static final Path API = resources("api", "api");
    private static final Path SESSION = resources("gateway", "gateway/session");

    private static final Map<String, UnaryOperator<String>> MAKERS = makers();

    private static Path resources(String module, String folder) {
        return Path.of("..", module, "src/test/resources/io/github/timeguardmqtt", folder);
    }

    private static Map<String, UnaryOperator<String>> makers() {
        Map<String, UnaryOperator<String>> makers = new HashMap<>();
        makers.putAll(CommandTables.all());
        makers.putAll(ModuleTables.all());
        makers.putAll(TopicTables.all());
        makers.put("settings", SettingsTable.settings());
        makers.put("diagnoses", DiagnosisTable.diagnoses());
        makers.put("entities", EntityTable.entities());
        makers.put("drop-reasons", dropReasons());
        makers.put("kinds", kinds());
        makers.put(
                "schedule-lines",
                rows(
                        API.resolve("schedule-lines.tsv"),
                        "",
                        List.of("written", "shown", "what it is"),
                        2));
        Path refusals = API.resolve("refusals.tsv");
        List<String> header = List.of("payload", "reason");
        makers.put("refused-schedule-lines", rows(refusals, "schedules/1\t[^{].*", header, 2));
        makers.put("refused-schedules", rows(refusals, "schedules/1\t\\{.*", header, 2));
        makers.put("refused-holidays", rows(refusals, "holiday\t.*", header, 2));
        makers.put("refused-active-schedules", rows(refusals, "active_schedule\t.*", header, 2));
        makers.put(
                "refused-edits",
                rows(SESSION.resolve("edit-refusals.tsv"), "", List.of("asked for", "reason"), -1));
        makers.put("overlap-warning", Generated.text("```\n" + overlap() + "\n```\n"));
        return makers;
    }

    private static UnaryOperator<String> dropReasons() {
        return Generated.table(
                List.of("reason", "what it was", "what to do"),
                Arrays.stream(DropReason.values())
                        .map(it -> List.of('`' + it.label() + '`', BY_HAND, BY_HAND))
                        .toList());
    }

    private static UnaryOperator<String> kinds() {
        return Generated.table(
                List.of("kind", "type", "flags", "key", "from", "params"),
                Arrays.stream(Kind.values())
                        .filter(it -> it != Kind.UNKNOWN)
                        .map(it ->
                                List.of(
                                        '`' + it.label() + '`',
                                        String.valueOf(it.type()),
                                        "%X".formatted(it.flags()),
                                        "0x%02X".formatted(it.flags() << 4 | it.type()),
                                        it.fromServer() ? "S" : "D",
                                        BY_HAND))
                        .toList());
    }

    /**
     * The rows of a file that a test reads too.
     *
     * @param of which lines; of these without what stands before the first tab. Empty: all
     * @param codes how many cells are code, from the first; -1: the last alone
     */
    private static UnaryOperator<String> rows(
            Path file, String of, List<String> header, int codes) {
        return before -> {
            try {
                List<List<String>> rows =
                        Files.readAllLines(file).stream()
                                .filter(line -> of.isEmpty() || line.matches(of))
                                .map(line -> of.isEmpty() ? line : line.replaceFirst("^.*?\t", ""))
                                .map(line -> cells(line.split("\t", -1), codes))
                                .toList();
                return Generated.table(header, rows).apply("");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
    }

    private static List<String> cells(String[] cells, int codes) {
        for (int i = 0; i < cells.length; i++) {
            if (codes < 0 ? i == cells.length - 1 : i < codes) {
                cells[i] = '`' + cells[i] + '`';
            }
        }
        return List.of(cells);
    }

    private static String overlap() {
        try {
            return new ScheduleSetting(
                            Optional.empty(),
                            Optional.of(ScheduleLine.parse("mon-fri 06:30-08:30, 08:00-09:00")))
                    .warnings().stream().collect(joining("\n"));
        } catch (WrongSettingException e) {
            throw new AssertionError(e);
        }
    }

    static List<Path> pages() throws IOException {
        return DocsTest.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void what_is_generated_is_as_the_code_has_it(Path page) throws IOException {
        String text = Files.readString(page);
        String made = Generated.page(text, MAKERS);
        if ("write".equals(System.getProperty("docs")) && !made.equals(text)) {
            Files.writeString(page, made);
            text = made;
        }
        assertThat(text).as("%s: ./build docs writes it anew", page).isEqualTo(made);
        assertThat(Generated.rowsWithGaps(made))
                .as("rows of %s where somebody has to write what they mean", page)
                .isEmpty();
    }

    @Test
    void each_table_stands_on_one_page() throws IOException {
        var names = new java.util.ArrayList<String>();
        for (Path page : pages()) {
            names.addAll(Generated.names(Files.readString(page)));
        }
        assertThat(names).containsExactlyInAnyOrderElementsOf(MAKERS.keySet());
    }
}
