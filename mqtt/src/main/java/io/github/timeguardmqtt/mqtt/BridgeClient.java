package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.github.timeguardmqtt.api.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway through its broker, as any program could: a request on {@code
 * <root>/bridge/request/…}, and its response. One question at a time.
 */
public final class BridgeClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final MqttSettings settings;
    private final BrokerClient client;

    /** What is waited for, and what tells it from the answers to others; guarded by this. */
    private @Nullable CompletableFuture<String> response;

    private String mark = "";
    private Optional<String> gone = Optional.empty();

    private BridgeClient(
            MqttSettings settings, boolean version5, Optional<MqttClientSslConfig> tls) {
        this.settings = settings;
        MqttClientBuilder builder =
                MqttConnection.builder(settings, tls)
                        .addDisconnectedListener(_ -> lost("the MQTT broker went away"));
        // Without a will: that the gateway is gone is not for us to say.
        client =
                version5
                        ? new BrokerClient5(builder.useMqttVersion5(), settings, false)
                        : new BrokerClient311(builder.useMqttVersion3(), settings, false);
    }

    /**
     * Connects, by MQTT 5 or, where the broker does not speak it, 3.1.1.
     *
     * @throws IOException in one sentence, when it cannot
     */
    public static BridgeClient connect(MqttSettings settings)
            throws IOException, InterruptedException {
        Optional<MqttSettings.Tls> files = settings.tls();
        Optional<MqttClientSslConfig> tls =
                files.isPresent() ? Optional.of(TlsFiles.load(files.get())) : Optional.empty();
        try {
            return connect(settings, true, tls);
        } catch (RefusedVersion e) {
            return connect(settings, false, tls);
        }
    }

    /** The broker speaks no MQTT 5, perhaps. */
    private static final class RefusedVersion extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static BridgeClient connect(
            MqttSettings settings, boolean version5, Optional<MqttClientSslConfig> tls)
            throws IOException, InterruptedException {
        BridgeClient made = new BridgeClient(settings, version5, tls);
        String broker = "the MQTT broker at %s:%d".formatted(settings.host(), settings.port());
        boolean isAccepted = false;
        try {
            inTime(made.client.connect(made::received, Runnable::run));
            isAccepted = true;
            inTime(
                    made.client.subscribe(
                            List.of(
                                    settings.lwtTopic(),
                                    settings.rootTopic() + "/bridge/response/#")));
            return made;
        } catch (ExecutionException e) {
            made.close();
            ConnectTrouble trouble = ConnectTrouble.of(e, !isAccepted, tls.isPresent());
            if (version5 && trouble.refusesVersion()) {
                throw new RefusedVersion();
            }
            throw new IOException(
                    isAccepted
                            ? broker + " lets nobody hear the gateway's responses"
                            : broker + ": " + trouble.sentence());
        } catch (TimeoutException e) {
            made.close();
            throw new IOException(broker + ": it does not answer");
        }
    }

    private static void inTime(CompletableFuture<?> step)
            throws ExecutionException, InterruptedException, TimeoutException {
        step.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Asks.
     *
     * @param what stands behind {@code bridge/request/}
     * @return the response, a line of JSON
     * @throws IOException in one sentence, when there is none
     */
    public String ask(String what, Map<String, ?> fields, Duration patience)
            throws IOException, InterruptedException {
        String transaction = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        SequencedMap<String, Object> request = new LinkedHashMap<>(fields);
        request.put("transaction", transaction);
        CompletableFuture<String> answer = new CompletableFuture<>();
        synchronized (this) {
            if (gone.isPresent()) {
                throw new IOException(gone.get());
            }
            response = answer;
            mark = "\"transaction\":\"" + transaction + "\"";
        }
        try {
            inTime(
                    client.publish(
                            Outgoing.passing(
                                    settings.rootTopic() + "/bridge/request/" + what,
                                    Json.line(request))));
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(gone());
        } catch (TimeoutException e) {
            throw new IOException(
                    "no gateway answers at the MQTT broker %s:%d under \"%s\""
                            .formatted(settings.host(), settings.port(), settings.rootTopic()));
        }
    }

    private synchronized String gone() {
        return gone.orElse("the MQTT broker refuses the request");
    }

    private synchronized void received(Incoming message) {
        String payload = new String(message.payload().toArray(), UTF_8);
        if (message.topic().equals(settings.lwtTopic())) {
            if (payload.equals(MqttConnection.OFFLINE)) {
                lost("the gateway is not connected to the MQTT broker");
            } else {
                gone = Optional.empty();
            }
        } else if (response != null && !message.retained() && payload.contains(mark)) {
            response.complete(payload);
        }
    }

    private synchronized void lost(String sentence) {
        gone = Optional.of(sentence);
        if (response != null) {
            response.completeExceptionally(new IOException(sentence));
        }
    }

    @Override
    public void close() {
        var _ =
                client.disconnect(false)
                        .exceptionally(_ -> null)
                        .orTimeout(1, TimeUnit.SECONDS)
                        .handle((_, _) -> null)
                        .join();
    }
}
