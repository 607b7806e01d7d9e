package io.github.timeguardmqtt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.gateway.control.ControlSocket;
import io.github.timeguardmqtt.gateway.mqtt.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the gateway that runs on this computer, through its control socket; a connection a time. */
final class ControlClient implements GatewayLink {

    /** The gateway itself answers a status at once, and gives up a command before this. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Of 100,000 devices there is less to say. */
    private static final int MAX_ANSWER = 64 << 20;

    private final Path path;

    /**
     * @param data the data directory of the gateway
     */
    ControlClient(Path data) {
        path = data.resolve(ControlSocket.FILE);
    }

    /** The data directory that was named, else the one of the environment; nothing for none. */
    static Optional<Path> directory(Optional<Path> named, Map<String, String> environment) {
        return named.or(() ->
                        Optional.ofNullable(environment.get("TIMEGUARD_DATA"))
                                .filter(value -> !value.isEmpty())
                                .map(Path::of))
                .or(() -> DataDirectories.choose(environment));
    }

    /** Where it asks. */
    Path path() {
        return path;
    }

    @Override
    public Map<String, @Nullable Object> ask(String what, Map<String, ?> fields) throws NoAnswer {
        Map<String, Object> request = new LinkedHashMap<>(Map.of("request", what));
        request.putAll(fields);
        return GatewayLink.data(new String(line(Json.line(request), PATIENCE), UTF_8));
    }

    /**
     * Asks with a line and returns the one that comes back, each with its end.
     *
     * @throws NoAnswer when none comes in time
     */
    byte[] line(String request, Duration patience) throws NoAnswer {
        try (SocketChannel gateway = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> close(gateway));
            ByteBuffer out = ByteBuffer.wrap((request + "\n").getBytes(UTF_8));
            while (out.hasRemaining()) {
                gateway.write(out);
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(1 << 16);
            while (gateway.read(part) >= 0 && answer.size() < MAX_ANSWER) {
                answer.write(part.array(), 0, part.position());
                if (part.position() > 0 && part.get(part.position() - 1) == '\n') {
                    return answer.toByteArray();
                }
                part.clear();
            }
            throw new NoAnswer("the gateway at %s ended before it answered".formatted(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new NoAnswer(
                    "no gateway answers at %s: start one, or name its data directory with --data"
                            .formatted(path));
        }
    }

    @Override
    public void close() {}

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
