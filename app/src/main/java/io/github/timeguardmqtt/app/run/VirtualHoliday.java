package io.github.timeguardmqtt.app.run;

import io.github.timeguardmqtt.app.settings.OptionValues;
import io.github.timeguardmqtt.model.HolidayReading;
import picocli.CommandLine.Option;

/** The options of how virtual switches take the times of a holiday. */
final class VirtualHoliday {

    @Option(
            names = "--holiday-order",
            paramLabel = "ORDER",
            converter = Order.class,
            description = {
                "Which time of a holiday comes first on the wire for the switches:",
                "start-first or end-first (default: start-first)."
            })
    private HolidayReading.Order order = HolidayReading.SEEN.order();

    @Option(
            names = "--holiday-time",
            paramLabel = "TIME",
            converter = Base.class,
            description =
                    "What the times of a holiday count for them: wall-clock or utc (default: wall-clock).")
    private HolidayReading.Base base = HolidayReading.SEEN.base();

    HolidayReading reading() {
        return new HolidayReading(order, base);
    }

    static final class Order extends OptionValues.Sentence<HolidayReading.Order> {
        @Override
        public HolidayReading.Order parse(String text) {
            return OptionValues.order(text);
        }
    }

    static final class Base extends OptionValues.Sentence<HolidayReading.Base> {
        @Override
        public HolidayReading.Base parse(String text) {
            return OptionValues.base(text);
        }
    }
}
