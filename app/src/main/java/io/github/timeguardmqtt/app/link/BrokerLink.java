package io.github.timeguardmqtt.app.link;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.mqtt.BridgeClient;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Asks a gateway elsewhere, through its MQTT broker. */
public final class BrokerLink implements GatewayLink {

    /** The gateway itself gives up a command, and the wait for a report, before this. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(4);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<String> LONG_REQUESTS = Set.of("command", "device/report");

    private final BridgeClient client;

    /**
     * @throws NoAnswerException when there is no connection to the broker
     */
    public BrokerLink(MqttSettings settings) throws NoAnswerException, InterruptedException {
        try {
            client = BridgeClient.connect(settings);
        } catch (IOException e) {
            throw new NoAnswerException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public JsonObject ask(String what, JsonObject fields)
            throws NoAnswerException, InterruptedException {
        Duration patience = LONG_REQUESTS.contains(what) ? LONG_PATIENCE : PATIENCE;
        String answer;
        try {
            answer = client.ask(what, fields, patience);
        } catch (IOException e) {
            throw new NoAnswerException(String.valueOf(e.getMessage()));
        }
        return GatewayLink.data(answer);
    }

    @Override
    public void close() {
        client.close();
    }
}
