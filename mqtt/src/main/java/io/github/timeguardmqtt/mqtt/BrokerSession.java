package io.github.timeguardmqtt.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.github.timeguardmqtt.mqtt.BrokerException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection to a broker for those who want one thing of it and wait for that. It speaks MQTT 5
 * or, where the broker does not, 3.1.1; it has no will, since it is not for it to say that the
 * gateway is gone; and when it ends it does not come back.
 */
final class BrokerSession implements AutoCloseable {

    /** Who hears what comes; called on threads of the library. */
    interface Listener {

        void message(Incoming message);

        /** The connection has ended before it was closed. */
        void lost();
    }

    private final BrokerClient client;
    private volatile boolean isOpen;

    private BrokerSession(
            MqttSettings settings,
            Optional<MqttClientSslConfig> tls,
            boolean version5,
            Listener listener) {
        client =
                BrokerClient.of(
                        settings,
                        tls,
                        version5,
                        false,
                        _ -> {
                            if (isOpen) {
                                listener.lost();
                            }
                        });
    }

    /**
     * Connects.
     *
     * @param settings where, and as whom
     * @param patience for each attempt, of which there are two at most
     * @throws BrokerException when there is no connection
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    static BrokerSession open(MqttSettings settings, Listener listener, Duration patience)
            throws IOException, InterruptedException {
        Optional<MqttClientSslConfig> tls = TlsFiles.of(settings);
        boolean version5 = !settings.only311();
        while (true) {
            BrokerSession session = new BrokerSession(settings, tls, version5, listener);
            try {
                await(session.client.connect(listener::message, Runnable::run), patience);
                session.isOpen = true;
                return session;
            } catch (ExecutionException e) {
                session.close();
                ConnectTrouble trouble = ConnectTrouble.of(e, true, tls.isPresent());
                if (!version5 || !trouble.refusesVersion()) {
                    throw new BrokerException(trouble.reason(), trouble.sentence(), e);
                }
                version5 = false;
            } catch (TimeoutException e) {
                session.close();
                throw doesNotAnswer(e);
            }
        }
    }

    /** What users call the version of the protocol. */
    String version() {
        return client.version();
    }

    /**
     * Has the broker send what it keeps on these topics, and what is published there from now on.
     *
     * @throws BrokerException when it does not
     */
    void subscribe(List<String> filters, Duration patience)
            throws BrokerException, InterruptedException {
        carryOut(client.subscribe(filters), "it refuses the subscription", patience);
    }

    /**
     * Publishes.
     *
     * @throws BrokerException when the broker does not take it
     */
    void publish(Outgoing message, Duration patience) throws BrokerException, InterruptedException {
        carryOut(client.publish(message), "it refuses the publication", patience);
    }

    private static void carryOut(CompletableFuture<?> step, String refusal, Duration patience)
            throws BrokerException, InterruptedException {
        try {
            await(step, patience);
        } catch (ExecutionException e) {
            throw new BrokerException(Reason.OTHER, refusal, e);
        } catch (TimeoutException e) {
            throw doesNotAnswer(e);
        }
    }

    private static BrokerException doesNotAnswer(TimeoutException e) {
        return new BrokerException(Reason.OTHER, "it does not answer", e);
    }

    private static void await(CompletableFuture<?> step, Duration patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        step.get(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        isOpen = false;
        var _ =
                client.disconnect(false)
                        .exceptionally(_ -> null)
                        .orTimeout(1, TimeUnit.SECONDS)
                        .handle((_, _) -> null)
                        .join();
    }
}
