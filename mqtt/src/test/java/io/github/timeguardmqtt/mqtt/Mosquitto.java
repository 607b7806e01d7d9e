package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's broker, on a port that stays its own over restarts; it keeps nothing on disk. */
final class Mosquitto implements AutoCloseable {

    private final Path directory;
    private final int port;
    private String settings = "allow_anonymous true\n";
    private @Nullable Process process;

    /** Does not start it. */
    Mosquitto(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    static Mosquitto started(Path directory) throws IOException {
        Mosquitto mosquitto = new Mosquitto(directory);
        mosquitto.start();
        return mosquitto;
    }

    int port() {
        return port;
    }

    /** Lines of its settings, in place of letting everybody in. */
    Mosquitto with(String lines) {
        settings = lines;
        return this;
    }

    /** Lets only this user in. */
    Mosquitto withPassword(String user, String password) throws Exception {
        Path file = directory.resolve("passwords");
        run("mosquitto_passwd", "-b", "-c", file.toString(), user, password);
        return with("allow_anonymous false\npassword_file " + file + "\n");
    }

    void start() throws IOException {
        Path config = directory.resolve("mosquitto.conf");
        Files.writeString(
                config,
                // As root it would become a user who may not read the test's files. By default it
                // drops what a subscriber is too slow for: then tests would miss publications.
                "user root\nlistener %d 127.0.0.1\npersistence false\nmax_queued_messages 0\n%s"
                        .formatted(port, settings));
        process =
                new ProcessBuilder(Programs.find("mosquitto"), "-c", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("mosquitto.log").toFile())
                        .start();
        await().until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops it; everything that it kept is lost. */
    void stop() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
            process = null;
        }
    }

    /** Lets it hang, with all its connections open. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    /** Reads the passwords again. */
    void reload() throws Exception {
        signal("HUP");
    }

    private void signal(String name) throws Exception {
        if (process != null) {
            run("kill", "-" + name, Long.toString(process.pid()));
        }
    }

    /** What the program printed. Skips the test where there is no such program. */
    static String run(String... command) throws Exception {
        String[] found = command.clone();
        found[0] = Programs.find(command[0]);
        Process process = new ProcessBuilder(found).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    @Override
    public void close() throws Exception {
        thaw();
        stop();
    }
}
