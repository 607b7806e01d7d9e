package io.github.timeguardmqtt.mqtt.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.mqtt.MqttExtension;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces devices to Home Assistant, and takes over what the earlier bridge announced. Source:
 * docs/reference/entities.md.
 *
 * <p>What a broker has retained comes soon after the subscription, and nothing says when all of it
 * is there. So a device is announced a while after its topics were subscribed to, when it is known
 * what has to be cleared away first; and not at all where the broker has the same already.
 *
 * <p>Everything runs on one thread: every call, and every task that is handed out.
 */
public final class HomeAssistant implements MqttExtension {

    private static final Logger log = LoggerFactory.getLogger(HomeAssistant.class);

    /** From a subscription until what is retained has come. */
    static final Duration SETTLE = Duration.ofSeconds(2);

    /**
     * Between messages that Home Assistant must have worked off one after the other: of a device's
     * message that comes while it still works on one of its entities, it drops entities.
     */
    static final Duration STEP = Duration.ofSeconds(2);

    /** Gathers changes that come one after the other, as the names of schedules do. */
    static final Duration GATHER = Duration.ofSeconds(2);

    private static final int BIRTH_MIN_MILLIS = 500;
    private static final int BIRTH_MAX_MILLIS = 2000;

    private static final String MIGRATE = "{\"migrate_discovery\":true}";
    private static final int MAX_CONFIG = 64 * 1024;
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    /** What a version of this gateway may have announced once, and can be asked to be removed. */
    private static final Set<String> PLATFORMS =
            Set.of(
                    "binary_sensor",
                    "button",
                    "date",
                    "datetime",
                    "event",
                    "number",
                    "select",
                    "sensor",
                    "switch",
                    "text",
                    "time");

    private enum Phase {
        /** There was no connection yet. */
        WAITING,
        /** What is retained may still come. */
        SETTLING,
        /** What was retained is being cleared away. */
        MOVING,
        ANNOUNCED
    }

    private static final class Device {
        private DeviceState state;
        private Phase phase = Phase.WAITING;

        /** Tells tasks of an earlier connection that they are too late. */
        private int attempt;

        private boolean changePending;
        private Bytes retained = Bytes.EMPTY;

        /** What is retained on the topics beside the device's own. */
        private final Map<String, Bytes> beside = new HashMap<>();

        private SequencedSet<String> earlier = new LinkedHashSet<>();

        Device(DeviceState state) {
            this.state = state;
        }
    }

    private final String prefix;
    private final String statusTopic;
    private final Discovery discovery;
    private final RandomGenerator random;
    private final Host host;
    private final Map<DeviceId, Device> devices = new LinkedHashMap<>();

    /** Whose a topic is; those of all devices that are known. */
    private final Map<String, DeviceId> owners = new HashMap<>();

    private boolean wasConnected;
    private boolean birthPending;

    /**
     * @param prefix of all topics of discovery: {@code homeassistant}
     * @param statusTopic where Home Assistant says that it has started
     * @param random spreads the work of several bridges after a start of Home Assistant
     */
    public HomeAssistant(
            String prefix,
            String statusTopic,
            Discovery discovery,
            RandomGenerator random,
            Host host) {
        this.prefix = prefix;
        this.statusTopic = statusTopic;
        this.discovery = discovery;
        this.random = random;
        this.host = host;
    }

    /** Where what was announced of a device is retained, now and by the earlier bridge. */
    List<String> topics(DeviceId device) {
        List<String> topics = new ArrayList<>(Discovery.earlierTopics(prefix, device));
        topics.add(Discovery.topic(prefix, device));
        topics.addAll(Discovery.topicsBeside(prefix, device));
        return topics;
    }

    @Override
    public void connected() {
        wasConnected = true;
        host.subscribe(List.of(statusTopic));
        for (Device device : devices.values()) {
            device.earlier.clear();
            device.retained = Bytes.EMPTY;
            device.beside.clear();
            settle(device);
        }
    }

    @Override
    public void changed(DeviceState state) {
        Device device = devices.get(state.id());
        if (device == null) {
            device = new Device(state);
            devices.put(state.id(), device);
            for (String topic : topics(state.id())) {
                owners.put(topic, state.id());
            }
            if (wasConnected) {
                settle(device);
            }
            return;
        }
        boolean isAlike = Discovery.areAlike(device.state, state);
        device.state = state;
        if (!isAlike && device.phase == Phase.ANNOUNCED && !device.changePending) {
            device.changePending = true;
            later(GATHER, device, this::announceChange);
        }
    }

    /** Its entities go from Home Assistant too. */
    @Override
    public void removed(DeviceId id) {
        if (devices.remove(id) != null) {
            topics(id).forEach(owners::remove);
            host.publish(Discovery.topic(prefix, id), "", true);
            Discovery.topicsBeside(prefix, id).forEach(topic -> host.publish(topic, "", true));
        }
    }

