package io.github.timeguardmqtt.app.control;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.testing.LogLines;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSocketTest {

    private static final String NO_REQUEST =
            "{\"error\":\"that is no request; one is {\\\"request\\\":\\\"status\\\"}, on a"
                    + " line\"}\n";

    private static final Answer HELLO =
            to -> {
                to.beginObject();
                to.name("hello");
                to.value("world");
                to.endObject();
                to.endLine();
            };

    private static final Answer MUCH =
            to -> {
                for (int i = 0; i < 5_000; i++) {
                    to.beginObject();
                    to.name("much");
                    to.value("x".repeat(1000));
                    to.endObject();
                    to.endLine();
                }
            };

    private static final Answer LATE =
            _ -> {
                throw new TimeoutException();
            };

    private static final Answer BROKEN =
            _ -> {
                throw new IllegalStateException("meant for the log");
            };

    private static final LiveAnswer LIVE =
            (to, left) -> {
                to.write("alive\n".getBytes(UTF_8));
                left.toCompletableFuture().join();
            };

    private static final Requests ECHO =
            (what, line) ->
                    CompletableFuture.completedFuture(
                            what + " " + new String(line.toArray(), UTF_8).stripTrailing());

    @TempDir Path directory;

    @Test
    void a_request_is_a_line_and_so_is_its_answer() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask("{\"request\":\"hello\"}\n")).isEqualTo("{\"hello\":\"world\"}\n");
            assertThat(ask("{\"request\":\"hello\"}\n { \"request\" : \"hello\" } \r\n"))
                    .isEqualTo("{\"hello\":\"world\"}\n".repeat(2));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{}",
                "[]",
                "null",
                "\"hello\"",
                "{\"request\":7}",
                "{\"request\":null}",
                "{\"request\":{\"request\":\"hello\"}}",
                "{\"request\":\"hello\",\"request\":\"hello\"}",
                "{\"request\":\"hello\"",
                "{\"request\":\"hel",
                "{\"request\"",
                "\u0000\u0001\ufffd",
            })
    void what_is_no_request_is_told_so_and_the_next_one_is_served(String line) throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask(line + "\n{\"request\":\"hello\"}\n"))
                    .isEqualTo(NO_REQUEST + "{\"hello\":\"world\"}\n");
        }
    }

    @Test
    void deep_nesting_does_no_harm() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask("[".repeat(4000) + "\n")).isEqualTo(NO_REQUEST);
            assertThat(ask("{\"request\":" + "[".repeat(4000) + "\n")).isEqualTo(NO_REQUEST);
            assertThat(ask("{\"a\":".repeat(700) + "\n")).isEqualTo(NO_REQUEST);
        }
    }

    @Test
    void requests_without_an_answer_of_their_own_are_handed_on_as_they_came() throws Exception {
        String request = "{\"request\":\"stop\",\"more\":{\"a\":[1,\"}\"]},\"at\":1.5}\n";
        try (ControlSocket _ = open()) {
            assertThat(ask(request.repeat(2))).isEqualTo(("stop " + request).repeat(2));
        }
    }

    @Test
    void a_gateway_that_does_not_answer_in_time_is_told() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask("{\"request\":\"late\"}\n"))
                    .isEqualTo("{\"error\":\"the gateway is too busy to answer; try again\"}\n");
        }
    }

    @Test
    void an_answer_that_fails_ends_its_connection_alone() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask("{\"request\":\"broken\"}\n")).isEmpty();
            assertThat(ask("{\"request\":\"hello\"}\n")).isEqualTo("{\"hello\":\"world\"}\n");
        }
    }

    @Test
    void a_request_without_end_is_cut_off() throws Exception {
        try (ControlSocket _ = open();
                SocketChannel peer = connect()) {
            peer.write(ByteBuffer.wrap("x".repeat(ControlSocket.MAX_REQUEST).getBytes(UTF_8)));
            assertThat(rest(peer)).isEqualTo("{\"error\":\"a request has 4096 bytes at most\"}\n");
        }
    }

    @Test
    void a_program_that_says_nothing_is_cut_off() throws Exception {
        try (ControlSocket _ = open(Duration.ofMillis(100));
                SocketChannel silent = connect();
                SocketChannel slow = connect()) {
            slow.write(ByteBuffer.wrap("{\"requ".getBytes(UTF_8)));
            assertThat(rest(silent)).isEmpty();
            assertThat(rest(slow)).isEmpty();
        }
    }

    @Test
    void a_program_that_reads_nothing_is_cut_off_and_holds_up_nobody() throws Exception {
        try (ControlSocket _ = open(Duration.ofMillis(300));
                SocketChannel peer = connect()) {
            peer.write(ByteBuffer.wrap("{\"request\":\"much\"}\n".getBytes(UTF_8)));
            assertThat(ask("{\"request\":\"hello\"}\n")).isEqualTo("{\"hello\":\"world\"}\n");
            // Its connection ends on the other side, though it never reads: what it sends is
            // refused.
            await().until(() -> isRefused(peer));
        }
    }

    @Test
    void a_large_answer_reaches_who_reads_it() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(ask("{\"request\":\"much\"}\n")).hasSize(5000 * (1000 + 12));
        }
    }

    @Test
    void sixteen_are_served_at_a_time_and_one_more_is_turned_away() throws Exception {
        List<SocketChannel> peers = new ArrayList<>();
        try (ControlSocket _ = open()) {
            for (int i = 0; i < ControlSocket.MAX_CONNECTIONS; i++) {
                peers.add(connect());
            }
            try (SocketChannel more = connect()) {
                assertThat(rest(more))
                        .isEqualTo("{\"error\":\"16 others are served just now; try again\"}\n");
            }
            peers.removeLast().close();
            await().until(() -> ask("{\"request\":\"hello\"}\n").equals("{\"hello\":\"world\"}\n"));
        } finally {
            for (SocketChannel peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    void only_its_owner_may_use_it_and_nothing_else_is_left_behind() throws Exception {
        try (ControlSocket _ = open()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            assertThat(directory).isDirectoryContaining(file -> file.equals(path()));
            assertThat(directory).isDirectoryNotContaining(file -> !file.equals(path()));
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void what_a_killed_gateway_left_is_replaced() throws Exception {
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path()));
        }
        Files.createDirectory(directory.resolve(".c"));
        Files.createFile(directory.resolve(".c/sock"));
        assertThat(path()).exists();
        try (LogLines lines = new LogLines();
                ControlSocket _ = open()) {
            assertThat(ask("{\"request\":\"hello\"}\n")).isEqualTo("{\"hello\":\"world\"}\n");
            assertThat(lines.with(directory.toString())).isEmpty();
        }
    }

    @Test
    void a_path_too_long_for_a_socket_is_told_in_one_sentence() throws Exception {
        Path deep = Files.createDirectory(directory.resolve("d".repeat(120)));
        assertNone(deep, "Unix domain path too long");
        assertThat(deep).isEmptyDirectory();
    }

    @Test
    void a_file_of_the_same_name_is_left_alone() throws Exception {
        Files.writeString(path(), "mine");
        assertNone(directory, "another file has this name");
        assertThat(path()).hasContent("mine");
    }

    private static void assertNone(Path directory, String reason) {
        try (LogLines lines = new LogLines()) {
            assertThat(ControlSocket.open(directory, Map.of(), Map.of(), ECHO)).isEmpty();
            assertThat(lines.with(directory.toString()))
                    .containsExactly(
                            "There is no control socket at %s (%s): no command on this computer can ask the gateway, and all else works"
                                    .formatted(directory.resolve(ControlSocket.FILE), reason));
        }
    }

    @Test
    void a_live_answer_lasts_until_the_other_side_leaves_and_so_many_have_room() throws Exception {
        String begin = "{\"status\":\"ok\"}\nalive\n";
        try (ControlSocket _ = open();
                SocketChannel first = connect()) {
            assertThat(live(first, begin.length())).isEqualTo(begin);
            List<SocketChannel> others = new ArrayList<>();
            for (int i = 1; i < ControlSocket.MAX_LIVE; i++) {
                SocketChannel other = connect();
                others.add(other);
                assertThat(live(other, begin.length())).isEqualTo(begin);
            }
            try (SocketChannel last = connect()) {
                assertThat(live(last, Integer.MAX_VALUE))
                        .isEqualTo(
                                "{\"error\":\"4 others watch the traffic just now; end one of"
                                        + " them\"}\n");
            }
            others.getFirst().close();
            await().untilAsserted(() -> {
                try (SocketChannel next = connect()) {
                    assertThat(live(next, begin.length())).isEqualTo(begin);
                }
            });
            for (SocketChannel other : others) {
                other.close();
            }
        }
    }

    @Test
    void its_end_ends_every_connection() throws Exception {
        ControlSocket socket = open();
        CountDownLatch ended = new CountDownLatch(1);
        try (SocketChannel peer = connect()) {
            Thread.ofVirtual()
                    .start(() -> {
                        assertThat(rest(peer)).isEmpty();
                        ended.countDown();
                    });
            socket.close();
            ended.await();
        }
        assertThat(path()).doesNotExist();
    }

    private ControlSocket open() {
        return open(Duration.ofSeconds(5));
    }

    private ControlSocket open(Duration patience) {
        return ControlSocket.open(
                        directory,
                        Map.of("hello", HELLO, "much", MUCH, "late", LATE, "broken", BROKEN),
                        Map.of("live", LIVE),
                        ECHO,
                        patience)
                .orElseThrow();
    }

    /** Asks for what never ends, and reads as many letters of it. */
    private static String live(SocketChannel peer, int letters) throws IOException {
        peer.write(ByteBuffer.wrap("{\"request\":\"live\"}\n".getBytes(UTF_8)));
        return new String(Channels.newInputStream(peer).readNBytes(letters), UTF_8);
    }

    private Path path() {
        return directory.resolve(ControlSocket.FILE);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    private String ask(String requests) throws IOException {
        try (SocketChannel peer = connect()) {
            peer.write(ByteBuffer.wrap(requests.getBytes(UTF_8)));
            peer.shutdownOutput();
            return rest(peer);
        }
    }

    private static String rest(SocketChannel peer) {
        try {
            return new String(Channels.newInputStream(peer).readAllBytes(), UTF_8);
        } catch (IOException e) {
            return ""; // cut off with something unread
        }
    }

    private static boolean isRefused(SocketChannel peer) {
        try {
            peer.write(ByteBuffer.wrap(new byte[] {' '}));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
