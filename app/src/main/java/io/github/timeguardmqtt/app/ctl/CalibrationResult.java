package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.model.HolidayReading.Base;
import io.github.timeguardmqtt.model.HolidayReading.Order;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a calibration has found.
 *
 * @param order nothing where that is not known, or does not matter
 * @param base nothing where that is not known
 * @param sentence what that means
 */
record CalibrationResult(Optional<Order> order, Optional<Base> base, String sentence) {

    /**
     * @param hits the trials for which the relay went off
     * @param tellsBase whether they could tell what the times count
     */
    static CalibrationResult of(List<HolidayTrial> hits, boolean tellsBase) {
        if (hits.isEmpty()) {
            return nothing(
                    "the relay went off for none of the holidays: this switch does not obey one in the mode Auto, or reads it in yet another way");
        }
        List<Order> orders = hits.stream().map(hit -> hit.reading().order()).distinct().toList();
        List<Base> bases = hits.stream().map(hit -> hit.reading().base()).distinct().toList();
        if (bases.size() > 1) {
            return nothing(
                    "the relay went off for holidays that exclude each other (%s): it does not heed their times"
                            .formatted(
                                    hits.stream()
                                            .map(HolidayTrial::label)
                                            .collect(Collectors.joining("; "))));
        }
        Optional<Order> order =
                orders.size() == 1 ? Optional.of(orders.getFirst()) : Optional.empty();
        Optional<Base> base = tellsBase ? Optional.of(bases.getFirst()) : Optional.empty();
        String first =
                order.map(found ->
                                switch (found) {
                                    case START_FIRST -> "the first time is the start";
                                    case END_FIRST -> "the first time is the end";
                                })
                        .orElse("the earlier time is the start, wherever it stands");
        String counted =
                base.map(found ->
                                switch (found) {
                                    case WALL_CLOCK -> "both are those of the wall clock";
                                    case UTC -> "both are UTC";
                                })
                        .orElse("what they count could not be told now");
        return new CalibrationResult(order, base, first + ", and " + counted);
    }

    private static CalibrationResult nothing(String sentence) {
        return new CalibrationResult(Optional.empty(), Optional.empty(), sentence);
    }

    boolean isFound() {
        return order.isPresent() || base.isPresent();
    }
}
