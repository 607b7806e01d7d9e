package io.github.timeguardmqtt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.gateway.command.NotJson;
import io.github.timeguardmqtt.gateway.command.StrictJson;
import io.github.timeguardmqtt.gateway.control.ControlSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timeguard status}: what a running gateway says of itself. */
@Command(
        name = "status",
        description = {
            "Shows the devices, connections and counters of the gateway that runs on this computer.",
            "Ends with 0 when one answers, and with 1 when none does."
        })
final class StatusCommand implements Callable<Integer> {

    private static final int NOBODY = 1;
    private static final int PATIENCE_SECONDS = 10;

    /** Of 100,000 devices there is less to say. */
    private static final int MAX_ANSWER = 64 << 20;

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

    @Option(names = "--json", description = "Write one JSON object on a line.")
    private boolean json;

    StatusCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Path path =
                data.or(() ->
                                Optional.ofNullable(environment.get("TIMEGUARD_DATA"))
                                        .filter(value -> !value.isEmpty())
                                        .map(Path::of))
                        .or(() -> DataDirectories.choose(environment))
                        .orElseThrow(() ->
                                new ParameterException(spec.commandLine(), DataDirectories.UNKNOWN))
                        .resolve(ControlSocket.FILE);
        byte[] answer;
        try {
            answer = ask(path);
        } catch (IOException | IllegalArgumentException e) {
            return nobody(
                    "no gateway answers at %s: start one, or name its data directory with --data"
                            .formatted(path));
        }
        try {
            Map<String, Object> status = StrictJson.object(answer, answer.length);
            if (status.get("error") instanceof String error) {
                return nobody("the gateway at %s says: %s".formatted(path, StatusText.safe(error)));
            }
            if (json) {
                streams.out().write(answer);
            } else {
                streams.out().print(new StatusText(Instant.now()).of(status));
            }
            return Main.OK;
        } catch (NotJson | ClassCastException | DateTimeParseException e) {
            return nobody("what answers at %s is not a gateway of this version".formatted(path));
        }
    }

    private int nobody(String sentence) {
        streams.err().println("timeguard status: " + sentence);
        return NOBODY;
    }

    /** The line that comes back. */
    private static byte[] ask(Path path) throws IOException {
        try (SocketChannel gateway = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> close(gateway));
            gateway.write(ByteBuffer.wrap("{\"request\":\"status\"}\n".getBytes(UTF_8)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(1 << 16);
            while (gateway.read(part) >= 0 && answer.size() < MAX_ANSWER) {
                answer.write(part.array(), 0, part.position());
                if (part.position() > 0 && part.get(part.position() - 1) == '\n') {
                    return answer.toByteArray();
                }
                part.clear();
            }
            throw new IOException("the answer has no end");
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
