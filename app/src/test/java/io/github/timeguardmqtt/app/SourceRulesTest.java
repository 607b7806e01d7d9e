package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/explain/architecture.md asks of sources, which compiled classes do not show. */
class SourceRulesTest {

    private static final Path TOP = Path.of("..");
    private static final int MAX_LINES = 500;
    private static final int MAX_FIELDS = 15;

    /** Longer files, each with its reason. */
    private static final Map<String, String> LONG = Map.of();

    /** Classes with more fields, each with its reason. */
    private static final Map<String, String> WIDE =
            Map.of(
                    "CaptureFiles",
                    "what its writer alone owns, and what others read of it meanwhile, are apart only side by side");

    /** A decision on what a message says: whoever words it otherwise would change what is done. */
    private static final Pattern DECIDES_ON_A_MESSAGE =
            Pattern.compile(
                    "getMessage\\(\\)\\)?\\s*\\.\\s*(contains|startsWith|endsWith|matches|equals|indexOf)\\("
                            + "|\\b(why|reason)\\s*\\.\\s*(contains|startsWith|endsWith|matches|equals|indexOf)\\(");

    /** Where nothing else tells the cases apart, each with its reason. */
    private static final Map<String, String> DECIDES_ALL_THE_SAME =
            Map.of("Output", "the JDK has no type of its own for a broken pipe");

    @Test
    void no_file_has_more_than_500_lines_but_those_with_a_reason() throws IOException {
        assertThat(
                        sources()
                                .filter(file -> lines(file).size() > MAX_LINES)
                                .map(SourceRulesTest::name))
                .containsExactlyInAnyOrderElementsOf(LONG.keySet());
    }

    @Test
    void no_class_has_more_than_15_fields_but_those_with_a_reason() throws IOException {
        SortedSet<String> wide = new TreeSet<>();
        for (JavaClass one : classes()) {
            long fields =
                    one.getFields().stream()
                            .map(JavaField::getModifiers)
                            .filter(modifiers -> !modifiers.contains(JavaModifier.STATIC))
                            .filter(modifiers -> !modifiers.contains(JavaModifier.SYNTHETIC))
                            .count();
            if (fields > MAX_FIELDS) {
                wide.add(one.getSimpleName());
            }
        }
        assertThat(wide).containsExactlyInAnyOrderElementsOf(WIDE.keySet());
    }

    @Test
    void nothing_is_decided_by_the_text_of_a_message() throws IOException {
        assertThat(
                        sources()
                                .filter(file ->
                                        DECIDES_ON_A_MESSAGE
                                                .matcher(String.join("\n", lines(file)))
                                                .find())
                                .map(SourceRulesTest::name))
                .containsExactlyInAnyOrderElementsOf(DECIDES_ALL_THE_SAME.keySet());
    }

    /** Those of modules that are shipped. */
    private static Iterable<JavaClass> classes() throws IOException {
        List<Path> folders;
        try (Stream<Path> modules = Files.list(TOP)) {
            folders =
                    modules.map(module -> module.resolve("target/classes"))
                            .filter(folder -> !folder.toString().contains("benchmarks"))
                            .filter(Files::isDirectory)
                            .toList();
        }
        assertThat(folders).hasSizeGreaterThan(10);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(folders);
    }

    private static Stream<Path> sources() throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(TOP)) {
            found =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> file.toString().contains("/src/main/java/"))
                            .toList();
        }
        assertThat(found).hasSizeGreaterThan(300);
        return found.stream();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
