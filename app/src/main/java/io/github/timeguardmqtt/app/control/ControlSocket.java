package io.github.timeguardmqtt.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonWriter;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.protocol.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers programs of the same user on the same computer, through a Unix socket in the data
 * directory. A request is a JSON object on a line, {@code {"request":"status"}}; so is each answer,
 * and what is no request gets {@code {"error":"…"}}. The status has an answer of its own; a live
 * request gets a line {@code {"status":"ok"}} and then bytes for as long as the connection lasts;
 * all other requests are those of {@link Requests}.
 */
public final class ControlSocket implements AutoCloseable {

    /** Its name in the data directory. */
    public static final String FILE = "control";

    /** At most so many are served at a time; one more is told so and turned away. */
    static final int MAX_CONNECTIONS = 16;

    /** At most so many get a live answer at a time, for as long as they like. */
    static final int MAX_LIVE = 4;

    /** The most bytes of a request, with the end of its line. */
    static final int MAX_REQUEST = 4096;

    /** For a whole request to come, and for a part of an answer to be taken. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** No request takes as long; a gateway that hangs does. */
    private static final Duration MAX_REQUEST_TIME = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);

    private final ServerSocketChannel server;
    private final Path path;
    private final Map<String, Answer> answers;
    private final Map<String, LiveAnswer> live;
    private final Requests requests;
    private final Duration patience;
    private final Set<SocketChannel> peers = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAX_LIVE);
    private final ScheduledThreadPoolExecutor deadlines;
    private final Outage refusing = new Outage("The control socket takes connections again");

    private ControlSocket(
            ServerSocketChannel server,
            Path path,
            Map<String, Answer> answers,
            Map<String, LiveAnswer> live,
            Requests requests,
            Duration patience) {
        this.server = server;
        this.path = path;
        this.answers = Map.copyOf(answers);
        this.live = Map.copyOf(live);
        this.requests = requests;
        this.patience = patience;
        this.deadlines =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("control-deadlines").daemon().factory());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Listens in the directory, which this process holds alone: a socket that is there already was
     * left by one that was killed, and is replaced. Where it cannot listen, the log says so in one
     * sentence, and there is none.
     *
     * @param answers by the name of the request
     * @param live by the name of the request: a line that says ok, and then what they write, to the
     *     end of the connection
     * @param requests answers all others; gets the whole line
     */
    public static Optional<ControlSocket> open(
            Path directory,
            Map<String, Answer> answers,
            Map<String, LiveAnswer> live,
            Requests requests) {
        return open(directory, answers, live, requests, PATIENCE);
    }

    static Optional<ControlSocket> open(
            Path directory,
            Map<String, Answer> answers,
            Map<String, LiveAnswer> live,
            Requests requests,
            Duration patience) {
        Path path = directory.resolve(FILE);
        try {
            ControlSocket socket =
                    new ControlSocket(bind(path), path, answers, live, requests, patience);
            Thread.ofVirtual().name("control").start(socket::accept);
            return Optional.of(socket);
        } catch (IOException | UnsupportedOperationException e) {
            log.warn(
                    "There is no control socket at {} ({}): no command on this computer can ask the"
                            + " gateway, and all else works",
                    path,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Made where nobody else can look, and moved to its place when only its owner may use it. The
     * name it is made under is as long as the real one: if that is too long, it is told here.
     */
    private static ServerSocketChannel bind(Path path) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("another file has this name");
        }
        Path folder = path.resolveSibling(".c");
        Path made = folder.resolve("sock");
        Files.deleteIfExists(made);
        Files.deleteIfExists(folder);
        Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder);
        }
    }

    /** Ends all connections and removes the socket. */
    @Override
    public void close() throws IOException {
        server.close();
        deadlines.shutdownNow();
        peers.forEach(ControlSocket::close);
        Files.deleteIfExists(path);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel peer = server.accept();
                refusing.end();
                if (peers.size() >= MAX_CONNECTIONS) {
                    turnAway(peer);
                } else {
                    peers.add(peer);
                    Thread.ofVirtual().name("control-peer").start(() -> serve(peer));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                refusing.begin(
                        "The control socket takes no connection (%s)".formatted(e.getMessage()),
                        System.nanoTime());
                pause();
            }
        }
    }

    /** Where the system has no room for a connection, it has none at once again. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** So little finds room in the socket's buffer: it does not wait for the other side. */
    private static void turnAway(SocketChannel peer) {
        try (peer) {
            error(
                    "%d others are served just now; try again".formatted(MAX_CONNECTIONS),
                    Channels.newOutputStream(peer));
        } catch (IOException e) {
            log.debug("A program left the control socket", e);
        }
    }

    private void serve(SocketChannel peer) {
        try (peer) {
            OutputStream out = new Timed(peer);
            ByteBuffer in = ByteBuffer.allocate(MAX_REQUEST);
            for (byte[] line = read(peer, in); line != null; line = read(peer, in)) {
                Optional<String> request = name(line);
                if (request.isEmpty()) {
                    error("that is no request; one is {\"request\":\"status\"}, on a line", out);
                    continue;
                }
                String name = request.get();
                LiveAnswer toWatch = live.get(name);
                if (toWatch != null) {
                    answerLive(toWatch, peer, out);
                    return;
                }
                answer(name, line, out);
            }
            if (in.position() == in.capacity()) {
                error("a request has %d bytes at most".formatted(MAX_REQUEST), out);
            }
        } catch (IOException | RuntimeException e) {
            // It left, or was too slow. What its request has done wrong itself was answered.
            log.debug("A connection to the control socket ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            peers.remove(peer);
        }
    }

    /** The next line; null at the end, or when there is no room for more. */
    private byte @Nullable [] read(SocketChannel peer, ByteBuffer in) throws IOException {
        Future<?> deadline = closeLater(peer);
        try {
            int searched = 0;
            while (true) {
                for (; searched < in.position(); searched++) {
                    if (in.get(searched) == '\n') {
                        byte[] line = new byte[searched + 1];
                        in.flip().get(line);
                        in.compact();
                        return line;
                    }
                }
                if (!in.hasRemaining() || peer.read(in) < 0) {
                    return null;
                }
            }
        } finally {
            deadline.cancel(false);
        }
    }

    /** Without deadlines: who watches may take a rest, and costs no more than a bounded queue. */
    private void answerLive(LiveAnswer answer, SocketChannel peer, OutputStream out)
            throws IOException {
        if (!places.tryAcquire()) {
            error("%d others watch the traffic just now; end one of them".formatted(MAX_LIVE), out);
            return;
        }
        try {
            out.write("{\"status\":\"ok\"}\n".getBytes(UTF_8));
            CompletableFuture<Void> left = new CompletableFuture<>();
            Thread.ofVirtual().name("control-watch").start(() -> watch(peer, left));
            answer.write(Channels.newOutputStream(peer), left);
        } finally {
            places.release();
        }
    }

    /** Notices when the other side leaves, also while there is nothing to tell it. */
    private static void watch(SocketChannel peer, CompletableFuture<Void> left) {
        ByteBuffer ignored = ByteBuffer.allocate(64);
        try {
            while (peer.read(ignored.clear()) >= 0) {
                // Whatever it says, it gets what it asked for.
            }
        } catch (IOException e) {
            log.debug("Who watched has left", e);
        } finally {
            left.complete(null);
        }
    }

    private void answer(String name, byte[] line, OutputStream out)
            throws IOException, InterruptedException {
        Answer answer = answers.get(name);
        if (answer == null) {
            request(name, line, out);
            return;
        }
        try {
            JsonWriter writer = new JsonWriter(out);
            answer.write(writer);
            writer.flush();
        } catch (TimeoutException e) {
            error("the gateway is too busy to answer; try again", out);
        }
    }

    private void request(String name, byte[] line, OutputStream out)
            throws IOException, InterruptedException {
        String answer;
        try {
            answer =
                    requests.answer(name, Bytes.copyOf(ByteBuffer.wrap(line)))
                            .get(MAX_REQUEST_TIME.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            error("the gateway did not answer", out);
            return;
        }
        out.write((answer + "\n").getBytes(UTF_8));
    }

    private static void error(String sentence, OutputStream out) throws IOException {
        out.write(
                (JsonValue.object().put("error", sentence).build().line() + "\n").getBytes(UTF_8));
    }

    /** What is asked for. The other fields are for whoever answers. */
    private static Optional<String> name(byte[] line) {
        try {
            return JsonReader.object(line, line.length).text("request");
        } catch (NotJsonException e) {
            return Optional.empty();
        }
    }

    private Future<?> closeLater(SocketChannel peer) {
        return deadlines.schedule(() -> close(peer), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(SocketChannel peer) {
        try {
            peer.close();
        } catch (IOException e) {
            log.debug("A connection to the control socket could not be closed", e);
        }
    }

    /** Ends the connection when the other side takes nothing for too long. */
    private final class Timed extends OutputStream {

        private final SocketChannel peer;
        private final OutputStream out;

        Timed(SocketChannel peer) {
            this.peer = peer;
            this.out = Channels.newOutputStream(peer);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            Future<?> deadline = closeLater(peer);
            try {
                out.write(bytes, start, length);
            } finally {
                deadline.cancel(false);
            }
        }
    }
}
