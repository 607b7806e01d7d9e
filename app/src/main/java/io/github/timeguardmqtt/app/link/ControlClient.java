package io.github.timeguardmqtt.app.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.app.control.ControlSocket;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the gateway that runs on this computer, through its control socket; a connection a time. */
public final class ControlClient implements GatewayLink {

    /** The gateway itself answers a status at once, and gives up a command before this. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** For a gateway to say that the traffic follows. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_LINE = 4096;

    /** Of 100,000 devices there is less to say. */
    private static final int MAX_ANSWER = 64 << 20;

    private final Path path;

    /**
     * @param data the data directory of the gateway
     */
    public ControlClient(Path data) {
        path = data.resolve(ControlSocket.FILE);
    }

    /** The data directory that was named, else the one of the environment; nothing for none. */
    public static Optional<Path> directory(Optional<Path> named, Map<String, String> environment) {
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
    public JsonObject ask(String what, JsonObject fields) throws NoAnswerException {
        String request = JsonValue.object().put("request", what).putAll(fields).build().line();
        return GatewayLink.data(new String(line(request, PATIENCE), UTF_8));
    }

    /**
     * Asks with a line and returns the one that comes back, each with its end.
     *
     * @throws NoAnswerException when none comes in time
     */
    byte[] line(String request, Duration patience) throws NoAnswerException {
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
            throw new NoAnswerException(
                    "the gateway at %s ended before it answered".formatted(path));
        } catch (IOException | IllegalArgumentException e) {
            throw nobody();
        }
    }

    /** Whether a gateway listens there. */
    public boolean isThere() {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The traffic from now on, as pcapng. It has no end but that of the gateway; to close it ends
     * it.
     *
     * @throws NoAnswerException when there is none, or it says what is wrong
     */
    public InputStream traffic() throws NoAnswerException {
        SocketChannel gateway;
        try {
            gateway = SocketChannel.open(UnixDomainSocketAddress.of(path));
        } catch (IOException | IllegalArgumentException e) {
            throw nobody();
        }
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(FIRST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!answered.isDone()) {
                        close(gateway);
                    }
                });
        try {
            gateway.write(ByteBuffer.wrap("{\"request\":\"traffic\"}\n".getBytes(UTF_8)));
            InputStream in = Channels.newInputStream(gateway);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0 || line.size() > MAX_LINE) {
                    throw new IOException("no line");
                }
                line.write(next);
            }
            answered.complete(null);
            checkIsOk(line.toByteArray());
            return in;
        } catch (IOException e) {
            close(gateway);
            throw nobody();
        } catch (NoAnswerException e) {
            close(gateway);
            throw e;
        }
    }

    private void checkIsOk(byte[] line) throws NoAnswerException {
        try {
            JsonObject answer = JsonReader.object(line, line.length);
            if (answer.text("error").isPresent()) {
                throw new NoAnswerException(
                        "the gateway at %s says: %s".formatted(path, answer.text("error").get()));
            }
            if (answer.text("status").equals(Optional.of("ok"))) {
                return;
            }
        } catch (NotJsonException e) {
            // told below
        }
        throw new NoAnswerException(
                "what answers at %s is not a gateway of this version".formatted(path));
    }

    private NoAnswerException nobody() {
        Path folder = path.getParent();
        boolean isClosed =
                folder != null && Files.isDirectory(folder) && !Files.isExecutable(folder);
        if (isClosed || (Files.exists(path) && !Files.isWritable(path))) {
            return new NoAnswerException(
                    "this user may not ask a gateway at %s: do it as the user that runs it"
                            .formatted(path));
        }
        return new NoAnswerException(
                "no gateway answers at %s: start one, or name its data directory with --data"
                        .formatted(path));
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
