package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.protocol.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** MQTT 5. */
final class BrokerClient5 implements BrokerClient {

    private final Mqtt5AsyncClient client;

    /**
     * @param hasWill whether the end of the connection is the gateway's
     */
    BrokerClient5(Mqtt5ClientBuilder builder, MqttSettings settings, boolean hasWill) {
        if (hasWill) {
            builder =
                    builder.willPublish()
                            .topic(settings.lwtTopic())
                            .payload(MqttConnection.OFFLINE.getBytes(UTF_8))
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .retain(true)
                            .applyWillPublish();
        }
        if (settings.username().isPresent() && settings.password().isPresent()) {
            builder =
                    builder.simpleAuth()
                            .username(settings.username().get())
                            .password(settings.password().get().reveal().getBytes(UTF_8))
                            .applySimpleAuth();
        } else if (settings.username().isPresent()) {
            builder = builder.simpleAuth().username(settings.username().get()).applySimpleAuth();
        } else if (settings.password().isPresent()) {
            builder =
                    builder.simpleAuth()
                            .password(settings.password().get().reveal().getBytes(UTF_8))
                            .applySimpleAuth();
        }
        client = builder.buildAsync();
    }

    @Override
    public String version() {
        return "MQTT 5";
    }

    @Override
    public CompletableFuture<?> connect(Consumer<Incoming> messages, Executor executor) {
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> messages.accept(incoming(publish)),
                executor);
        return client.connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions()
                .receiveMaximum(RECEIVE_MAXIMUM)
                .maximumPacketSize(MAX_PACKET)
                .applyRestrictions()
                .send();
    }

    private static Incoming incoming(Mqtt5Publish publish) {
        return new Incoming(
                publish.getTopic().toString(),
                publish.getPayload().map(Bytes::copyOf).orElse(Bytes.EMPTY),
                publish.isRetain(),
                publish.getResponseTopic()
                        .map(topic ->
                                new ReplyTo(
                                        topic.toString(),
                                        publish.getCorrelationData()
                                                .map(Bytes::copyOf)
                                                .orElse(Bytes.EMPTY))));
    }

    @Override
    public CompletableFuture<?> subscribe(List<String> filters) {
        return client.subscribe(
                Mqtt5Subscribe.builder()
                        .addSubscriptions(
                                filters.stream()
                                        .map(filter ->
                                                Mqtt5Subscription.builder()
                                                        .topicFilter(filter)
                                                        .qos(MqttQos.AT_LEAST_ONCE)
                                                        .retainHandling(Mqtt5RetainHandling.SEND)
                                                        .build()))
                        .build());
    }

    @Override
    public CompletableFuture<?> publish(Outgoing message) {
        var publish =
                Mqtt5Publish.builder()
                        .topic(message.topic())
                        .payload(message.payload().getBytes(UTF_8))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(message.retained());
        Optional<Bytes> correlation = message.correlation().filter(bytes -> !bytes.isEmpty());
        return client.publish(
                (correlation.isPresent()
                                ? publish.correlationData(correlation.get().toArray())
                                : publish)
                        .build());
    }

    @Override
    public CompletableFuture<?> disconnect(boolean withWill) {
        return client.disconnectWith()
                .reasonCode(
                        withWill
                                ? Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE
                                : Mqtt5DisconnectReasonCode.NORMAL_DISCONNECTION)
                .send();
    }
}
