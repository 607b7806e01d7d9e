package io.github.timeguardmqtt.app.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.ctl.WeekPicture.Run;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeekPictureTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");

    /** On in these spans of a day, off between them. */
    private static List<Run> day(String date, String... spans) {
        LocalDate day = LocalDate.parse(date);
        List<Run> runs = new ArrayList<>();
        Instant at = day.atStartOfDay(LONDON).toInstant();
        for (String span : spans) {
            String[] times = span.split("/");
            Instant on = Instant.parse(times[0]);
            Instant off = Instant.parse(times[1]);
            if (at.isBefore(on)) {
                runs.add(new Run(at, on, false, "schedule"));
            }
            runs.add(new Run(on, off, true, "schedule"));
            at = off;
        }
        runs.add(new Run(at, day.plusDays(1).atStartOfDay(LONDON).toInstant(), false, "schedule"));
        return runs;
    }

    private static String picture(List<Run> runs, boolean blocks, String now) {
        return new WeekPicture(runs, LONDON, blocks).at(OffsetDateTime.parse(now));
    }

    @Test
    void a_day_is_a_row_with_its_half_hours_and_the_present_above_it() {
        List<Run> runs =
                day(
                        "2026-11-22",
                        "2026-11-22T06:30:00Z/2026-11-22T08:30:00Z",
                        "2026-11-22T17:15:00Z/2026-11-22T19:15:00Z",
                        "2026-11-22T21:00:00Z/2026-11-22T21:01:00Z");
        assertThat(picture(runs, true, "2026-11-22T07:10:00Z"))
                .isEqualTo(
                        """
                                    0     3     6     9     12    15    18    21    24
                                                  ▼ now
                        Sun 22 Nov  ─────────────████─────────────────▐███▌───▌─────
                        █ on   ▌▐ on for a part   ─ off   ▼ now
                        Now on (schedule) until Sun 22 Nov 08:30, then off (schedule)
                        """);
        assertThat(picture(runs, false, "2026-11-22T07:10:00Z"))
                .isEqualTo(
                        """
                                    0     3     6     9     12    15    18    21    24
                                                  v now
                        Sun 22 Nov  -------------####-----------------=###=---=-----
                        # on   = on for a part   - off   v now
                        Now on (schedule) until Sun 22 Nov 08:30, then off (schedule)
                        """);
    }

    @Test
    void the_hour_that_the_clock_skips_is_a_gap() {
        // On from 00:30 by winter time to 03:30 by summer time, which is two hours.
        List<Run> runs = day("2026-03-29", "2026-03-29T00:30:00Z/2026-03-29T02:30:00Z");
        assertThat(picture(runs, false, "2026-03-28T12:00:00Z"))
                .contains(
                        "Sun 29 Mar  -#  ###-----------------------------------------  23 hours: the clock goes on\n")
                .doesNotContain(" now\nSun");
    }

    @Test
    void the_hour_that_comes_twice_shows_what_happens_in_either() {
        // In the second one only: 01:00 to 01:30 by winter time.
        List<Run> runs = day("2026-10-25", "2026-10-25T01:00:00Z/2026-10-25T01:30:00Z");
        assertThat(picture(runs, false, "2026-10-25T12:00:00Z"))
                .contains(
                        "Sun 25 Oct  --#---------------------------------------------  25 hours: the clock goes back\n");
    }

    @Test
    void a_relay_that_never_changes_says_so() {
        assertThat(picture(day("2026-11-22"), false, "2026-11-22T07:10:00Z"))
                .endsWith("Now off (schedule) for all these days\n");
    }

    @Test
    void only_a_locale_of_utf_8_gets_blocks() {
        assertThat(CtlPlan.hasBlocks(Map.of("LANG", "en_GB.UTF-8"))).isTrue();
        assertThat(CtlPlan.hasBlocks(Map.of("LC_ALL", "C.utf8"))).isTrue();
        assertThat(CtlPlan.hasBlocks(Map.of("LANG", "en_GB.UTF-8", "LC_ALL", "C"))).isFalse();
        assertThat(CtlPlan.hasBlocks(Map.of("TERMINAL_LOCALE", "C", "LC_ALL", "C.UTF-8")))
                .isFalse();
        assertThat(CtlPlan.hasBlocks(Map.of())).isFalse();
    }
}
