package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Links lead somewhere, names are there, and commands are such as the programs take. */
class DocsTest {

    private static final Path TOP = Path.of("..");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern PAGE_NAME = Pattern.compile("docs/[a-z/-]+\\.md");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** One with two humps at least: others are words of the language, too. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?<![A-Za-z.])[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+");

    /** Names of that form that are not ours. */
    private static final Set<String> OTHERS_CLASSES =
            Set.of("NullAway", "ArchUnit", "GitHub", "JaCoCo", "OpenWrt", "JavaScript");

    /** Programs of others, whose options nobody can check here. */
    private static final Set<String> OTHER_PROGRAMS =
            Set.of(
                    // packages, services, files
                    "apt",
                    "apt-get",
                    "cd",
                    "chmod",
                    "chown",
                    "cp",
                    "crontab",
                    "echo",
                    "gcc",
                    "git",
                    "install",
                    "jar",
                    "javac",
                    "java",
                    "journalctl",
                    "less",
                    "ln",
                    "ls",
                    "mkdir",
                    "mv",
                    "nano",
                    "rm",
                    "scp",
                    "sh",
                    "sqlite3",
                    "ssh",
                    "systemctl",
                    "timedatectl",
                    "unzip",
                    // routers
                    "conntrack",
                    "dig",
                    "iptables",
                    "netfilter-persistent",
                    "nft",
                    "pihole-FTL",
                    "service",
                    "tcpdump",
                    "uci",
                    "ufw",
                    // frames and topics
                    "jq",
                    "mosquitto_pub",
                    "mosquitto_rr",
                    "mosquitto_sub",
                    "tshark",
                    // measuring
                    "./udpbench");

    /** Options of other programs that prose names. */
    private static final Set<String> OTHERS_OPTIONS =
            Set.of("--dport", "--opt", "--release", "--user", "--volume");

    private static final CommandLine TIMEGUARD =
            Main.commandLine(StandardStreams.ofProcess(), Map.of());

    private static final List<CommandSpec> ALL = all(TIMEGUARD);

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(TOP);
                Stream<Path> docs = Files.walk(TOP.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> pagesOfDevelopers() throws IOException {
        return pages().stream()
                .filter(page ->
                        page.toString().matches(".*(CONTRIBUTING|architecture|/add-.*)\\.md"))
                .toList();
    }

    private static List<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text).results().map((MatchResult it) -> it.group(group)).toList();
    }

    /** Where links to the headings of a page lead. */
    private static Set<String> anchors(Path page) throws IOException {
        return found(HEADING, 1, ShellBlocks.prose(Files.readString(page))).stream()
                .map(heading ->
                        heading.toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_somewhere(Path page) throws IOException {
        for (String link : found(LINK, 1, ShellBlocks.prose(Files.readString(page)))) {
            if (link.startsWith("https://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path to = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(to).as("%s in %s", link, page).exists();
            if (parts.length > 1) {
                assertThat(anchors(to)).as("%s in %s", link, page).contains(parts[1]);
            }
        }
    }

    @Test
    void each_page_is_in_the_list_of_pages() throws IOException {
        Path list = TOP.resolve("docs").resolve("README.md");
        Set<Path> listed =
                found(LINK, 1, Files.readString(list)).stream()
                        .map(link -> list.resolveSibling(link).normalize())
                        .collect(Collectors.toSet());
        assertThat(listed)
                .containsAll(
                        pages().stream()
                                .filter(page -> page.startsWith(TOP.resolve("docs")))
                                .filter(page -> !page.equals(list))
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("pagesOfDevelopers")
    void classes_that_are_named_are_there(Path page) throws IOException {
        Set<String> classes = new HashSet<>(OTHERS_CLASSES);
        for (Path file : sources(".java")) {
            classes.add(file.getFileName().toString().replace(".java", ""));
        }
        assertThat(found(CLASS_NAME, 0, Files.readString(page)))
                .filteredOn(name -> !classes.contains(name))
                .isEmpty();
    }

    @Test
    void pages_that_sources_name_are_there() throws IOException {
        for (Path file : sources(".java", ".lua", "timeguard-extcap", "Dockerfile")) {
            for (String name : found(PAGE_NAME, 0, Files.readString(file))) {
                assertThat(TOP.resolve(name)).as("named in %s", file).exists();
            }
        }
    }

    private static List<Path> sources(String... endings) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(TOP)) {
            for (Path folder :
                    folders.filter(it -> Files.exists(it.resolve("pom.xml")) || it.endsWith("dist"))
                            .toList()) {
                Path src = folder.resolve("src");
                try (Stream<Path> files = Files.walk(Files.exists(src) ? src : folder)) {
                    files.filter(file -> Arrays.stream(endings).anyMatch(file.toString()::endsWith))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commands_in_blocks_can_be_given(Path page) throws IOException {
        for (List<String> command : ShellBlocks.commands(Files.readString(page))) {
            List<String> words = new ArrayList<>(command);
            while (words.getFirst()
                    .matches("[A-Z_]+=.*|time|do|then|else|if|sudo|-u|-[a-z]+|[a-z]+=.*")) {
                boolean isUser = words.getFirst().equals("-u");
                words.removeFirst();
                if (isUser) {
                    words.removeFirst();
                }
                if (words.isEmpty()) {
                    break;
                }
            }
            if (!words.isEmpty()) {
                check(page, words.getFirst(), words.subList(1, words.size()));
            }
        }
    }

    private static void check(Path page, String program, List<String> arguments)
            throws IOException {
        String what = "%s %s in %s".formatted(program, String.join(" ", arguments), page);
        switch (program) {
            case "for", "done", "fi" -> {}
            case "./build", "./mvnw" -> isBuild(what, arguments);
            case "docker" -> {
                // Behind the name of the image, or of the program in the container.
                int at = arguments.lastIndexOf("timeguard");
                if (arguments.getFirst().matches("run|exec")) {
                    isTimeguard(what, arguments.subList(at + 1, arguments.size()));
                }
            }
            default -> {
                if (program.endsWith("/timeguard") || program.equals("timeguard")) {
                    isTimeguard(what, arguments);
                } else if (program.contains("/") && !program.startsWith("./udpbench")) {
                    assertThat(TOP.resolve(program)).as(what).isExecutable();
                } else {
                    assertThat(OTHER_PROGRAMS).as(what).contains(program);
                }
            }
        }
    }

    private static void isTimeguard(String what, List<String> arguments) {
        assertThatCode(() ->
                        TIMEGUARD.parseArgs(Main.withCommand(arguments.toArray(String[]::new))))
                .as(what)
                .doesNotThrowAnyException();
    }

    /** Modules and tests that are named are there. */
    private static void isBuild(String what, List<String> arguments) throws IOException {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("-pl")) {
                for (String module : arguments.get(i + 1).split(",")) {
                    assertThat(TOP.resolve(module).resolve("pom.xml")).as(what).exists();
                }
            } else if (arguments.get(i).startsWith("-Dtest=")) {
                String test =
                        arguments.get(i).substring("-Dtest=".length()).replaceFirst("#.*", "");
                assertThat(sources(test + ".java")).as(what).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void options_in_prose_are_there(Path page) throws IOException {
        for (String code : found(CODE, 1, ShellBlocks.prose(Files.readString(page)))) {
            if (code.isBlank()) {
                continue; // a payload without a sign
            }
            List<String> words = List.of(code.split(" +|(?==)"));
            List<CommandSpec> specs = new ArrayList<>();
            if (words.getFirst().matches("(\\./)?timeguard") && words.size() > 1) {
                CommandLine command = TIMEGUARD.getSubcommands().get(words.get(1));
                if (!words.get(1).startsWith("-")) {
                    assertThat(command).as("`%s` in %s", code, page).isNotNull();
                    specs.addAll(all(command));
                } else {
                    specs.addAll(ALL);
                }
            } else if (words.getFirst().startsWith("--")) {
                specs.addAll(ALL);
            } else {
                continue;
            }
            for (String word : words) {
                if (word.matches("--[a-z][a-z-]*") && !OTHERS_OPTIONS.contains(word)) {
                    assertThat(specs.stream().anyMatch(spec -> spec.findOption(word) != null))
                            .as("%s of `%s` in %s is an option", word, code, page)
                            .isTrue();
                }
            }
        }
    }

    private static List<CommandSpec> all(CommandLine command) {
        List<CommandSpec> specs = new ArrayList<>(List.of(command.getCommandSpec()));
        command.getSubcommands().values().forEach(inner -> specs.addAll(all(inner)));
        return specs;
    }

    /** Of the files of settings; those of a switch's settings have other tests. */
    @ParameterizedTest
    @MethodSource("pages")
    void keys_of_settings_are_there(Path page) throws IOException {
        Set<String> keys =
                RunOptions.definitions().stream()
                        .map(it -> it.longestName().substring(2))
                        .collect(Collectors.toSet());
        for (String block : ShellBlocks.code(Files.readString(page), "yaml")) {
            if (!block.contains("work_mode:")) {
                assertThat(keys)
                        .as("a file of settings in %s", page)
                        .containsAll(found(Pattern.compile("(?m)^([a-z-]+):"), 1, block));
            }
        }
    }
}
