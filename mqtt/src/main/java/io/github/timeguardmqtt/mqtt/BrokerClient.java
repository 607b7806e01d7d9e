package io.github.timeguardmqtt.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection to a broker, from its making to its end, in one version of the protocol. Its
 * futures end on threads of the library.
 */
interface BrokerClient {

    /** Quality of service 1 for everything, either way. */
    int KEEP_ALIVE_SECONDS = 30;

    /** What the broker may have sent without an acknowledgement; the rest waits with it. */
    int RECEIVE_MAXIMUM = 100;

    /** No command is nearly as long; what is longer is not even sent to us. */
    int MAX_PACKET = 1 << 20;

    /** How long a socket, and then the broker, may take. */
    int TIMEOUT_SECONDS = 10;

    /**
     * A client that is yet to connect, with a thread of its own.
     *
     * @param tls nothing for plain TCP
     * @param version5 or else 3.1.1
     * @param hasWill whether the end of the connection is the gateway's
     * @param ended hears, on a thread of the library, that the connection has ended, or that there
     *     never was one
     */
    static BrokerClient of(
            MqttSettings settings,
            Optional<MqttClientSslConfig> tls,
            boolean version5,
            boolean hasWill,
            Consumer<Throwable> ended) {
        var transport =
                MqttClientTransportConfig.builder()
                        .serverHost(settings.host())
                        .serverPort(settings.port())
                        .socketConnectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .mqttConnectTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (tls.isPresent()) {
            transport = transport.sslConfig(tls.get());
        }
        MqttClientBuilder builder =
                MqttClient.builder()
                        .identifier(settings.clientId())
                        .transportConfig(transport.build())
                        .executorConfig()
                        .nettyExecutor(task ->
                                Thread.ofPlatform().daemon().name("mqtt-socket").start(task))
                        .nettyThreads(1)
                        .applyExecutorConfig()
                        .addDisconnectedListener(context -> ended.accept(context.getCause()));
        return version5
                ? new BrokerClient5(builder.useMqttVersion5(), settings, hasWill)
                : new BrokerClient311(builder.useMqttVersion3(), settings, hasWill);
    }

    /** What users call the version. */
    String version();

    /**
     * @param executor runs {@code messages}, one message after the other
     */
    CompletableFuture<?> connect(Consumer<Incoming> messages, Executor executor);

    /** What the broker has kept is sent too. */
    CompletableFuture<?> subscribe(List<String> filters);

    /** Ends well once the broker has acknowledged it. */
    CompletableFuture<?> publish(Outgoing message);

    /**
     * @param withWill whether the broker shall publish the will all the same; MQTT 3.1.1 cannot say
     */
    CompletableFuture<?> disconnect(boolean withWill);
}
