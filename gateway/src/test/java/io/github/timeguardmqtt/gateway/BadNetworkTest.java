package io.github.timeguardmqtt.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Commands through a network that loses, doubles and reorders a fifth of all datagrams. */
class BadNetworkTest {

    private static final int SWITCHES = 50;
    private static final int COMMANDS = 500;
    private static final long SEED = 2026;

    private static final List<WorkMode> MODES =
            List.of(WorkMode.AUTO, WorkMode.ALWAYS_ON, WorkMode.ALWAYS_OFF);

    @Test
    void each_command_is_confirmed_or_timed_out_and_the_devices_agree() {
        SplittableRandom random = new SplittableRandom(SEED);
        try (House house = House.withFaults(Mode.LOCAL, SWITCHES, 0.2, SEED)) {
            house.expectAllReported();
            for (int round = 0; round < COMMANDS / SWITCHES; round++) {
                Map<String, WorkMode> asked = new HashMap<>();
                for (DeviceId device : house.devices()) {
                    WorkMode mode = MODES.get(random.nextInt(MODES.size()));
                    asked.put(house.submit(device, new DeviceCommand.SetWorkMode(mode)), mode);
                }
                asked.forEach((transaction, mode) ->
                        assertAgrees(house, house.result(transaction), mode));
            }
            assertThat(house.results()).isEqualTo(COMMANDS);
            assertThat(house.lost()).isGreaterThan(COMMANDS / 5);
        }
    }

    private static void assertAgrees(House house, CommandResult result, WorkMode asked) {
        assertThat(result.outcome()).isIn(Outcome.CONFIRMED, Outcome.TIMEOUT);
        DeviceId device = result.device();
        if (result.outcome() == Outcome.CONFIRMED) {
            assertThat(house.virtual(device).settings().workMode())
                    .as("%s %s", device, result)
                    .isEqualTo(asked);
        }
        // A timeout says that nobody knows; the next report does.
        house.await(() ->
                house.state(device)
                        .flatMap(DeviceState::status)
                        .map(Status::workMode)
                        .equals(Optional.of(house.virtual(device).settings().workMode())));
    }
}
