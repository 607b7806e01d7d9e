package io.github.timeguardmqtt.mqtt;

import static io.github.timeguardmqtt.mqtt.BridgeSetup.ONE;
import static io.github.timeguardmqtt.mqtt.BridgeSetup.TWO;
import static io.github.timeguardmqtt.protocol.RelayState.OFF;
import static io.github.timeguardmqtt.protocol.RelayState.ON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.RelayState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What waits on the way to the broker: in order, and never too much. */
class QueuesTest {

    private final Outbox outbox = new Outbox(2);

    private static DeviceEvent changed(DeviceId id, RelayState relay) {
        return new DeviceEvent.Changed(
                BridgeSetup.state(id, relay, 1), Instant.EPOCH, ChangeCause.UNKNOWN);
    }

    private static Outgoing result(String payload) {
        return new Outgoing("r", payload, false, Optional.empty(), Optional.of(payload));
    }

    private List<String> all() {
        List<String> turns = new ArrayList<>();
        for (var turn = outbox.poll(); turn.isPresent(); turn = outbox.poll()) {
            turns.add(
                    switch (turn.get()) {
                        case Outbox.Turn.OfDevice(DeviceId id) -> id.toString();
                        case Outbox.Turn.OfMessage(Outgoing message) -> message.payload();
                    });
        }
        assertThat(outbox.isEmpty()).isTrue();
        return turns;
    }

    @Test
    void a_device_keeps_its_place_before_the_result_that_tells_of_it() {
        outbox.device(ONE);
        outbox.result(result("confirmed"));
        outbox.device(TWO);
        outbox.device(ONE);
        assertThat(all()).containsExactly("0badcafe", "confirmed", "cafed00d");
    }

    @Test
    void only_the_newest_payload_of_a_retained_topic_waits() {
        outbox.retained(Outgoing.retained("a", "1"));
        outbox.retained(Outgoing.retained("b", "2"));
        outbox.retained(Outgoing.retained("a", "3"));
        assertThat(all()).containsExactly("2", "3");
    }

    @Test
    void the_oldest_result_goes_and_events_wait_for_no_room() {
        assertThat(outbox.result(result("1"))).isEmpty();
        outbox.event(Outgoing.passing("e", "event"));
        outbox.event(Outgoing.passing("e", "one too many"));
        assertThat(outbox.result(result("2"))).contains(result("1"));
        assertThat(all()).containsExactly("event", "2");
    }

    @Test
    void on_a_new_connection_states_come_before_results_that_waited() {
        outbox.result(result("waited"));
        outbox.retained(Outgoing.retained("a", "new"));
        outbox.restart(
                List.of(ONE, TWO), List.of(result("unanswered"), Outgoing.retained("a", "old")));
        assertThat(all()).containsExactly("new", "0badcafe", "cafed00d", "unanswered", "waited");
    }

    @Test
    void when_too_much_happens_the_newest_of_each_device_is_kept_in_order() {
        Inbox inbox = new Inbox(2, 1);
        assertThat(inbox.offer(changed(ONE, ON))).isTrue();
        assertThat(inbox.offer(changed(ONE, OFF))).isFalse();
        inbox.offer(changed(TWO, OFF));
        inbox.offer(changed(ONE, OFF));
        inbox.offer(changed(TWO, ON));
        inbox.offer(new DeviceEvent.Removed(ONE));
        assertThat(inbox.take())
                .containsExactly(
                        changed(ONE, ON),
                        changed(ONE, OFF),
                        changed(TWO, ON),
                        new DeviceEvent.Removed(ONE));
        assertThat(inbox.offer(changed(ONE, ON))).isTrue();
    }
}
