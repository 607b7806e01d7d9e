package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.Comment;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard mark}: a comment among the traffic and in the log of a running gateway. */
@Command(
        name = "mark",
        description = {
            "Writes a comment, with its time, into the log and the captures of the gateway that"
                    + " runs on this computer.",
            "Ends with 0 when it is written, and with 1 when no gateway answers."
        })
public final class MarkCommand implements Callable<Integer> {

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data directory of the gateway (default: " + DataDirectories.RULE + ").")
    private Optional<Path> data = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "COMMENT", description = "What happened.")
    private List<String> words = List.of();

    public MarkCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        String comment;
        try {
            comment = Comment.of(String.join(" ", words));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        ControlClient gateway =
                new ControlClient(
                        ControlClient.directory(data, environment)
                                .orElseThrow(() ->
                                        new ParameterException(
                                                spec.commandLine(), DataDirectories.UNKNOWN)));
        try {
            var _ = gateway.ask("mark", JsonValue.object().put("comment", comment).build());
            return ExitCode.OK;
        } catch (NoAnswerException e) {
            streams.err().println("timeguard mark: " + e.sentence());
            return ExitCode.FAILED;
        }
    }
}
