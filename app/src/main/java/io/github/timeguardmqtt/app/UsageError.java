package io.github.timeguardmqtt.app;

import io.github.timeguardmqtt.app.console.Nearest;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence. */
final class UsageError {

    private static final Pattern UNKNOWN_COMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.");
    private static final Pattern FLAG =
            Pattern.compile("Invalid value for option (.*): ('.*') is not a boolean");
    private static final Pattern ONE_OF =
            Pattern.compile("(.*: )expected one of \\[(.*)] \\(case-insensitive\\) but was '(.*)'");

    private UsageError() {}

    static String sentence(ParameterException error) {
        CommandLine command = error.getCommandLine();
        return error instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : reworded(String.valueOf(error.getMessage()).replaceAll("\\s+", " "), command);
    }

    /** What the library says in its own way. */
    private static String reworded(String sentence, CommandLine command) {
        Matcher unknown = UNKNOWN_COMMAND.matcher(sentence);
        if (unknown.matches()) {
            Collection<String> names = command.getSubcommands().keySet();
            return noCommand(unknown.group(1), names);
        }
        Matcher flag = FLAG.matcher(sentence);
        if (flag.matches()) {
            return "%s takes no value, such as %s".formatted(flag.group(1), flag.group(2));
        }
        Matcher choice = ONE_OF.matcher(sentence);
        return choice.matches()
                ? "%s\"%s\" is none of %s"
                        .formatted(
                                choice.group(1),
                                choice.group(3),
                                choice.group(2).toLowerCase(Locale.ROOT))
                : sentence;
    }

    private static String noCommand(String word, Collection<String> names) {
        return "there is no command \"%s\"%s".formatted(word, Nearest.question(word, names));
    }

    private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
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
