package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.protocol.Addresses;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.IAuthenticator;
import io.moquette.broker.security.PermitAllAuthorizatorPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A broker inside the gateway, for those who have none. It keeps everything in memory. */
public final class EmbeddedBroker implements AutoCloseable {

    private static final int CLOSE_MILLIS = 200;

    private final Server server;
    private final InetSocketAddress address;

    private EmbeddedBroker(Server server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Starts a broker.
     *
     * @param listen port 0 for a free one
     * @param user nothing for any
     * @param password nothing to let everybody in, which is possible on loopback only
     * @throws IllegalArgumentException in one sentence, without a password beyond loopback
     * @throws IOException in one sentence, when it cannot listen there
     */
    public static EmbeddedBroker start(
            InetSocketAddress listen, Optional<String> user, Optional<Secret> password)
            throws IOException {
        InetAddress host = listen.getAddress();
        if (host == null) {
            throw new IOException(
                    "The embedded broker cannot listen on %s: no such name"
                            .formatted(Addresses.text(listen)));
        }
        if (!host.isLoopbackAddress() && password.isEmpty()) {
            throw new IllegalArgumentException(
                    "The embedded broker listens beyond this machine, on %s, only with a password"
                            .formatted(Addresses.text(listen)));
        }
        int port = bindable(listen);
        Properties properties = new Properties();
        properties.setProperty(IConfig.HOST_PROPERTY_NAME, host.getHostAddress());
        properties.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
        properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
        properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
        properties.setProperty(
                IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, Boolean.toString(password.isEmpty()));
        properties.setProperty("allow_zero_byte_client_id", "true");
        // Else discovery messages of Home Assistant do not fit.
        properties.setProperty(
                IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, Integer.toString(BrokerClient.MAX_PACKET));
        Server server = new Server();
        try {
            server.startServer(
                    new MemoryConfig(properties),
                    List.of(),
                    null,
                    authenticator(user, password),
                    new PermitAllAuthorizatorPolicy());
        } catch (IOException | RuntimeException e) {
            throw cannotListen(listen, e);
        }
        return new EmbeddedBroker(server, new InetSocketAddress(host, port));
    }

    /** The port to listen on: the broker itself tells of a taken one in its log alone. */
    private static int bindable(InetSocketAddress listen) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(listen);
            return probe.getLocalPort();
        } catch (IOException e) {
            throw cannotListen(listen, e);
        }
    }

    private static IOException cannotListen(InetSocketAddress listen, Exception e) {
        return new IOException(
                "The embedded broker cannot listen on %s: %s"
                        .formatted(Addresses.text(listen), e.getMessage()),
                e);
    }

    private static IAuthenticator authenticator(Optional<String> user, Optional<Secret> password) {
        if (password.isEmpty()) {
            return (_, _, _) -> true;
        }
        byte[] expected = password.get().reveal().getBytes(StandardCharsets.UTF_8);
        return (_, name, given) ->
                given != null
                        && MessageDigest.isEqual(expected, given)
                        && (user.isEmpty() || user.get().equals(name));
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Lets nobody in any more. What the library has to tidy up behind that, seconds of waiting, it
     * may do alone.
     */
    @Override
    public void close() {
        Thread stopping =
                Thread.ofPlatform().daemon().name("mqtt-broker-end").start(server::stopServer);
        try {
            stopping.join(Duration.ofMillis(CLOSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
