package io.github.timeguardmqtt.mqtt.homeassistant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.States;
import io.github.timeguardmqtt.mqtt.MqttExtension;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HomeAssistantTest {

    private static final String CONFIG = "ha/device/0badcafe/config";
    private static final String START = "ha/datetime/timeguard_0badcafe_holiday_start/config";
    private static final String END = "ha/datetime/timeguard_0badcafe_holiday_end/config";
    private static final String OLD_UPTIME = "ha/sensor/timeguard_0badcafe_uptime/config";
    private static final String OLD_BOOST = "ha/select/timeguard_0badcafe_boost/config";
    private static final String MIGRATE = "{\"migrate_discovery\":true}";
    private static final DeviceState STATE = States.full();

    private record Task(Duration at, int number, Runnable task) {}

    /** A broker that keeps what is retained, and a clock that is wound by hand. */
    private final class Broker implements MqttExtension.Host {

        private final Map<String, String> retained = new LinkedHashMap<>();
        private final List<String> log = new ArrayList<>();

        /** What was published on the topics beside those of the devices. */
        private final List<String> beside = new ArrayList<>();

        private final List<String> subscribed = new ArrayList<>();
        private final PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingInt(Task::number));
        private Duration now = Duration.ZERO;
        private int count;

        @Override
        public void publish(String topic, String payload, boolean isRetained) {
            (Set.of(START, END).contains(topic) ? beside : log).add(topic + " " + payload);
            if (isRetained && payload.isEmpty()) {
                retained.remove(topic);
            } else if (isRetained) {
                retained.put(topic, payload);
            }
            homeAssistant.message(topic, bytes(payload), false);
        }

        @Override
        public void subscribe(List<String> filters) {
            subscribed.addAll(filters);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            tasks.add(new Task(now.plus(delay), count++, task));
        }

        @Override
        public void publishStatesAgain(DeviceId device) {
            log.add("states of " + device);
        }

        void pass(Duration span) {
            Duration until = now.plus(span);
            while (!tasks.isEmpty() && tasks.peek().at().compareTo(until) <= 0) {
                Task next = tasks.remove();
                now = next.at();
                next.task().run();
            }
            now = until;
        }

        /** As after a subscription. */
        void replay(DeviceId device) {
            for (String topic : homeAssistant.topics(device)) {
                String payload = retained.get(topic);
                if (payload != null) {
                    homeAssistant.message(topic, bytes(payload), true);
                }
            }
        }

        /** What was published since the last call. */
        List<String> published() {
            List<String> published = List.copyOf(log);
            log.clear();
            return published;
        }
    }

    private final Discovery discovery = new Discovery("timeguard", "1.2");
    private final Broker broker = new Broker();
    private HomeAssistant homeAssistant = start(discovery);

    private HomeAssistant start(Discovery version) {
        return new HomeAssistant("ha", "ha/status", version, new Random(3), broker);
    }

    private static Bytes bytes(String text) {
        return Bytes.copyOf(UTF_8.encode(text));
    }

    private String config(DeviceState state) {
        return discovery.config(state, Map.of());
    }

    private void announced() {
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.retained).containsEntry(CONFIG, config(STATE));
        broker.published();
        broker.beside.clear();
    }

    private List<String> beside(DeviceState state) {
        return discovery.configsBeside(state).entrySet().stream()
                .map(entry -> "ha/" + entry.getKey() + " " + entry.getValue())
                .toList();
    }

    @Test
    void entities_that_an_older_home_assistant_does_not_know_are_announced_beside_the_device() {
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.pass(HomeAssistant.SETTLE);
        assertThat(broker.beside)
                .hasSize(2)
                .isEqualTo(beside(STATE))
                .satisfies(both -> assertThat(both.getFirst()).startsWith(START + " {"))
                .satisfies(both -> assertThat(both.getLast()).startsWith(END + " {"));
        assertThat(config(STATE)).doesNotContain("datetime");
    }

    @Test
    void what_stands_beside_is_published_again_only_where_the_broker_lost_it_or_it_changed() {
        announced();
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.beside).isEmpty();
        broker.retained.remove(END);
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.beside).containsExactly(beside(STATE).getLast());
        broker.beside.clear();
        DeviceState named = States.withName(STATE, "Tank");
        homeAssistant.changed(named);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.beside).isEqualTo(beside(named));
        broker.beside.clear();
        homeAssistant.message("ha/status", bytes("online"), false);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.beside).isEqualTo(beside(named));
    }

    @Test
    void a_device_is_announced_once_when_what_is_retained_has_come() {
        homeAssistant.changed(STATE);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
        homeAssistant.connected();
        assertThat(broker.published()).isEmpty();
        broker.pass(HomeAssistant.SETTLE);
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
    }

    @Test
    void a_change_of_state_alone_publishes_nothing() {
        announced();
        homeAssistant.changed(STATE.withOnline(false));
        homeAssistant.changed(States.withActive(STATE, 3));
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
    }

    @Test
    void names_that_come_one_after_the_other_are_published_once_and_states_behind_them() {
        announced();
        DeviceState state = STATE;
        for (int id = 0; id < 6; id++) {
            state = States.withScheduleName(state, id, Text.name("name " + id));
            homeAssistant.changed(state);
            broker.pass(Duration.ofMillis(100));
        }
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published())
                .containsExactly(CONFIG + " " + config(state), "states of 0badcafe");
        homeAssistant.changed(States.withName(state, "Tank"));
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).hasSize(2);
    }

    @Test
    void the_entities_of_the_earlier_bridge_are_taken_over_one_step_after_the_other_and_once() {
        broker.retained.put(OLD_UPTIME, "{}");
        broker.retained.put(OLD_BOOST, "{}");
        broker.retained.put("ha/sensor/another_uptime/config", "{}");
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.pass(HomeAssistant.SETTLE);
        assertThat(broker.published())
                .containsExactly(OLD_UPTIME + " " + MIGRATE, OLD_BOOST + " " + MIGRATE);
        assertThat(broker.retained).containsEntry(OLD_UPTIME, "{}");
        broker.pass(HomeAssistant.STEP);
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
        broker.pass(HomeAssistant.STEP);
        assertThat(broker.published()).containsExactly(OLD_UPTIME + " ", OLD_BOOST + " ");
        assertThat(broker.retained)
                .containsOnlyKeys("ha/sensor/another_uptime/config", CONFIG, START, END);
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
    }

    @Test
    void what_a_slow_broker_replays_late_is_taken_over_too() {
        announced();
        homeAssistant.message(OLD_UPTIME, bytes("{}"), true);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published())
                .containsExactly(
                        OLD_UPTIME + " " + MIGRATE, CONFIG + " " + config(STATE), OLD_UPTIME + " ");
    }

    @Test
    void a_connection_lost_on_the_way_begins_anew() {
        broker.retained.put(OLD_UPTIME, "{}");
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.pass(HomeAssistant.SETTLE);
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.published();
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published())
                .containsExactly(
                        OLD_UPTIME + " " + MIGRATE, CONFIG + " " + config(STATE), OLD_UPTIME + " ");
    }

    @Test
    void what_another_broker_does_not_have_is_not_taken_over_from_it() {
        broker.retained.put(OLD_UPTIME, "{}");
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.retained.clear();
        homeAssistant.connected();
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
    }

    @Test
    void another_connection_publishes_only_what_the_broker_has_lost() {
        announced();
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
        broker.retained.clear();
        homeAssistant.connected();
        broker.replay(States.ID);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
    }

    @Test
    void what_somebody_deletes_while_it_is_found_out_what_is_retained_is_published_again() {
        announced();
        for (String deleted : List.of(CONFIG, START)) {
            homeAssistant.connected();
            broker.replay(States.ID);
            broker.publish(deleted, "", true);
            broker.published();
            broker.beside.clear();
            broker.pass(Duration.ofMinutes(1));
            assertThat(broker.published().size() + broker.beside.size()).isEqualTo(1);
            assertThat(broker.retained).containsOnlyKeys(CONFIG, START, END);
        }
    }

    @Test
    void a_start_of_home_assistant_is_answered_once_a_little_later() {
        announced();
        homeAssistant.message("ha/status", bytes("online"), false);
        homeAssistant.message("ha/status", bytes("offline"), false);
        homeAssistant.message("ha/status", bytes("online"), false);
        broker.pass(Duration.ofMillis(499));
        assertThat(broker.published()).isEmpty();
        broker.pass(Duration.ofSeconds(2));
        assertThat(broker.published())
                .containsExactly(CONFIG + " " + config(STATE), "states of 0badcafe");
        homeAssistant.message("ha/status", bytes("online"), false);
        broker.pass(Duration.ofSeconds(2));
        assertThat(broker.published()).hasSize(2);
    }

    @Test
    void a_start_that_the_broker_has_retained_was_long_ago() {
        announced();
        homeAssistant.message("ha/status", bytes("online"), true);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
    }

    @Test
    void entities_of_another_version_are_removed_before_they_are_left_out() {
        broker.retained.put(
                CONFIG,
                """
                {"components":{"power":{"platform":"switch"},"old":{"platform":"sensor","x":1},
                 "bad key":{"platform":"sensor"},"strange":{"platform":"nuke"},"none":1}}\
                """);
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.pass(HomeAssistant.SETTLE);
        assertThat(broker.published())
                .containsExactly(CONFIG + " " + discovery.config(STATE, Map.of("old", "sensor")));
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
    }

    @Test
    void what_is_retained_and_no_announcement_is_overwritten() {
        for (String strange :
                List.of("x", "[]", "{\"components\":[1]}", "[".repeat(9000), "x".repeat(100_000))) {
            broker.retained.put(CONFIG, strange);
            homeAssistant = start(discovery);
            homeAssistant.connected();
            homeAssistant.changed(STATE);
            broker.replay(States.ID);
            broker.pass(Duration.ofMinutes(1));
            assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
        }
    }

    @Test
    void a_device_that_is_forgotten_goes_from_home_assistant() {
        announced();
        homeAssistant.removed(States.ID);
        homeAssistant.removed(States.ID);
        assertThat(broker.published()).containsExactly(CONFIG + " ");
        assertThat(broker.retained).isEmpty();
        homeAssistant.message("ha/status", bytes("online"), false);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
        homeAssistant.changed(STATE);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).containsExactly(CONFIG + " " + config(STATE));
    }

    @Test
    void a_device_that_is_forgotten_while_it_is_taken_over_stays_forgotten() {
        broker.retained.put(OLD_UPTIME, "{}");
        homeAssistant.connected();
        homeAssistant.changed(STATE);
        broker.replay(States.ID);
        broker.pass(HomeAssistant.SETTLE);
        homeAssistant.removed(States.ID);
        broker.published();
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
    }

    @Test
    void messages_on_other_topics_are_not_its() {
        announced();
        homeAssistant.message("ha/device/00000001/config", bytes("{}"), true);
        homeAssistant.message("timeguard/0badcafe/power", bytes("ON"), true);
        broker.pass(Duration.ofMinutes(1));
        assertThat(broker.published()).isEmpty();
        assertThat(broker.subscribed).contains("ha/status");
        assertThat(homeAssistant.topics(States.ID))
                .hasSize(12)
                .contains(CONFIG, OLD_UPTIME, OLD_BOOST);
    }
}
