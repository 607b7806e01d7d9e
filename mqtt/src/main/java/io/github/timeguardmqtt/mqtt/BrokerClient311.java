package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** MQTT 3.1.1, for brokers that do not speak 5. */
final class BrokerClient311 implements BrokerClient {

    private final Mqtt3AsyncClient client;

    /**
     * @param hasWill whether the end of the connection is the gateway's
     */
    BrokerClient311(Mqtt3ClientBuilder builder, MqttSettings settings, boolean hasWill) {
        if (hasWill) {
            builder =
                    builder.willPublish()
                            .topic(settings.lwtTopic())
                            .payload(MqttConnection.OFFLINE.getBytes(UTF_8))
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .retain(true)
                            .applyWillPublish();
        }
        // This version knows no password without a name.
        if (settings.username().isPresent()) {
            var name = builder.simpleAuth().username(settings.username().get());
            builder =
                    (settings.password().isPresent()
                                    ? name.password(
                                            settings.password().get().reveal().getBytes(UTF_8))
                                    : name)
                            .applySimpleAuth();
        }
        client = builder.buildAsync();
    }

    @Override
    public String version() {
        return "MQTT 3.1.1";
    }

    @Override
    public CompletableFuture<?> connect(Consumer<Incoming> messages, Executor executor) {
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish ->
                        messages.accept(
                                new Incoming(
                                        publish.getTopic().toString(),
                                        publish.getPayload().map(Bytes::copyOf).orElse(Bytes.EMPTY),
                                        publish.isRetain(),
                                        Optional.empty())),
                executor);
        return client.connectWith().cleanSession(true).keepAlive(KEEP_ALIVE_SECONDS).send();
    }

    @Override
    public CompletableFuture<?> subscribe(List<String> filters) {
        return client.subscribe(
                Mqtt3Subscribe.builder()
                        .addSubscriptions(
                                filters.stream()
                                        .map(filter ->
                                                Mqtt3Subscription.builder()
                                                        .topicFilter(filter)
                                                        .qos(MqttQos.AT_LEAST_ONCE)
                                                        .build()))
                        .build());
    }

    @Override
    public CompletableFuture<?> publish(Outgoing message) {
        return client.publish(
                Mqtt3Publish.builder()
                        .topic(message.topic())
                        .payload(message.payload().getBytes(UTF_8))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(message.retained())
                        .build());
    }

    @Override
    public CompletableFuture<?> disconnect(boolean withWill) {
        return client.disconnect();
    }
}
