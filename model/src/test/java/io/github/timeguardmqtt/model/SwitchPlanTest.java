package io.github.timeguardmqtt.model;

import static io.github.timeguardmqtt.model.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.model.SwitchPlan.Cause;
import io.github.timeguardmqtt.model.SwitchPlan.Change;
import io.github.timeguardmqtt.model.SwitchPlan.Run;
import io.github.timeguardmqtt.model.SwitchPlan.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SwitchPlanTest {

    /**
     * Settings, a span by UTC, and the runs in it: when each begins by UTC, its state and cause.
     */
    static Stream<Arguments> runs() {
        return Stream.concat(
                Stream.concat(periods(), summerTime()),
                Stream.concat(calendar(), Stream.concat(modes(), advances())));
    }

    private static Stream<Arguments> periods() {
        return Stream.of(
                argumentSet(
                        "two periods a day, in winter",
                        "auto; daily 06:30-08:30; daily 17:00-19:00",
                        "2026-01-07T00:00:00Z/2026-01-08T00:00:00Z",
                        """
                        01-07T00:00 off schedule
                        01-07T06:30 on schedule
                        01-07T08:30 off schedule
                        01-07T17:00 on schedule
                        01-07T19:00 off schedule\
                        """),
                argumentSet(
                        "in summer, an hour earlier by UTC",
                        "auto; daily 06:30-08:30",
                        "2026-07-07T00:00:00Z/2026-07-08T00:00:00Z",
                        """
                        07-07T00:00 off schedule
                        07-07T05:30 on schedule
                        07-07T07:30 off schedule\
                        """),
                argumentSet(
                        "only on some days",
                        "auto; mon,fri 07:00-08:00",
                        "2026-01-05T07:30:00Z/2026-01-12T07:30:00Z", // from a Monday
                        """
                        01-05T07:30 on schedule
                        01-05T08:00 off schedule
                        01-09T07:00 on schedule
                        01-09T08:00 off schedule
                        01-12T07:00 on schedule\
                        """),
                argumentSet(
                        "where periods overlap or meet, on wins",
                        "auto; mon 07:00-09:00; mon 08:00-10:00; mon 10:00-10:30; mon 09:30-09:40",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T07:00 on schedule
                        01-05T10:30 off schedule\
                        """),
                argumentSet(
                        "an end before the start is on the next day, past the week's end too",
                        "auto; sat,sun 23:00-01:00",
                        "2026-01-10T00:00:00Z/2026-01-17T00:00:00Z",
                        """
                        01-10T00:00 off schedule
                        01-10T23:00 on schedule
                        01-11T01:00 off schedule
                        01-11T23:00 on schedule
                        01-12T01:00 off schedule\
                        """),
                argumentSet(
                        "an end at the start is a day later",
                        "auto; sun 07:00-07:00",
                        "2026-01-11T00:00:00Z/2026-01-13T00:00:00Z",
                        """
                        01-11T00:00 off schedule
                        01-11T07:00 on schedule
                        01-12T07:00 off schedule\
                        """),
                argumentSet(
                        "a start alone lasts until any next event",
                        "auto; mon 06:00-; mon 08:00-09:00; mon 20:00-; tue -21:00",
                        "2026-01-05T00:00:00Z/2026-01-07T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T06:00 on schedule
                        01-05T09:00 off schedule
                        01-05T20:00 on schedule
                        01-06T21:00 off schedule\
                        """),
                argumentSet(
                        "a start alone within a period ends with it",
                        "auto; mon 06:00-10:00; mon 08:00-",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T06:00 on schedule
                        01-05T10:00 off schedule\
                        """),
                argumentSet(
                        "a start alone at another period's end goes on",
                        "auto; mon 06:00-10:00; mon 10:00-; mon -11:00",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T06:00 on schedule
                        01-05T11:00 off schedule\
                        """),
                argumentSet(
                        "an end alone does not end another period",
                        "auto; mon 06:00-10:00; mon -08:00",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T06:00 on schedule
                        01-05T10:00 off schedule\
                        """),
                argumentSet(
                        "a minute that no day has is no event",
                        "auto; mon 06:00-1440; mon -08:00; mon 4095-12:00",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T06:00 on schedule
                        01-05T08:00 off schedule\
                        """));
    }

    private static Stream<Arguments> summerTime() {
        return Stream.of(
                argumentSet(
                        "a start in the missing hour happens after it",
                        "auto; sun 01:30-03:00",
                        "2026-03-29T00:00:00Z/2026-03-30T00:00:00Z",
                        """
                        03-29T00:00 off schedule
                        03-29T01:00 on schedule
                        03-29T02:00 off schedule\
                        """),
                argumentSet(
                        "an end in the missing hour happens after it",
                        "auto; sun 00:30-01:30",
                        "2026-03-29T00:00:00Z/2026-03-30T00:00:00Z",
                        """
                        03-29T00:00 off schedule
                        03-29T00:30 on schedule
                        03-29T01:00 off schedule\
                        """),
                argumentSet(
                        "a period within the missing hour is left out",
                        "auto; sun 01:10-01:50",
                        "2026-03-28T12:00:00Z/2026-04-05T12:00:00Z",
                        """
                        03-28T12:00 off schedule
                        04-05T00:10 on schedule
                        04-05T00:50 off schedule\
                        """),
                argumentSet(
                        "a start and an end alone within the missing hour are at once: on wins",
                        "auto; sun 01:10-; sun -01:50; sun 03:00-03:10",
                        "2026-03-29T00:00:00Z/2026-03-29T12:00:00Z",
                        """
                        03-29T00:00 off schedule
                        03-29T01:00 on schedule
                        03-29T02:10 off schedule\
                        """),
                argumentSet(
                        "a night over the missing hour is an hour shorter",
                        "auto; sat 22:00-03:00",
                        "2026-03-28T12:00:00Z/2026-03-29T12:00:00Z",
                        """
                        03-28T12:00 off schedule
                        03-28T22:00 on schedule
                        03-29T02:00 off schedule\
                        """),
                argumentSet(
                        "a boost over the missing hour has its length",
                        "auto; sun 02:15-02:20; boost 2h 2026-03-29T00:30:00Z",
                        "2026-03-29T00:00:00Z/2026-03-29T12:00:00Z",
                        """
                        03-29T00:00 off schedule
                        03-29T00:30 on boost
                        03-29T02:30 off schedule\
                        """),
                argumentSet(
                        "a holiday that begins in the missing hour begins at its place in it",
                        "holiday-mode; daily 00:00-00:00; holiday 2026-03-29T01:30 2026-03-29T04:00",
                        "2026-03-29T00:00:00Z/2026-03-29T12:00:00Z",
                        """
                        03-29T00:00 on schedule
                        03-29T01:30 off holiday
                        03-29T03:00 on schedule\
                        """),
                argumentSet(
                        "a period within the doubled hour happens once, the first time",
                        "auto; sun 01:10-01:50",
                        "2026-10-24T23:00:00Z/2026-10-25T12:00:00Z",
                        """
                        10-24T23:00 off schedule
                        10-25T00:10 on schedule
                        10-25T00:50 off schedule\
                        """),
                argumentSet(
                        "a start in the doubled hour happens the first time",
                        "auto; sun 01:30-02:30",
                        "2026-10-25T01:15:00Z/2026-10-25T12:00:00Z",
                        """
                        10-25T01:15 on schedule
                        10-25T02:30 off schedule\
                        """),
                argumentSet(
                        "a start right after the doubled hour happens after its second turn",
                        "auto; sun 02:00-02:30",
                        "2026-10-25T00:00:00Z/2026-10-25T12:00:00Z",
                        """
                        10-25T00:00 off schedule
                        10-25T02:00 on schedule
                        10-25T02:30 off schedule\
                        """),
                argumentSet(
                        "a night over the doubled hour is an hour longer",
                        "auto; sun 00:30-03:00",
                        "2026-10-24T23:00:00Z/2026-10-25T12:00:00Z",
                        """
                        10-24T23:00 off schedule
                        10-24T23:30 on schedule
                        10-25T03:00 off schedule\
                        """),
                argumentSet(
                        "a boost over the doubled hour has its length",
                        "auto; boost 2h 2026-10-24T23:50:00Z",
                        "2026-10-24T23:00:00Z/2026-10-25T12:00:00Z",
                        """
                        10-24T23:00 off schedule
                        10-24T23:50 on boost
                        10-25T01:50 off schedule\
                        """),
                argumentSet(
                        "a holiday from one summer time to the next",
                        "auto; active; daily 08:00-20:00; holiday 2026-03-28T12:00 2026-10-25T12:00",
                        "2026-03-28T06:00:00Z/2026-10-26T00:00:00Z",
                        """
                        03-28T06:00 off schedule
                        03-28T08:00 on schedule
                        03-28T12:00 off holiday
                        10-25T12:00 on schedule
                        10-25T20:00 off schedule\
                        """));
    }

    private static Stream<Arguments> calendar() {
        return Stream.of(
                argumentSet(
                        "over the turn of the year",
                        "auto; daily 23:30-00:30",
                        "2026-12-31T12:00:00Z/2027-01-01T12:00:00Z",
                        """
                        12-31T12:00 off schedule
                        12-31T23:30 on schedule
                        01-01T00:30 off schedule\
                        """),
                argumentSet(
                        "a boost and a holiday over the turn of the year",
                        "auto; active; daily 06:00-07:00; boost 1h 2026-12-31T23:30:00Z;"
                                + " holiday 2026-12-31T12:00 2027-01-01T06:30",
                        "2026-12-31T10:00:00Z/2027-01-01T12:00:00Z",
                        """
                        12-31T10:00 off schedule
                        12-31T12:00 off holiday
                        12-31T23:30 on boost
                        01-01T00:30 off holiday
                        01-01T06:30 on schedule
                        01-01T07:00 off schedule\
                        """),
                argumentSet(
                        "into and out of a leap day, a Tuesday",
                        "auto; mon,tue 23:30-00:30",
                        "2028-02-28T12:00:00Z/2028-03-01T12:00:00Z",
                        """
                        02-28T12:00 off schedule
                        02-28T23:30 on schedule
                        02-29T00:30 off schedule
                        02-29T23:30 on schedule
                        03-01T00:30 off schedule\
                        """),
                argumentSet(
                        "a boost and a holiday over the end of a leap day",
                        "holiday-mode; daily 00:00-00:00; boost 2h 2028-02-29T23:00:00Z;"
                                + " holiday 2028-02-29T12:00 2028-03-01T12:00",
                        "2028-02-29T11:00:00Z/2028-03-01T13:00:00Z",
                        """
                        02-29T11:00 on schedule
                        02-29T12:00 off holiday
                        02-29T23:00 on boost
                        03-01T01:00 off holiday
                        03-01T12:00 on schedule\
                        """),
                argumentSet(
                        "a boost over the end of the week, Saturday to Sunday",
                        "auto; sun 00:15-00:20; boost 1h 2026-01-10T23:30:00Z",
                        "2026-01-10T23:00:00Z/2026-01-11T12:00:00Z",
                        """
                        01-10T23:00 off schedule
                        01-10T23:30 on boost
                        01-11T00:30 off schedule\
                        """));
    }

    private static Stream<Arguments> modes() {
        return Stream.of(
                argumentSet(
                        "always on, whatever else is set",
                        "always-on; active; mon 07:00-08:00; holiday 2026-01-05T00:00 2026-01-06T00:00",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 on mode\
                        """),
                argumentSet(
                        "always on with a boost, after which the relay stays on",
                        "always-on; boost 1h 2026-01-05T07:30:00Z",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 on mode
                        01-05T07:30 on boost
                        01-05T08:30 on mode\
                        """),
                argumentSet(
                        "always off, whatever else is set",
                        "always-off; active; mon 07:00-08:00",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off mode\
                        """),
                argumentSet(
                        "always off with a boost, where it counts",
                        "always-off; mon 07:00-08:00; boost 1h 2026-01-05T07:30:00Z",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off mode
                        01-05T07:30 on boost
                        01-05T08:30 off mode\
                        """),
                argumentSet(
                        "always off with a boost, where it does not count",
                        "always-off; no-boost-in-always-off; boost 1h 2026-01-05T07:30:00Z",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off mode\
                        """),
                argumentSet(
                        "in the other modes a boost always counts",
                        "auto; no-boost-in-always-off; boost 1h 2026-01-05T07:30:00Z",
                        "2026-01-05T08:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T08:00 on boost
                        01-05T08:30 off schedule\
                        """),
                argumentSet(
                        "a boost while the schedule is on",
                        "auto; mon 07:00-09:00; boost 1h 2026-01-05T07:30:00Z",
                        "2026-01-05T00:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T00:00 off schedule
                        01-05T07:00 on schedule
                        01-05T07:30 on boost
                        01-05T08:30 on schedule
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "in auto a holiday counts only when active",
                        "auto; mon 07:00-09:00; holiday 2026-01-05T08:00 2026-01-06T00:00",
                        "2026-01-05T06:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T06:00 off schedule
                        01-05T07:00 on schedule
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "in the mode holiday it counts without being active",
                        "holiday-mode; mon 07:00-09:00; holiday 2026-01-05T08:00 2026-01-06T00:00",
                        "2026-01-05T06:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T06:00 off schedule
                        01-05T07:00 on schedule
                        01-05T08:00 off holiday\
                        """),
                argumentSet(
                        "the mode holiday without one follows the schedule",
                        "holiday-mode; active; mon 07:00-09:00",
                        "2026-01-05T06:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T06:00 off schedule
                        01-05T07:00 on schedule
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "a holiday that ends before it starts is none",
                        "holiday-mode; mon 07:00-09:00; holiday 2026-01-06T00:00 2026-01-05T08:00",
                        "2026-01-05T06:00:00Z/2026-01-06T12:00:00Z",
                        """
                        01-05T06:00 off schedule
                        01-05T07:00 on schedule
                        01-05T09:00 off schedule\
                        """));
    }

    private static Stream<Arguments> advances() {
        return Stream.of(
                argumentSet(
                        "an advance takes what follows, and ends with it",
                        "auto; mon 07:00-09:00; advanced 2026-01-05T06:10:00Z",
                        "2026-01-05T06:00:00Z/2026-01-05T12:00:00Z",
                        """
                        01-05T06:00 off schedule
                        01-05T06:10 on advance
                        01-05T07:00 on schedule
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "an advance while on turns off",
                        "auto; mon 07:00-09:00; advanced 2026-01-05T08:00:00Z",
                        "2026-01-05T08:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T08:00 off advance
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "an advance looks past a holiday",
                        "auto; active; mon 07:00-09:00; holiday 2026-01-05T06:00 2026-01-05T08:30;"
                                + " advanced 2026-01-05T05:00:00Z",
                        "2026-01-05T05:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T05:00 on advance
                        01-05T08:30 on schedule
                        01-05T09:00 off schedule\
                        """),
                argumentSet(
                        "an advance looks past a boost, which wins over it",
                        "auto; mon 07:00-09:00; advanced 2026-01-05T08:00:00Z;"
                                + " boost 1h 2026-01-05T08:15:00Z",
                        "2026-01-05T08:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T08:00 off advance
                        01-05T08:15 on boost
                        01-05T09:15 off schedule\
                        """),
                argumentSet(
                        "where nothing follows there is no advance",
                        "always-off; mon 07:00-09:00; advanced 2026-01-05T08:00:00Z",
                        "2026-01-05T08:00:00Z/2026-01-06T00:00:00Z",
                        """
                        01-05T08:00 off mode\
                        """));
    }

    @ParameterizedTest
    @MethodSource
    void runs(String settings, String span, String expected) {
        Instant from = Instant.parse(span.substring(0, span.indexOf('/')));
        Instant to = Instant.parse(span.substring(span.indexOf('/') + 1));
        List<Run> runs = plan(settings).runs(from, to);
        assertThat(text(runs)).isEqualTo(expected);
        assertThat(runs.getFirst().span().start()).isEqualTo(from);
        assertThat(runs.getLast().span().end()).isEqualTo(to);
    }

    private static String text(List<Run> runs) {
        return runs.stream()
                .map(run ->
                        "%s %s %s"
                                .formatted(
                                        run.span().start().toString().substring(5, 16),
                                        run.on() ? "on" : "off",
                                        run.cause().label()))
                .collect(Collectors.joining("\n"));
    }

    /** Settings, an instant, the change after it. */
    @ParameterizedTest
    @CsvSource({
        "auto; daily 07:00-09:00, 2026-01-05T06:00:00Z, 2026-01-05T07:00:00Z on schedule",
        "auto; daily 07:00-09:00, 2026-01-05T07:00:00Z, 2026-01-05T09:00:00Z off schedule",
        "auto; daily 07:00-09:00, 2026-01-05T06:59:59.5Z, 2026-01-05T07:00:00Z on schedule",
        "auto; boost 1h 2026-01-05T07:00:00Z, 2026-01-05T06:00:00Z, 2026-01-05T07:00:00Z on boost",
        "auto; boost 1h 2026-01-05T07:00:00Z, 2026-01-05T07:00:00Z, 2026-01-05T08:00:00Z off boost",
        // the schedule goes on where the boost ends
        "auto; mon 07:00-09:00; boost 1h 2026-01-05T06:30:00Z, 2026-01-05T06:40:00Z,"
                + " 2026-01-05T09:00:00Z off schedule",
        // the schedule turned off meanwhile, and the boost's end shows it
        "auto; mon 07:00-09:00; boost 1h 2026-01-05T08:30:00Z, 2026-01-05T08:00:00Z,"
                + " 2026-01-05T09:30:00Z off boost",
        "auto; boost 2h 2026-01-05T08:30:00.250Z, 2026-01-05T09:00:00Z,"
                + " 2026-01-05T10:30:00.250Z off boost",
        // an advance has anticipated the change at 07:00
        "auto; daily 07:00-09:00; advanced 2026-01-05T06:00:00Z, 2026-01-05T06:00:00Z,"
                + " 2026-01-05T09:00:00Z off schedule",
        "always-off; boost 1h 2026-01-05T07:00:00Z, 2026-01-05T07:10:00Z,"
                + " 2026-01-05T08:00:00Z off boost",
        "auto; active; daily 07:00-20:00; holiday 2026-01-05T12:00 2026-09-01T12:00,"
                + " 2026-01-05T08:00:00Z, 2026-01-05T12:00:00Z off holiday",
        "auto; active; daily 07:00-20:00; holiday 2026-01-05T12:00 2026-09-01T12:00,"
                + " 2026-01-05T12:00:00Z, 2026-09-01T11:00:00Z on holiday",
        // in the last 80 years of the device's counter
        "auto; active; sun 07:00-20:00; holiday 2026-01-05T12:00 2105-12-31T12:00,"
                + " 2026-01-05T12:00:00Z, 2106-01-03T07:00:00Z on schedule",
        // two weeks without a change
        "auto; sun 01:10-01:50, 2026-03-22T01:50:00Z, 2026-04-05T00:10:00Z on schedule",
    })
    void the_next_change(String settings, Instant after, String expected) {
        assertThat(plan(settings).nextChange(after)).map(SwitchPlanTest::text).contains(expected);
    }

    private static String text(Change change) {
        return "%s %s %s"
                .formatted(change.at(), change.on() ? "on" : "off", change.cause().label());
    }

    @ParameterizedTest
    @CsvSource({
        "always-on",
        "always-on; boost 1h 2026-01-05T07:00:00Z",
        "always-off; daily 07:00-09:00",
        "always-off; no-boost-in-always-off; boost 1h 2026-01-05T07:00:00Z",
        "auto",
        "auto; daily 00:00-00:00",
        "auto; sat 07:00-", // on from one Saturday to the next
        "auto; daily -07:00",
        "auto; none 07:00-08:00",
        "auto; daily 1500-1600",
        "auto; daily 07:00-12:00; daily 12:00-07:00",
        "auto; active; holiday 2026-01-05T12:00 2026-09-01T12:00",
        "auto; advanced 2026-01-04T00:00:00Z",
        "holiday-mode; daily 07:00-07:00; boost 2h 2026-01-05T00:00:00Z",
    })
    void a_relay_that_never_changes_has_no_next_change(String settings) {
        SwitchPlan plan = plan(settings);
        Instant instant = Instant.parse("2026-01-05T00:00:00Z");
        assertThat(plan.nextChange(instant)).isEmpty();
        assertThat(plan.nextOn(instant)).isEmpty();
        assertThat(plan.nextOff(instant)).isEmpty();
    }

    @Test
    void the_next_on_and_off_are_changes_to_on_and_off() {
        SwitchPlan plan = plan("auto; daily 07:00-09:00");
        Instant asleep = Instant.parse("2026-01-05T06:00:00Z");
        assertThat(plan.nextOn(asleep)).contains(Instant.parse("2026-01-05T07:00:00Z"));
        assertThat(plan.nextOff(asleep)).contains(Instant.parse("2026-01-05T09:00:00Z"));
        Instant on = Instant.parse("2026-01-05T07:00:00Z");
        assertThat(plan.nextOn(on)).contains(Instant.parse("2026-01-06T07:00:00Z"));
        assertThat(plan.nextOff(on)).contains(Instant.parse("2026-01-05T09:00:00Z"));
    }

    @Test
    void the_last_change_of_a_boost_in_always_off_has_no_next_on() {
        SwitchPlan plan = plan("always-off; boost 1h 2026-01-05T07:00:00Z");
        Instant boosted = Instant.parse("2026-01-05T07:30:00Z");
        assertThat(plan.nextOff(boosted)).contains(Instant.parse("2026-01-05T08:00:00Z"));
        assertThat(plan.nextOn(boosted)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "auto, 2026-01-05T07:00:00Z, 2026-01-05T08:00:00Z",
        "auto, 2026-01-05T07:59:59Z, 2026-01-05T08:00:00Z",
        "auto, 2026-01-05T06:59:59Z,",
        "auto, 2026-01-05T08:00:00Z,",
        "always-off; no-boost-in-always-off, 2026-01-05T07:00:00Z, 2026-01-05T08:00:00Z",
    })
    void a_boost_ends_where_it_runs_whether_or_not_it_has_an_effect(
            String settings, Instant at, Instant end) {
        SwitchPlan plan = plan(settings + "; boost 1h 2026-01-05T07:00:00Z");
        assertThat(plan.boostEnd(at)).isEqualTo(Optional.ofNullable(end));
    }

    @Test
    void what_is_over_has_no_effect() {
        SwitchPlan plan =
                plan(
                        "auto; active; daily 07:00-09:00; boost 1h 2025-01-05T07:00:00Z;"
                                + " advanced 2025-01-05T07:30:00Z;"
                                + " holiday 2025-01-01T00:00 2025-01-02T00:00");
        assertThat(plan.at(Instant.parse("2026-01-05T08:00:00Z")))
                .isEqualTo(new State(true, Cause.SCHEDULE));
    }

    @Test
    void a_span_without_time_has_no_runs() {
        Instant instant = Instant.parse("2026-01-05T08:00:00Z");
        assertThat(plan("auto").runs(instant, instant)).isEmpty();
        assertThat(plan("auto").runs(instant, instant.minusSeconds(1))).isEmpty();
    }

    @Test
    void a_span_of_many_years_is_refused() {
        Instant from = Instant.parse("2026-01-05T00:00:00Z");
        SwitchPlan plan = plan("auto; daily 07:00-09:00");
        assertThat(plan.runs(from, from.plus(SwitchPlan.LONGEST))).hasSize(801);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.runs(from, from.plus(Duration.ofDays(401))))
                .withMessage(
                        "a plan can be told for 400 days at most, not from 2026-01-05T00:00:00Z to"
                                + " 2027-02-10T00:00:00Z");
    }
}
