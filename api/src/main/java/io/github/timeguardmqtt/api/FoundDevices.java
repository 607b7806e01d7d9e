package io.github.timeguardmqtt.api;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Devices that were looked for.
 *
 * @param known how many the gateway knows
 * @param devices those that were found, by id
 */
public record FoundDevices(int known, List<DeviceState> devices) {

    public FoundDevices {
        devices = List.copyOf(devices);
    }

    /**
     * Those whose id or name starts with a text, or all; the one that is called so exactly comes
     * alone.
     */
    static FoundDevices among(List<KnownDevice> all, String like) {
        String start = PlainText.of(like).toLowerCase(Locale.ROOT);
        List<DeviceState> states = all.stream().map(KnownDevice::state).toList();
        List<DeviceState> exact =
                states.stream()
                        .filter(state ->
                                state.id().toString().equals(start) || name(state).equals(start))
                        .toList();
        boolean isOne = exact.size() == 1 && !start.isEmpty();
        return new FoundDevices(
                states.size(),
                isOne
                        ? exact
                        : states.stream()
                                .filter(state ->
                                        state.id().toString().startsWith(start)
                                                || name(state).startsWith(start))
                                .sorted(Comparator.comparing(state -> state.id().toString()))
                                .toList());
    }

    private static String name(DeviceState state) {
        return state.name().map(PlainText::of).orElse("").toLowerCase(Locale.ROOT);
    }
}
