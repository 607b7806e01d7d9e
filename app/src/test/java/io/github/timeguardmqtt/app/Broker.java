package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Debian's mosquitto on a free port of loopback, and its programs for publishing and hearing. */
public final class Broker implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final String version;
    private final List<String> credentials;
    private @Nullable Process process;
    private final List<Subscriber> subscribers = new ArrayList<>();

    private Broker(Path directory, String settings, List<String> credentials) throws IOException {
        this.directory = directory;
        this.version = "mqttv5";
        this.credentials = credentials;
        this.port = freePort();
        Path config = directory.resolve("broker.conf");
        Files.writeString(
                config,
                // As root it would become a user who may not read the test's files.
                "user root\nlistener %d 127.0.0.1\npersistence false\n%s"
                        .formatted(port, settings));
        process = run();
    }

    private Broker(Path directory, int port, String version) {
        this.directory = directory;
        this.port = port;
        this.version = version;
        this.credentials = List.of();
    }

    private Process run() throws IOException {
        Process started =
                new ProcessBuilder(
                                Programs.find("mosquitto"),
                                "-c",
                                directory.resolve("broker.conf").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("broker.log").toFile())
                        .start();
        await().until(this::answers);
        return started;
    }

    /** Stops it; all that it kept is lost, and nobody is connected any more. */
    void stop() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    /** Starts it again on the same port. */
    void startAgain() throws IOException {
        process = run();
    }

    /** A port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** One that the gateway brings along, which speaks MQTT 3.1.1 alone. */
    public static Broker embedded(Path directory, int port) {
        return new Broker(directory, port, "mqttv311");
    }

    /** One that lets everybody in. */
    public static Broker start(Path directory) throws IOException {
        return new Broker(directory, "allow_anonymous true\n", List.of());
    }

    /** One that lets only this user in. */
    public static Broker start(Path directory, String user, String password) throws Exception {
        Path file = directory.resolve("passwords");
        Process made =
                new ProcessBuilder(
                                Programs.find("mosquitto_passwd"),
                                "-b",
                                "-c",
                                file.toString(),
                                user,
                                password)
                        .redirectErrorStream(true)
                        .start();
        made.getInputStream().readAllBytes();
        assertThat(made.waitFor()).isZero();
        return new Broker(
                directory,
                "allow_anonymous false\npassword_file %s\n".formatted(file),
                List.of("-u", user, "-P", password));
    }

    public int port() {
        return port;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Has {@code mosquitto_pub} publish it, and waits until the broker has it. */
    public void publish(String topic, String payload) throws Exception {
        publish(topic, payload.getBytes(UTF_8));
    }

    public void publish(String topic, byte[] payload) throws Exception {
        publishing(topic, payload, "-q", "1").waitForSuccess();
    }

    public void publishRetained(String topic, String payload) throws Exception {
        publishing(topic, payload.getBytes(UTF_8), "-q", "1", "-r").waitForSuccess();
    }

    /** Begins to publish, with whatever else {@code mosquitto_pub} is to be told. */
    Publishing publishing(String topic, byte[] payload, String... options) throws IOException {
        List<String> command =
                command("mosquitto_pub", "-t", topic, payload.length == 0 ? "-n" : "-s");
        command.addAll(List.of(options));
        Process publisher = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = publisher.getOutputStream()) {
            in.write(payload);
        }
        return new Publishing(publisher);
    }

    record Publishing(Process process) {
        void waitForSuccess() throws Exception {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        }
    }

    /** {@code mosquitto_sub} for everything, subscribed when this returns. */
    public Subscriber subscribe() throws Exception {
        publishRetained(Subscriber.READY, "yes");
        Subscriber subscriber =
                new Subscriber(
                        new ProcessBuilder(
                                        command(
                                                "mosquitto_sub",
                                                "-t",
                                                "#",
                                                "-q",
                                                "1",
                                                "-F",
                                                "%r %t %p"))
                                .start());
        subscribers.add(subscriber);
        subscriber.expect(Subscriber.READY, "yes");
        return subscriber;
    }

    private List<String> command(String program, String... options) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.find(program),
                                "-V",
                                version,
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port)));
        command.addAll(credentials);
        command.addAll(List.of(options));
        return command;
    }

    @Override
    public void close() {
        subscribers.forEach(Subscriber::close);
        stop();
    }
}
