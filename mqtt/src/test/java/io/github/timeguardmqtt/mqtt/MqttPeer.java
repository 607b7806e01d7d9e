package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** Another one at the broker: hears everything, and can speak. */
final class MqttPeer implements AutoCloseable {

    /** A message as it came. */
    record Heard(String topic, String payload, boolean retained, Bytes correlation) {}

    private final Mqtt5AsyncClient client;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    MqttPeer(int port) {
        this(port, UnaryOperator.identity());
    }

    MqttPeer(int port, UnaryOperator<Mqtt5ClientBuilder> more) {
        client =
                more.apply(
                                MqttClient.builder()
                                        .serverHost("127.0.0.1")
                                        .serverPort(port)
                                        .useMqttVersion5())
                        .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::hear);
        client.connect().join();
        client.subscribeWith().topicFilter("#").qos(MqttQos.AT_LEAST_ONCE).send().join();
    }

    private void hear(Mqtt5Publish publish) {
        heard.add(
                new Heard(
                        publish.getTopic().toString(),
                        new String(publish.getPayloadAsBytes(), UTF_8),
                        publish.isRetain(),
                        publish.getCorrelationData().map(Bytes::copyOf).orElse(Bytes.EMPTY)));
    }

    List<Heard> all() {
        return List.copyOf(heard);
    }

    /** The payloads on this topic, in order. */
    List<String> on(String topic) {
        return heard.stream().filter(h -> h.topic().equals(topic)).map(Heard::payload).toList();
    }

    void expect(String topic, String payload) {
        await(topic + " " + payload).until(() -> on(topic).contains(payload));
    }

    /** Waits for a message with this part on this topic. */
    String expectPart(String topic, String part) {
        await(topic + " " + part)
                .until(() -> on(topic).stream().anyMatch(payload -> payload.contains(part)));
        return on(topic).stream().filter(payload -> payload.contains(part)).findFirst().get();
    }

    void publish(String topic, String payload, boolean retained) {
        publish(topic, payload.getBytes(UTF_8), retained);
    }

    void publish(String topic, byte[] payload, boolean retained) {
        client.publishWith()
                .topic(topic)
                .payload(payload)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(retained)
                .send()
                .join();
    }

    void ask(String topic, String payload, String responseTopic, Bytes correlation) {
        client.publishWith()
                .topic(topic)
                .payload(payload.getBytes(UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .responseTopic(responseTopic)
                .correlationData(correlation.toArray())
                .send()
                .join();
    }

    boolean isConnected() {
        return client.getState().isConnected();
    }

    @Override
    public void close() {
        if (isConnected()) {
            client.disconnect().join();
        }
    }
}
