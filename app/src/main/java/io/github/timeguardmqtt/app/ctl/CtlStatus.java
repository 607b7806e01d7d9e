package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        Map<String, @Nullable Object> state = device.state();
        if (ctl().json()) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("id", device.id());
            device.text("name").ifPresent(name -> object.put("name", name));
            object.putAll(state);
            print(object);
            return ExitCode.OK;
        }
        List<String> about = new ArrayList<>(List.of(device.title()));
        device.text("model").ifPresent(about::add);
        about.add(device.isOnline() ? "online" : "offline");
        print(String.join(", ", about));
        for (String key : SHOWN) {
            Object value = state.get(key);
            if (value != null) {
                print("%-16s %s".formatted(label(key), shown(value)));
            }
        }
        return ExitCode.OK;
    }
}
