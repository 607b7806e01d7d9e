package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages say of names and places is so. */
class DocumentationTest {

    private static final Path TOP = Path.of("..");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** One with two humps at least: others are words of the language, too. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?<![A-Za-z.])[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+");

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.list(TOP.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text).results().map((MatchResult it) -> it.group(group)).toList();
    }

    /** Where links to the headings of a page lead. */
    private static Set<String> anchors(Path page) throws IOException {
        String prose = CODE.matcher(Files.readString(page)).replaceAll("");
        return found(HEADING, 1, prose).stream()
                .map(heading ->
                        heading.toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_somewhere(Path page) throws IOException {
        String prose = CODE.matcher(Files.readString(page)).replaceAll("");
        for (String link : found(LINK, 1, prose)) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path to = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertThat(to).as("%s in %s", link, page).exists();
            if (parts.length > 1) {
                assertThat(anchors(to)).as("%s in %s", link, page).contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md"})
    void classes_that_are_named_are_there(String page) throws IOException {
        Set<String> classes = new HashSet<>(Set.of("NullAway")); // not one of ours
        for (String module :
                List.of(
                        "protocol",
                        "model",
                        "capture",
                        "loop",
                        "simulator",
                        "files",
                        "api",
                        "store",
                        "gateway",
                        "mqtt",
                        "workbench",
                        "app",
                        "benchmarks")) {
            try (Stream<Path> files = Files.walk(TOP.resolve(module).resolve("src"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".java"))
                        .forEach(file -> classes.add(file.replace(".java", "")));
            }
        }
        assertThat(classes).containsAll(found(CLASS_NAME, 0, Files.readString(TOP.resolve(page))));
    }

    @Test
    void the_readme_explains_each_reason_to_drop() throws IOException {
        String readme = Files.readString(TOP.resolve("README.md"));
        String section = readme.substring(readme.indexOf("### What is dropped"));
        String table = section.substring(0, section.indexOf("\n## "));
        assertThat(found(Pattern.compile("(?m)^\\| `([a-z-]+)` \\|"), 1, table))
                .containsExactlyElementsOf(
                        Arrays.stream(DropReason.values()).map(DropReason::label).toList());
    }
}
