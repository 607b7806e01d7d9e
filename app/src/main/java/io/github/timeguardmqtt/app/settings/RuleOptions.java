package io.github.timeguardmqtt.app.settings;

import static java.util.stream.Collectors.toMap;

import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How switches are to be taken: for all of them, or for single ones. */
final class RuleOptions {

    @Option(
            names = "--timezone",
            split = ",",
            defaultValue = "Europe/London",
            paramLabel = "[ID=]ZONE",
            converter = OptionValues.Zone.class,
            description =
                    "In which time zone schedules run, or one device's: 12345678=Europe/Dublin (default: ${DEFAULT-VALUE}). Can be given several times.")
    private List<PerDevice<ZoneId>> zones = List.of();

    @Option(
            names = "--holiday-order",
            split = ",",
            paramLabel = "[ID=]ORDER",
            converter = OptionValues.HolidayOrder.class,
            description = {
                "Which time of a holiday comes first on the wire: start-first or end-first.",
                "Without it: start-first, unless the device itself gives the other away."
            })
    private List<PerDevice<HolidayReading.Order>> holidayOrders = List.of();

    @Option(
            names = "--holiday-time",
            split = ",",
            defaultValue = "wall-clock",
            paramLabel = "[ID=]TIME",
            converter = OptionValues.HolidayTime.class,
            description =
                    "What the times of a holiday count: wall-clock or utc (default: ${DEFAULT-VALUE}).")
    private List<PerDevice<HolidayReading.Base>> holidayTimes = List.of();

    @Option(
            names = "--boost-in-always-off",
            split = ",",
            defaultValue = "on",
            paramLabel = "[ID=]STATE",
            converter = OptionValues.BoostInAlwaysOff.class,
            description =
                    "Whether a boost turns on a switch that is always off: on or off (default: ${DEFAULT-VALUE}).")
    private List<PerDevice<Boolean>> boostsInAlwaysOff = List.of();

    @Option(
            names = "--load-watts",
            split = ",",
            paramLabel = "[ID=]WATTS",
            converter = OptionValues.Watts.class,
            description = {
                "What the load draws, or one device's: 12345678=3000. With it the energy is counted.",
                "Can be given several times."
            })
    private List<PerDevice<Integer>> loads = List.of();

    /** For devices that are named nowhere. */
    SwitchRules usual() {
        return rules(Optional.empty());
    }

    /** For each device that is named somewhere. */
    Map<DeviceId, SwitchRules> ofDevices() {
        return Stream.of(zones, holidayOrders, holidayTimes, boostsInAlwaysOff, loads)
                .flatMap(List::stream)
                .flatMap(value -> value.device().stream())
                .distinct()
                .collect(toMap(device -> device, device -> rules(Optional.of(device))));
    }

    private SwitchRules rules(Optional<DeviceId> device) {
        return new SwitchRules(
                PerDevice.of(device, zones).orElse(SwitchRules.USUAL.zone()),
                PerDevice.of(device, holidayOrders),
                PerDevice.of(device, holidayTimes).orElse(SwitchRules.USUAL.holidayBase()),
                PerDevice.of(device, boostsInAlwaysOff)
                        .orElse(SwitchRules.USUAL.boostInAlwaysOff()),
                PerDevice.of(device, loads).map(OptionalInt::of).orElse(OptionalInt.empty()));
    }
}
