package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.GatewayJson;
import io.github.timeguardmqtt.loop.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge tells of itself and of all devices, below {@code <root>/bridge}: what it is, how
 * it is, once a minute, and which devices there are. Belongs to the loop's thread.
 */
final class BridgeReports {

    private static final Duration HEALTH_EVERY = Duration.ofMinutes(1);
    private static final Duration DEVICES_EVERY = Duration.ofSeconds(1);

    private final MqttSettings settings;
    private final EventLoop loop;
    private final Executor inLoop;
    private final GatewayApi gateway;
    private final AboutBridge about;
    private final Publisher publisher;
    private final Supplier<Collection<DeviceState>> devices;
    private EventLoop.@Nullable Timer devicesTimer;
    private EventLoop.@Nullable Timer healthTimer;
    private boolean isOver;

    /**
     * @param inLoop runs tasks on the loop's thread, as long as that lives
     * @param devices all that are known
     */
    BridgeReports(
            MqttSettings settings,
            EventLoop loop,
            Executor inLoop,
            GatewayApi gateway,
            AboutBridge about,
            Publisher publisher,
            Supplier<Collection<DeviceState>> devices) {
        this.settings = settings;
        this.loop = loop;
        this.inLoop = inLoop;
        this.gateway = gateway;
        this.about = about;
        this.publisher = publisher;
        this.devices = devices;
    }

    /** Tells everything, to a broker that may have lost it. */
    void connected() {
        publish("info", about.json().line());
        publishDevices();
        publishHealth();
    }

    void disconnected() {
        if (healthTimer != null) {
            healthTimer.cancel();
        }
    }

    void end() {
        isOver = true;
    }

    /** Publishes the list of devices in a moment, with whatever changes until then. */
    void devicesChanged() {
        if (devicesTimer == null && publisher.isReady() && !isOver) {
            devicesTimer =
                    loop.schedule(
                            DEVICES_EVERY,
                            () -> {
                                devicesTimer = null;
                                if (publisher.isReady()) {
                                    publishDevices();
                                }
                            });
        }
    }

    private void publishDevices() {
        publish("devices", GatewayJson.of(devices.get()).line());
    }

    private void publishHealth() {
        if (!publisher.isReady() || isOver) {
            return;
        }
        healthTimer = loop.schedule(HEALTH_EVERY, this::publishHealth);
        var _ =
                gateway.health()
                        .thenAcceptAsync(
                                health -> {
                                    if (publisher.isReady()) {
                                        publish("health", GatewayJson.of(health).line());
                                    }
                                },
                                inLoop);
    }

    private void publish(String name, String payload) {
        publisher.retained(settings.bridgeTopic(name), payload);
    }
}
