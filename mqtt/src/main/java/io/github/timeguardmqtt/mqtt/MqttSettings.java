package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the gateway speaks MQTT.
 *
 * @param host the broker's name or address
 * @param tls nothing for plain TCP
 * @param rootTopic what all topics of the gateway start with
 * @param discoveryPrefix of Home Assistant's discovery; nothing for none
 * @param homeAssistantStatusTopic where Home Assistant says that it has started
 * @param rawCommands whether frames written by hand are sent
 * @param powerOffIsAuto whether power off means automatic mode, and not always off
 * @param only311 whether not to try MQTT 5 first; the embedded broker wants this
 */
public record MqttSettings(
        String host,
        int port,
        Optional<Tls> tls,
        String clientId,
        String rootTopic,
        Optional<String> username,
        Optional<Secret> password,
        Optional<String> discoveryPrefix,
        String homeAssistantStatusTopic,
        boolean rawCommands,
        boolean powerOffIsAuto,
        boolean only311) {

    /** With what users get who say nothing but where the broker is. */
    public static MqttSettings plain(String host, int port) {
        return new MqttSettings(
                host,
                port,
                Optional.empty(),
                "timeguard",
                "timeguard",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "homeassistant/status",
                false,
                false,
                false);
    }

    /** The same for the embedded broker, which listens there. */
    public MqttSettings at(InetSocketAddress embedded) {
        return new MqttSettings(
                host,
                embedded.getPort(),
                tls,
                clientId,
                rootTopic,
                username,
                password,
                discoveryPrefix,
                homeAssistantStatusTopic,
                rawCommands,
                powerOffIsAuto,
                true);
    }

    /** The same under another id. */
    MqttSettings withClientId(String id) {
        return new MqttSettings(
                host,
                port,
                tls,
                id,
                rootTopic,
                username,
                password,
                discoveryPrefix,
                homeAssistantStatusTopic,
                rawCommands,
                powerOffIsAuto,
                only311);
    }

    /** The topic that tells whether the gateway lives. */
    String lwtTopic() {
        return rootTopic + "/lwt";
    }

    /** A topic of a device's. */
    String deviceTopic(DeviceId device, String name) {
        return rootTopic + "/" + device + "/" + name;
    }

    /** A topic of the gateway's own. */
    String bridgeTopic(String name) {
        return rootTopic + "/bridge/" + name;
    }

    /**
     * PEM files.
     *
     * @param ca whom to trust; nothing for whom the JDK trusts
     * @param certificate and key of the gateway's own, both or none
     */
    public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {

        /** Whom the JDK trusts, without a certificate of one's own. */
        public static final Tls PLAIN =
                new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
