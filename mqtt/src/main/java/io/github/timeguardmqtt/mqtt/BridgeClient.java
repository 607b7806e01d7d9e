package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
    private final Responses responses;
    private final BrokerSession session;

    private BridgeClient(MqttSettings settings, Responses responses, BrokerSession session) {
        this.settings = settings;
        this.responses = responses;
        this.session = session;
    }

    /**
     * Connects, by MQTT 5 or, where the broker does not speak it, 3.1.1.
     *
     * @throws IOException in one sentence, when it cannot
     */
    public static BridgeClient connect(MqttSettings settings)
            throws IOException, InterruptedException {
        Responses responses = new Responses(settings.lwtTopic());
        try {
            BridgeClient client =
                    new BridgeClient(
                            settings, responses, BrokerSession.open(settings, responses, PATIENCE));
            client.listen();
            return client;
        } catch (BrokerException e) {
            throw new IOException(broker(settings) + ": " + e.getMessage(), e);
        }
    }

    private void listen() throws BrokerException, InterruptedException {
        try {
            session.subscribe(
                    List.of(settings.lwtTopic(), settings.rootTopic() + "/bridge/response/#"),
                    PATIENCE);
        } catch (BrokerException e) {
            session.close();
            throw e;
        }
    }

    private static String broker(MqttSettings settings) {
        return "the MQTT broker at %s:%d".formatted(settings.host(), settings.port());
    }

    /**
     * Asks.
     *
     * @param what stands behind {@code bridge/request/}
     * @return the response, a line of JSON
     * @throws IOException in one sentence, when there is none
     */
    public String ask(String what, JsonObject fields, Duration patience)
            throws IOException, InterruptedException {
        String transaction = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        String request =
                JsonValue.object().putAll(fields).put("transaction", transaction).build().line();
        CompletableFuture<String> answer = responses.awaited(transaction);
        try {
            session.publish(
                    Outgoing.passing(settings.bridgeTopic("request/" + what), request), PATIENCE);
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (BrokerException e) {
            throw new IOException(
                    responses.gone().orElse(broker(settings) + ": " + e.getMessage()), e);
        } catch (ExecutionException e) {
            throw new IOException(responses.gone().orElse("the MQTT broker went away"), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no gateway answers at %s under \"%s\""
                            .formatted(broker(settings), settings.rootTopic()),
                    e);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    /** What comes from the gateway. */
    private static final class Responses implements BrokerSession.Listener {

        private final String lwtTopic;

        /** What is waited for; guarded by this, like all below. */
        private @Nullable CompletableFuture<String> response;

        /** What tells it from the answers to others. */
        private String mark = "";

        /** Why nobody will answer, where that is known. */
        private Optional<String> gone = Optional.empty();

        Responses(String lwtTopic) {
            this.lwtTopic = lwtTopic;
        }

        synchronized CompletableFuture<String> awaited(String transaction) throws IOException {
            if (gone.isPresent()) {
                throw new IOException(gone.get());
            }
            mark = "\"transaction\":\"" + transaction + "\"";
            response = new CompletableFuture<>();
            return response;
        }

        synchronized Optional<String> gone() {
            return gone;
        }

        @Override
        public synchronized void message(Incoming message) {
            String payload = new String(message.payload().toArray(), UTF_8);
            if (message.topic().equals(lwtTopic)) {
                if (payload.equals(MqttConnection.OFFLINE)) {
                    end("the gateway is not connected to the MQTT broker");
                } else {
                    gone = Optional.empty();
                }
            } else if (response != null && !message.retained() && payload.contains(mark)) {
                response.complete(payload);
            }
        }

        @Override
        public synchronized void lost() {
            end("the MQTT broker went away");
        }

        private void end(String sentence) {
            gone = Optional.of(sentence);
            if (response != null) {
                response.completeExceptionally(new IOException(sentence));
            }
        }
    }
}
