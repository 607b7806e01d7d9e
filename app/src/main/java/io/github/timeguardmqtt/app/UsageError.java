package io.github.timeguardmqtt.app;

import static java.util.stream.Collectors.joining;

import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.app.settings.Settings;
import io.github.timeguardmqtt.app.settings.WrongValue;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence of our own, by the type of the error. */
final class UsageError {

    private UsageError() {}

    static String sentence(ParameterException error) {
        CommandLine command = error.getCommandLine();
        String sentence =
                switch (error) {
                    case UnmatchedArgumentException unmatched -> unmatched(unmatched, command);
                    case MissingParameterException missing -> missing(missing.getMissing());
                    case OverwrittenOptionException twice ->
                            name(twice.getOverwritten()) + " is given twice: leave one out";
                    case ParameterException wrong
                            when wrong.getArgSpec() != null && wrong.getValue() != null ->
                            value(wrong);
                    // Of timeguard help, the only one that knows a word and no argument.
                    case ParameterException wrong
                            when wrong.getValue() != null && wrong.getCause() == null ->
                            noCommand(wrong.getValue(), command.getSubcommands().keySet());
                    default -> String.valueOf(error.getMessage());
                };
        return sentence.replaceAll("\\s+", " ");
    }

    private static String value(ParameterException wrong) {
        return wrong.getArgSpec() instanceof OptionSpec option && Settings.isFlag(option)
                ? "%s takes no value, such as \"%s\"".formatted(name(option), wrong.getValue())
                : name(wrong.getArgSpec()) + ": " + WrongValue.reason(wrong);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String missing(List<ArgSpec> arguments) {
        if (arguments.getFirst() instanceof OptionSpec option && !option.required()) {
            return "%s needs a value: %s".formatted(option.longestName(), option.paramLabel());
        }
        String all =
                arguments.stream()
                        .map(argument ->
                                argument instanceof OptionSpec option
                                        ? option.longestName() + " " + option.paramLabel()
                                        : argument.paramLabel())
                        .collect(joining(", "));
        return all + (arguments.size() > 1 ? " are missing" : " is missing");
    }

    private static String noCommand(String word, Collection<String> names) {
        return "there is no command \"%s\"%s".formatted(word, Nearest.question(word, names));
    }

    private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
        if (error.getUnmatched().isEmpty()) {
            return String.valueOf(error.getMessage());
        }
        String first = error.getUnmatched().getFirst();
        boolean isOption = first.startsWith("-");
        // Without the value, which may be a password.
        String word = isOption ? first.replaceFirst("(?s)=.*", "") : first;
        Collection<String> names =
                isOption
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet();
        if (names.isEmpty()) {
            return "\"%s\" is one word too many%s".formatted(word, misplaced(word, command));
        }
        return isOption
                ? "there is no option \"%s\"%s".formatted(word, Nearest.question(word, names))
                : noCommand(word, names);
    }

    /** What it may have been meant as, in another place. */
    private static String misplaced(String word, CommandLine command) {
        CommandLine parent = command.getParent();
        if (parent.getParent() == null) {
            return parent.getSubcommands().containsKey(word)
                    ? "; a command comes before all options: timeguard " + word
                    : "";
        }
        return parent.getCommandSpec().positionalParameters().isEmpty()
                ? ""
                : "; what it is for comes before the %s: %s %s %s"
                        .formatted(
                                command.getCommandName(),
                                parent.getCommandSpec().qualifiedName(),
                                word,
                                command.getCommandName());
    }
}
