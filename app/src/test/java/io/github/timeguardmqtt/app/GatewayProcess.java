package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.testing.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code timeguard run} as a process of its own, that has said where devices reach it. */
public final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("devices at (127\\.0\\.0\\.1):(\\d+) \\(UDP and TCP\\)");

    private final Process process;
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final InetSocketAddress address;

    private GatewayProcess(Process process) throws IOException {
        this.process = process;
        process.getOutputStream().close();
        reader = Thread.ofPlatform().daemon().name("gateway-stderr").start(this::read);
        Matcher ready = READY.matcher(expect("(UDP and TCP)"));
        assertThat(ready.find()).isTrue();
        address =
                new InetSocketAddress(
                        InetAddress.getByName(ready.group(1)), Integer.parseInt(ready.group(2)));
    }

    /**
     * Starts it.
     *
     * @param listen the port for devices, 0 for any
     */
    public static GatewayProcess start(
            Path data, int listen, Map<String, String> environment, List<String> options)
            throws IOException {
        return start(List.of(), data, listen, environment, options);
    }

    /**
     * The same by another program, which becomes the gateway.
     *
     * @param by its command line, to which that of the gateway is added
     */
    public static GatewayProcess start(
            List<String> by,
            Path data,
            int listen,
            Map<String, String> environment,
            List<String> options)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("run", "--listen=127.0.0.1:" + listen, "--data=" + data));
        arguments.addAll(options);
        List<String> command = new ArrayList<>(by);
        command.addAll(command(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return new GatewayProcess(builder.start());
    }

    /** The command line of the program. */
    public static List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Duser.language=" + System.getProperty("user.language"),
                                "-Duser.country=" + System.getProperty("user.country", ""),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private void read() {
        try (BufferedReader lines = process.errorReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                err.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line of standard error with this in it. */
    public String expect(String part) {
        await(part).until(() -> !process.isAlive() || has(part));
        assertThat(err).anyMatch(line -> line.contains(part));
        return err.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    private boolean has(String part) {
        return err.stream().anyMatch(line -> line.contains(part));
    }

    /** What it has written to standard error. */
    public List<String> err() {
        return List.copyOf(err);
    }

    /** Where devices reach it. */
    public InetSocketAddress address() {
        return address;
    }

    public long pid() {
        return process.pid();
    }

    /** Kills it, with no time for anything. */
    public void kill() throws Exception {
        close();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        reader.join();
    }

    /** Asks it to end, and waits until it has. */
    public void terminate() throws Exception {
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        reader.join();
    }

    @Override
    public void close() {
        // Not the process's own method, which would close what it has still to say.
        process.toHandle().destroyForcibly();
    }
}