    @Override
    public void message(String topic, Bytes payload, boolean retained) {
        if (topic.equals(statusTopic)) {
            if (!retained && PlainText.of(payload, 20).equals("online")) {
                born();
            }
            return;
        }
        DeviceId owner = owners.get(topic);
        Device device = owner == null ? null : devices.get(owner);
        if (device == null) {
            return;
        }
        if (payload.isEmpty()) { // somebody, or we, have cleared it
            device.beside.remove(topic);
            if (topic.equals(Discovery.topic(prefix, device.state.id()))) {
                device.retained = Bytes.EMPTY;
            }
            return;
        }
        if (!retained) {
            return; // what is published while we listen is mostly our own
        }
        if (Discovery.topicsBeside(prefix, device.state.id()).contains(topic)) {
            device.beside.put(topic, payload);
            return; // where it comes late, ours stands there already
        }
        if (topic.equals(Discovery.topic(prefix, device.state.id()))) {
            device.retained = payload;
        } else {
            device.earlier.add(topic);
        }
        if (device.phase == Phase.MOVING || device.phase == Phase.ANNOUNCED) {
            begin(device); // the broker was slow
        }
    }

    /** As after a start of Home Assistant; what is not announced yet will be soon. */
    @Override
    public void announceAgain() {
        for (Device device : devices.values()) {
            if (device.phase == Phase.ANNOUNCED) {
                publishConfig(device, Map.of());
                publishBeside(device);
                host.publishStatesAgain(device.state.id());
            }
        }
    }

    private void born() {
        if (!birthPending) {
            birthPending = true;
            int millis = random.nextInt(BIRTH_MIN_MILLIS, BIRTH_MAX_MILLIS);
            host.after(
                    Duration.ofMillis(millis),
                    () -> {
                        birthPending = false;
                        announceAgain();
                    });
        }
    }

    private void settle(Device device) {
        host.subscribe(topics(device.state.id()));
        begin(device);
    }

    private void begin(Device device) {
        device.phase = Phase.SETTLING;
        device.changePending = false;
        device.attempt++;
        later(SETTLE, device, this::migrate);
    }

    /** Runs the task, unless the device is gone or has begun anew by then. */
    private void later(Duration delay, Device device, Consumer<Device> task) {
        int attempt = device.attempt;
        host.after(
                delay,
                () -> {
                    if (device.attempt == attempt && devices.get(device.state.id()) == device) {
                        task.accept(device);
                    }
                });
    }

    /** Home Assistant lets go of the entities that the earlier bridge announced, but keeps them. */
    private void migrate(Device device) {
        device.phase = Phase.MOVING;
        if (device.earlier.isEmpty()) {
            removeFormer(device);
            return;
        }
        log.info("Home Assistant's entities of the earlier bridge are taken over, for a device");
        device.earlier.forEach(topic -> host.publish(topic, MIGRATE, false));
        later(STEP, device, this::removeFormer);
    }

    /** Has the entities removed that another version announced, and this one does not have. */
    private void removeFormer(Device device) {
        SequencedMap<String, String> dropped = dropped(device);
        if (dropped.isEmpty()) {
            announce(device);
            return;
        }
        publishConfig(device, dropped);
        device.retained = Bytes.EMPTY;
        later(STEP, device, this::announce);
    }

    private void announce(Device device) {
        boolean isThere =
                device.earlier.isEmpty()
                        && isSame(device.retained, discovery.config(device.state, Map.of()));
        if (!isThere) {
            publishConfig(device, Map.of());
        }
        publishBeside(device);
        device.retained = Bytes.EMPTY;
        device.phase = Phase.ANNOUNCED;
        if (!device.earlier.isEmpty()) {
            later(STEP, device, this::clearEarlier);
        }
    }

    private void clearEarlier(Device device) {
        device.earlier.forEach(topic -> host.publish(topic, "", true));
        device.earlier.clear();
    }

    private void announceChange(Device device) {
        device.changePending = false;
        publishConfig(device, Map.of());
        publishBeside(device);
        // A select takes no state that was not one of its options when it came.
        later(STEP, device, changed -> host.publishStatesAgain(changed.state.id()));
    }

    private void publishConfig(Device device, Map<String, String> dropped) {
        host.publish(
                Discovery.topic(prefix, device.state.id()),
                discovery.config(device.state, dropped),
                true);
    }

    /** Where the broker does not have the same already. */
    private void publishBeside(Device device) {
        discovery
                .configsBeside(device.state)
                .forEach((name, config) -> {
                    String topic = prefix + "/" + name;
                    if (!isSame(device.beside.getOrDefault(topic, Bytes.EMPTY), config)) {
                        host.publish(topic, config, true);
                    }
                });
        device.beside.clear();
    }

    private static boolean isSame(Bytes retained, String config) {
        return retained.size() <= MAX_CONFIG
                && new String(retained.toArray(), UTF_8).equals(config);
    }

    /** The platforms, by key, of entities that stand in what is retained, but no longer are. */
    private SequencedMap<String, String> dropped(Device device) {
        SequencedMap<String, String> dropped = new LinkedHashMap<>();
        components(device.retained)
                .members()
                .forEach((key, component) -> {
                    if (component instanceof JsonObject fields
                            && fields.members().get("platform") instanceof JsonText(String platform)
                            && PLATFORMS.contains(platform)
                            && KEY.matcher(key).matches()) {
                        dropped.put(key, platform);
                    }
                });
        dropped.keySet().removeAll(Discovery.keys(device.state));
        return dropped;
    }

    private static JsonObject components(Bytes config) {
        try {
            return config.isEmpty()
                    ? JsonObject.EMPTY
                    : JsonReader.object(config, MAX_CONFIG)
                            .object("components")
                            .orElse(JsonObject.EMPTY);
        } catch (NotJsonException e) {
            return JsonObject.EMPTY; // what is no announcement has no entities
        }
    }
}
