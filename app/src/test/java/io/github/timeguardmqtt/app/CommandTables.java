package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.testing.Generated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What docs/reference/commands.md and exit-codes.md say of each command: what picocli knows. */
final class CommandTables {

    private static final CommandSpec TIMEGUARD =
            Main.commandLine(StandardStreams.ofProcess(), Map.of()).getCommandSpec();

    /** Of more options of {@code run} the page does not name each. */
    private static final int MAX_LISTED = 8;

    private CommandTables() {}

    static Map<String, UnaryOperator<String>> all() {
        return Map.of(
                "commands", Generated.text(overview()),
                "options", Generated.text(options()),
                "verbs", Generated.text(verbs()),
                "exit-codes", exitCodes());
    }

    private static List<CommandSpec> commands() {
        return specs(TIMEGUARD).stream().filter(it -> !it.name().equals("help")).toList();
    }

    private static List<CommandSpec> specs(CommandSpec of) {
        return of.subcommands().values().stream().map(CommandLine::getCommandSpec).toList();
    }

    private static String overview() {
        return commands().stream()
                .map(it ->
                        "- [`%s`](#%s): %s\n"
                                .formatted(it.name(), it.name(), sentences(it).getFirst()))
                .collect(Collectors.joining());
    }

    private static String options() {
        return commands().stream().map(CommandTables::section).collect(Collectors.joining("\n"));
    }

    private static String section(CommandSpec command) {
        StringBuilder section =
                new StringBuilder(
                        "### %s\n\n`%s`\n\n".formatted(command.name(), synopsis(command, true)));
        sentences(command).forEach(sentence -> section.append(sentence).append('\n'));
        List<List<String>> rows = new ArrayList<>();
        command.positionalParameters().forEach(it -> rows.add(row(it)));
        own(command).forEach(it -> rows.add(row(it)));
        if (!rows.isEmpty()) {
            section.append('\n')
                    .append(Generated.table(List.of("argument", "what it is"), rows).apply(""));
        }
        List<String> shared =
                visible(command).stream()
                        .filter(it -> !own(command).contains(it))
                        .map(it -> '`' + it.longestName() + '`')
                        .toList();
        if (shared.size() > MAX_LISTED) {
            section.append("\nAll [settings](settings.md) are options of it.\n");
        } else if (!shared.isEmpty()) {
            section.append("\nAlso, as [settings](settings.md) have them: ")
                    .append(String.join(", ", shared))
                    .append(".\n");
        }
        return section.toString();
    }

    private static String verbs() {
        CommandSpec ctl =
                Objects.requireNonNull(TIMEGUARD.subcommands().get("ctl")).getCommandSpec();
        List<List<String>> rows =
                specs(ctl).stream()
                        .flatMap(verb ->
                                verb.subcommands().isEmpty()
                                        ? Stream.of(verb)
                                        : specs(verb).stream())
                        .map(verb ->
                                List.of(
                                        '`' + synopsis(verb, false) + '`',
                                        String.join(" ", sentences(verb)) + arguments(verb)))
                        .toList();
        return Generated.table(List.of("verb", "what it does"), rows).apply("");
    }

    private static String arguments(CommandSpec verb) {
        Stream<List<String>> rows =
                Stream.concat(
                        verb.positionalParameters().stream().map(CommandTables::row),
                        own(verb).stream().map(CommandTables::row));
        return rows.map(row -> " %s: %s".formatted(row.getFirst(), row.getLast()))
                .collect(Collectors.joining());
    }

    private static UnaryOperator<String> exitCodes() {
        return Generated.table(
                List.of("command", "0", "1", "2"),
                commands().stream()
                        .map(it -> List.of('`' + it.name() + '`', BY_HAND, BY_HAND, BY_HAND))
                        .toList());
    }

    /** With the names of the commands above it, but for those of {@code ctl}'s verbs. */
    private static String synopsis(CommandSpec command, boolean isFull) {
        String name = command.qualifiedName();
        StringBuilder synopsis =
                new StringBuilder(isFull ? name : name.replaceFirst("timeguard ctl ", ""));
        visible(command).stream()
                .filter(OptionSpec::required)
                .forEach(it -> synopsis.append(' ').append(named(it)));
        command.positionalParameters().forEach(it -> synopsis.append(' ').append(label(it)));
        if (!command.subcommands().isEmpty()) {
            synopsis.append(" VERB");
        }
        if (isFull && visible(command).stream().anyMatch(it -> !it.required())) {
            synopsis.append(" [OPTION…]");
        }
        return synopsis.toString();
    }

    private static String label(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "…" : "");
        return parameter.arity().min() == 0 ? '[' + label + ']' : label;
    }

    private static List<OptionSpec> visible(CommandSpec command) {
        return command.options().stream()
                .filter(it -> !it.hidden() && !it.inherited())
                .filter(it -> !it.usageHelp() && !it.versionHelp())
                .toList();
    }

    /** Those that docs/reference/settings.md has not. */
    private static List<OptionSpec> own(CommandSpec command) {
        return visible(command).stream()
                .filter(it ->
                        RunOptions.definitions().stream()
                                .noneMatch(of ->
                                        of.longestName().equals(it.longestName())
                                                && List.of(of.description())
                                                        .equals(List.of(it.description()))))
                .toList();
    }

    private static List<String> row(OptionSpec option) {
        return List.of('`' + named(option) + '`', text(option.description()));
    }

    private static List<String> row(PositionalParamSpec parameter) {
        return List.of('`' + label(parameter) + '`', text(parameter.description()));
    }

    private static String named(OptionSpec option) {
        String name = String.join(", ", option.names());
        return option.arity().max() == 0 ? name : name + ' ' + option.paramLabel();
    }

    private static List<String> sentences(CommandSpec command) {
        return List.of(command.usageMessage().description()).stream()
                .map(CommandTables::text)
                .toList();
    }

    private static String text(String... sentences) {
        return String.join(" ", sentences).replace("%%", "%").replace("|", "\\|");
    }
}
