package io.github.timeguardmqtt.model;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The periods of a schedule on one line: {@code mon-fri 06:30-08:30, 17:00-19:00; sat,sun
 * 08:00-10:00}. Source: docs/reference/schedules.md, "One line".
 */
public final class ScheduleLine {

    /** For a schedule without periods. */
    public static final String NONE = "none";

    /** What Home Assistant shows as a state; nothing longer is read. */
    public static final int MAX = 255;

    private static final String DAILY = "daily";
    private static final int END = -1;

    private final String text;
    private final List<PeriodSetting> periods = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int at;

    private ScheduleLine(String text) {
        this.text = text;
    }

    /**
     * Prints periods that have no problems; at most {@link #MAX} characters, all of them ASCII.
     * Those of the same days come together, each group where its first period stands.
     */
    public static String print(List<PeriodSetting> periods) {
        Map<Set<DayOfWeek>, List<String>> groups = new LinkedHashMap<>();
        for (PeriodSetting period : periods) {
            groups.computeIfAbsent(period.days(), days -> new ArrayList<>())
                    .add(time(period.on()) + "-" + time(period.off()));
        }
        return groups.isEmpty()
                ? NONE
                : groups.entrySet().stream()
                        .map(group ->
                                DayNames.of(group.getKey())
                                        + " "
                                        + String.join(", ", group.getValue()))
                        .collect(Collectors.joining("; "));
    }

    private static String time(Optional<LocalTime> time) {
        return time.map(LocalTime::toString).orElse("");
    }

    /**
     * Reads what {@link #print} writes, and what people write. Case does not matter, nor do blanks.
     *
     * @throws WrongSettingException with every problem, and at which character it is
     */
    public static List<PeriodSetting> parse(String text) throws WrongSettingException {
        if (text.length() > MAX) {
            throw new WrongSettingException(
                    List.of(
                            "the line has %d characters: expected at most %d"
                                    .formatted(text.length(), MAX)));
        }
        if (text.strip().toLowerCase(Locale.ROOT).equals(NONE)) {
            return List.of();
        }
        if (text.strip().toLowerCase(Locale.ROOT).equals("off")) {
            throw new WrongSettingException(
                    List.of("off is not a schedule: one without periods is written none"));
        }
        ScheduleLine line = new ScheduleLine(text);
        line.groups();
        ScheduleSetting.problemOfCount(line.periods.size()).ifPresent(line.problems::add);
        if (!line.problems.isEmpty()) {
            throw new WrongSettingException(line.problems);
        }
        return line.periods;
    }

    private void groups() {
        skipSpace();
        if (peek() == END) {
            problems.add(
                    "the line is empty: expected days and times such as mon-fri 06:30-08:30, or"
                            + " none");
            return;
        }
        do {
            group();
            skipSpace();
        } while (next(';'));
    }

    /** Ends at a semicolon or the end, whatever stands there. */
    private void group() {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        if (days(days)) {
            do {
                period(days);
                skipSpace();
            } while (next(','));
            if (peek() != ';' && peek() != END) {
                expected(", or ; or the end");
            }
        }
        while (peek() != ';' && peek() != END) {
            at++;
        }
    }

    /** Whether it makes sense to read on behind them. */
    private boolean days(Set<DayOfWeek> days) {
        do {
            skipSpace();
            if (!Character.isLetter(peek())) {
                expected("a day such as mon");
                return false;
            }
            dayOrRange(days);
            skipSpace();
        } while (next(','));
        return true;
    }

    private void dayOrRange(Set<DayOfWeek> days) {
        int start = at;
        String word = word();
        if (word.toLowerCase(Locale.ROOT).equals(DAILY)) {
            days.addAll(EnumSet.allOf(DayOfWeek.class));
            return;
        }
        Optional<DayOfWeek> first = told(start, word, DayNames::parse);
        Optional<DayOfWeek> last = first;
        int end = at;
        skipSpace();
        boolean isRange = next('-');
        skipSpace();
        if (isRange && Character.isLetter(peek())) {
            int second = at;
            last = told(second, word(), DayNames::parse);
        } else {
            at = end; // a minus in front of a time is the time's
        }
        if (first.isPresent() && last.isPresent()) {
            DayOfWeek day = first.get();
            days.add(day);
            while (day != last.get()) {
                day = day.plus(1);
                days.add(day);
            }
        }
    }

    private void period(Set<DayOfWeek> days) {
        skipSpace();
        int start = at;
        if (peek() != '-' && !isDigit(peek())) {
            expected(
                    Character.isLetter(peek())
                            ? "a time such as 06:30-08:30 (new days follow a ;)"
                            : "a time such as 06:30-08:30");
            skipItem();
            return;
        }
        int problemsBefore = problems.size();
        Optional<LocalTime> on = time(PeriodSetting::onTime);
        skipSpace();
        if (!next('-')) {
            if (problems.size() == problemsBefore) {
                expected("- behind the time it goes on");
            }
            skipItem();
            return;
        }
        skipSpace();
        int offStart = at;
        Optional<LocalTime> off = time(PeriodSetting::offTime);
        if (problems.size() > problemsBefore) {
            skipItem();
            return;
        }
        PeriodSetting period = new PeriodSetting(days, on, off);
        period.problemOfTimes().ifPresent(problem -> problem(start, problem));
        if (on.isEmpty()
                && off.isPresent()
                && PeriodSetting.isDaysEnd(text.substring(offStart, at))) {
            problem(offStart, PeriodSetting.LONE_DAYS_END);
        }
        periods.add(period);
    }

    /** Nothing where none stands here, and where a problem is told. */
    private Optional<LocalTime> time(Function<String, LocalTime> parse) {
        int start = at;
        while (isDigit(peek()) || peek() == ':' || peek() == '.' || Character.isLetter(peek())) {
            at++;
        }
        return at == start ? Optional.empty() : told(start, text.substring(start, at), parse);
    }

    private <T> Optional<T> told(int start, String word, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(word));
        } catch (IllegalArgumentException e) {
            problem(start, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void expected(String what) {
        String found =
                at < text.length()
                        ? Shown.quoted(text.substring(at, text.offsetByCodePoints(at, 1)))
                        : "the end";
        problem(at, "expected " + what + ", but found " + found);
    }

    private void problem(int start, String problem) {
        problems.add("at character " + (start + 1) + ": " + problem);
    }

    private void skipItem() {
        while (peek() != ',' && peek() != ';' && peek() != END) {
            at++;
        }
    }

    private String word() {
        int start = at;
        while (Character.isLetter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean next(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
