package io.github.timeguardmqtt.app.ctl;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Some days of a relay as rows of signs, a half-hour each, on the wall clock: every row has 24
 * hours. Where the clock skips an hour there is a gap; in an hour that comes twice, the relay is on
 * if it is in either.
 */
final class WeekPicture {

    /**
     * The relay stays as it is.
     *
     * @param end not included
     */
    record Run(Instant start, Instant end, boolean on, String cause) {}

    private static final int CELLS = 48;
    private static final int CELL_MINUTES = 30;
    private static final int HALF_MINUTES = CELL_MINUTES / 2;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE dd MMM  ", Locale.UK);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.UK);

    /** In front of each row, as wide as a day. */
    private static final String MARGIN = " ".repeat(12);

    private static final String SCALE =
            MARGIN + "0     3     6     9     12    15    18    21    24\n";

    private enum Half {
        OFF,
        ON,
        /** The clock skips it. */
        SKIPPED
    }

    private final List<Run> runs;
    private final ZoneId zone;
    private final boolean blocks;

    /**
     * @param runs in order, without gaps; whole days
     * @param blocks whether there is more than ASCII
     */
    WeekPicture(List<Run> runs, ZoneId zone, boolean blocks) {
        this.runs = runs;
        this.zone = zone;
        this.blocks = blocks;
    }

    /** All of it, with the present marked in the first row's day, or not where it is elsewhere. */
    String at(OffsetDateTime told) {
        if (runs.isEmpty()) {
            return "";
        }
        ZonedDateTime now = told.atZoneSameInstant(zone);
        LocalDate first = LocalDate.ofInstant(runs.getFirst().start(), zone);
        LocalDate end = LocalDate.ofInstant(runs.getLast().end(), zone);
        StringBuilder picture = new StringBuilder(SCALE);
        for (LocalDate day = first; day.isBefore(end); day = day.plusDays(1)) {
            if (day.equals(now.toLocalDate())) {
                int cell = (now.getHour() * 60 + now.getMinute()) / CELL_MINUTES;
                picture.append(MARGIN)
                        .repeat(' ', cell)
                        .append(blocks ? '▼' : 'v')
                        .append(" now\n");
            }
            picture.append(row(day).stripTrailing()).append('\n');
        }
        picture.append(
                blocks
                        ? "█ on   ▌▐ on for a part   ─ off   ▼ now\n"
                        : "# on   = on for a part   - off   v now\n");
        present(now.toInstant()).ifPresent(picture::append);
        return picture.toString();
    }

    private String row(LocalDate day) {
        StringBuilder row = new StringBuilder(DAY.format(day));
        for (int cell = 0; cell < CELLS; cell++) {
            LocalDateTime start = day.atStartOfDay().plusMinutes((long) cell * CELL_MINUTES);
            row.append(sign(half(start), half(start.plusMinutes(HALF_MINUTES))));
        }
        long hours =
                (day.plusDays(1).atStartOfDay(zone).toEpochSecond()
                                - day.atStartOfDay(zone).toEpochSecond())
                        / 3600;
        if (hours != 24) {
            row.append(
                    "  %d hours: the clock goes %s".formatted(hours, hours < 24 ? "on" : "back"));
        }
        return row.toString();
    }

    private char sign(Half first, Half second) {
        if (first == Half.SKIPPED && second == Half.SKIPPED) {
            return ' ';
        }
        boolean firstOn = first == Half.ON;
        boolean secondOn = second == Half.ON;
        if (firstOn && secondOn) {
            return blocks ? '█' : '#';
        }
        if (!firstOn && !secondOn) {
            return blocks ? '─' : '-';
        }
        return !blocks ? '=' : firstOn ? '▌' : '▐';
    }

    /** On where it is for a moment of it, so that nothing short is lost. */
    private Half half(LocalDateTime start) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(start);
        for (ZoneOffset offset : offsets) {
            Instant from = start.toInstant(offset);
            if (isOn(from, from.plusSeconds(HALF_MINUTES * 60L))) {
                return Half.ON;
            }
        }
        return offsets.isEmpty() ? Half.SKIPPED : Half.OFF;
    }

    private boolean isOn(Instant from, Instant to) {
        return runs.stream()
                .anyMatch(run -> run.on() && run.start().isBefore(to) && from.isBefore(run.end()));
    }

    /** What it does now, and until when. */
    private Optional<String> present(Instant now) {
        Optional<Run> current =
                runs.stream()
                        .filter(run -> !now.isBefore(run.start()) && now.isBefore(run.end()))
                        .findFirst();
        return current.map(run -> {
            // Runs also end where only the cause changes.
            Optional<Run> next =
                    runs.stream()
                            .filter(later ->
                                    !later.start().isBefore(run.end()) && later.on() != run.on())
                            .findFirst();
            String until =
                    next.map(later ->
                                    "until %s, then %s (%s)"
                                            .formatted(
                                                    TIME.format(later.start().atZone(zone)),
                                                    word(later.on()),
                                                    later.cause()))
                            .orElse("for all these days");
            return "Now %s (%s) %s\n".formatted(word(run.on()), run.cause(), until);
        });
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }
}
