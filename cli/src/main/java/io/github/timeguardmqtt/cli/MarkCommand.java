package io.github.timeguardmqtt.cli;

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

/** {@code timeguard mark}: a comment in the log of a running gateway. */
@Command(
        name = "mark",
        description = {
            "Writes a comment, with its time, into the log of the gateway that runs on this computer.",
            "Ends with 0 when it is written, and with 1 when no gateway answers."
        })
final class MarkCommand implements Callable<Integer> {

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "The data directory of the gateway (default: " + DataDirectories.RULE + ")."
            })
    private Optional<Path> data = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "COMMENT", description = "What happened.")
    private List<String> words = List.of();

    MarkCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        ControlClient gateway =
                new ControlClient(
                        ControlClient.directory(data, environment)
                                .orElseThrow(() ->
                                        new ParameterException(
                                                spec.commandLine(), DataDirectories.UNKNOWN)));
        try {
            var _ = gateway.ask("mark", Map.of("comment", String.join(" ", words)));
            return Main.OK;
        } catch (NoAnswer e) {
            streams.err().println("timeguard mark: " + e.sentence());
            return CtlVerb.FAILED;
        }
    }
}
