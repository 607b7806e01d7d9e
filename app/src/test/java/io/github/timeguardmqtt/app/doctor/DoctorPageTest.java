package io.github.timeguardmqtt.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.app.settings.ValueConverters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/doctor.md has everything that the doctor can say. */
class DoctorPageTest {

    private static final CommandSpec DOCTOR =
            ValueConverters.register(
                            new CommandLine(
                                    new DoctorCommand(StandardStreams.ofProcess(), Map.of())))
                    .getCommandSpec();

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "doctor.md"));
    }

    @Test
    void it_has_a_row_for_each_diagnosis_in_their_order() throws IOException {
        List<String> expected =
                Arrays.stream(Diagnosis.values())
                        .map(it ->
                                "| %s | %s | `%s` | %s |"
                                        .formatted(
                                                it.check(),
                                                it.verdict().label(),
                                                it.code(),
                                                it.next().orElse("")))
                        .toList();
        assertThat(lines())
                .filteredOn(line -> line.matches("\\|[^|]*\\|[^|]*\\| `[a-z-]+` \\|.*"))
                .allMatch(line -> line.matches("(\\|[^|]*){3}\\| [a-z`\"A-Z][^|]{9,}(\\|[^|]*)\\|"))
                .extracting(line -> line.replaceFirst("^((\\|[^|]*){3})\\|[^|]*", "$1"))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void it_names_the_options_that_run_has_not() throws IOException {
        List<String> own =
                DOCTOR.options().stream()
                        .filter(option ->
                                RunOptions.definitions().stream()
                                        .noneMatch(of ->
                                                of.longestName().equals(option.longestName())))
                        .map(option -> option.longestName())
                        .filter(name -> !name.equals("--data") && !name.equals("--config"))
                        .toList();
        assertThat(own).isNotEmpty();
        for (String name : own) {
            assertThat(lines()).anyMatch(line -> line.startsWith("| `" + name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_to_do_is_one_sentence_that_is_there_unless_all_is_well(Diagnosis diagnosis) {
        assertThat(diagnosis.next().isEmpty())
                .isEqualTo(diagnosis.verdict() == Diagnosis.Verdict.OK);
        diagnosis
                .next()
                .ifPresent(next -> assertThat(next).matches("[A-Z][^?]*\\.").doesNotContain(". "));
    }
}
