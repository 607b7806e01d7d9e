package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code timeguard ctl DEVICE status}. */
@Command(name = "status", description = "Shows what is known of the device.")
final class CtlStatus extends CtlVerb {

    /** In the order in which people read them; others are for programs. */
    private static final List<String> SHOWN =
            List.of(
                    "switch_state",
                    "work_mode",
                    "active_schedule",
                    "boost",
                    "boost_ends",
                    "advance_mode",
                    "holiday",
                    "next_on",
                    "next_off",
                    "load_detected",
                    "energy",
                    "clock_problem",
                    "uptime",
                    "code_version");

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        JsonObject state = device.state();
        if (ctl().json()) {
            print(
                    JsonValue.object()
                            .put("id", device.id())
                            .putText("name", device.text("name"))
                            .putAll(state)
                            .build());
            return ExitCode.OK;
        }
        List<String> about = new ArrayList<>(List.of(device.title()));
        device.text("model").ifPresent(about::add);
        about.add(device.isOnline() ? "online" : "offline");
        print(String.join(", ", about));
        for (String key : SHOWN) {
            if (isKnown(state, key)) {
                print("%-16s %s".formatted(label(key), shown(state.get(key).orElseThrow())));
            }
        }
        return ExitCode.OK;
    }
}
