package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import io.github.timeguardmqtt.loop.MachineTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timeguard status}: what a running gateway says of itself. */
@Command(
        name = "status",
        description = {
            "Shows the devices, connections and counters of the gateway that runs on this"
                    + " computer.",
            "Ends with 0 when one answers, and with 1 when none does."
        })
public final class StatusCommand implements Callable<Integer> {

    private static final int NOBODY = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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

    @Option(names = "--json", description = "Write one JSON object on a line.")
    private boolean json;

    public StatusCommand(StandardStreams streams, Map<String, String> environment) {
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
        byte[] answer;
        try {
            answer = gateway.line("{\"request\":\"status\"}", PATIENCE);
        } catch (NoAnswerException e) {
            return nobody(e.sentence());
        }
        Path path = gateway.path();
        try {
            JsonObject status = JsonReader.object(answer, answer.length);
            if (status.text("error").isPresent()) {
                return nobody(
                        "the gateway at %s says: %s"
                                .formatted(path, ShownText.safe(status.text("error").get())));
            }
            if (json) {
                streams.out().write(answer);
            } else {
                streams.out().print(new StatusText(MachineTime.clock().instant()).of(status));
            }
            return ExitCode.OK;
        } catch (NotJsonException | NoSuchElementException | DateTimeParseException e) {
            return nobody("what answers at %s is not a gateway of this version".formatted(path));
        }
    }

    private int nobody(String sentence) {
        streams.err().println("timeguard status: " + sentence);
        return NOBODY;
    }
}
