package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.FieldVisitor;
import io.github.timeguardmqtt.protocol.Text;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;

/** The fields of a frame as the rows of a table, in words. */
final class FieldRows implements FieldVisitor {

    private static final String[] DAYS = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final String UNKNOWN = "unknown";

    private final Bytes frame;
    private final List<Row> rows = new ArrayList<>();

    /** The names of the objects around the next field, the innermost last. */
    private final Deque<String> around = new ArrayDeque<>();

    /** What the entries of the list are called that the visit is in; empty outside of a list. */
    private String entryName = "";

    private int entry;
    private int firstRowOfEntry;
    private boolean boostIsOff;

    FieldRows(Bytes frame) {
        this.frame = frame;
    }

    /**
     * A field.
     *
     * @param value what stands on the wire, as a number; empty where the bytes say it all
     * @param meaning what it means to a person
     */
    record Row(Place place, String name, String value, String meaning, boolean isUnknown) {}

    List<Row> rows() {
        return rows;
    }

    void known(int offset, int length, String name, String value, String meaning) {
        rows.add(new Row(new Place(offset, length, 0), name, value, meaning, false));
    }

    void unknown(int offset, int length, String name) {
        rows.add(new Row(new Place(offset, length, 0), name, "", UNKNOWN, true));
    }

    @Override
    public void number(String name, Place place, long value, Unit unit) {
        switch (unit) {
            case PLAIN -> add(name, place, value, "");
            case SECONDS -> add(name, place, value, duration(value));
            case SECONDS_SINCE_1970 ->
                    add(name, place, value, Instant.ofEpochSecond(value).toString());
            case MINUTE_OF_DAY -> switchTime(place, value);
            case MINUTE_OF_WEEK ->
                    add(name, place, value, value == 0 && boostIsOff ? "" : minuteOfWeek(value));
            case UNKNOWN_BITS -> {
                if (value != 0 || entryName.isEmpty()) {
                    String label = name.replace("Unknown", "Bits");
                    rows.add(new Row(place, path(label), "" + value, UNKNOWN, true));
                }
            }
        }
    }

    @Override
    public void flag(String name, Place place, boolean value) {
        add(name, place, value ? 1 : 0, value ? "yes" : "no");
    }

    @Override
    public void coded(String name, Place place, Coded value) {
        if (value instanceof BoostType) {
            boostIsOff = value.equals(BoostType.OFF);
        }
        String meaning =
                value.isKnown()
                        ? value.label().toLowerCase(Locale.ROOT).replace('_', ' ')
                        : UNKNOWN;
        rows.add(new Row(place, path(name), "" + value.value(), meaning, !value.isKnown()));
    }

    @Override
    public void days(String name, Place place, SequencedSet<DayOfWeek> value) {
        rows.add(new Row(place, path(name), "", days(value), false));
    }

    @Override
    public void text(String name, Place place, Text value, Charset charset) {
        String meaning = value.in(charset).map(FieldRows::quoted).orElse("not valid " + charset);
        Bytes field = frame.slice(place.offset(), place.length());
        boolean more = FrameText.sizeWithoutZeros(field) > value.bytes().size();
        rows.add(
                new Row(
                        place,
                        path(name),
                        "",
                        more ? meaning + ", and unknown bytes behind its end" : meaning,
                        more));
    }

    @Override
    public void unknown(String name, Place place, Bytes value) {
        if (value.isEmpty()) {
            return;
        }
        String label = name.startsWith(UNKNOWN) ? UNKNOWN : "params";
        rows.add(new Row(place, path(label), "", UNKNOWN, true));
    }

    @Override
    public void beginObject(String name) {
        if (name.isEmpty()) {
            entry++;
            firstRowOfEntry = rows.size();
            around.addLast(entryName + " " + entry);
        } else {
            around.addLast(name);
        }
    }

    @Override
    public void endObject() {
        around.removeLast();
        if (around.isEmpty() && !entryName.isEmpty()) {
            foldUnusedEntry();
        }
    }

    @Override
    public void beginList(String name) {
        entryName = name.substring(0, name.length() - 1);
        entry = 0;
    }

    @Override
    public void endList() {
        entryName = "";
    }

    private void add(String name, Place place, long value, String meaning) {
        rows.add(new Row(place, path(name), Long.toString(value), meaning, false));
    }

    /** A switch time is one row, although it is told as a flag and a minute. */
    private void switchTime(Place place, long minute) {
        boolean enabled = !rows.removeLast().value().equals("0");
        String time = minute < MINUTES_OF_A_DAY ? timeOfDay(minute) : "no time of day";
        String meaning = enabled ? time : minute == 0 ? "disabled" : "disabled (" + time + ")";
        Place whole = new Place(place.offset(), place.length(), 0);
        String name = String.join(" ", around);
        rows.add(new Row(whole, name, Long.toString(minute), meaning, false));
    }

    /** An entry of nothing but zeros is one row. */
    private void foldUnusedEntry() {
        List<Row> ofEntry = rows.subList(firstRowOfEntry, rows.size());
        int start = ofEntry.getFirst().place().offset();
        Place last = ofEntry.getLast().place();
        int length = last.offset() + last.length() - start;
        if (FrameText.sizeWithoutZeros(frame.slice(start, length)) == 0) {
            ofEntry.clear();
            known(start, length, entryName + " " + entry, "", "unused");
        }
    }

    /** {@code workMode} in an object {@code started}: {@code started work mode}. */
    private String path(String name) {
        StringBuilder path = new StringBuilder();
        for (String part : around) {
            path.append(part).append(' ');
        }
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (Character.isUpperCase(letter)) {
                path.append(' ');
            }
            path.append(Character.toLowerCase(letter));
        }
        return path.toString();
    }

    private static String duration(long seconds) {
        long[] counts = {seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60};
        String[] units = {"d", "h", "min", "s"};
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 || (i == counts.length - 1 && parts.isEmpty())) {
                parts.add(counts[i] + " " + units[i]);
            }
        }
        return String.join(" ", parts);
    }

    private static String minuteOfWeek(long minute) {
        long day = minute / MINUTES_OF_A_DAY;
        return day < DAYS.length
                ? DAYS[(int) day] + " " + timeOfDay(minute % MINUTES_OF_A_DAY)
                : "beyond the week";
    }

    private static String timeOfDay(long minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }

    /**
     * {@code Sun, Tue-Thu}: from three days in a row on a range, in the order of a British week.
     */
    private static String days(SequencedSet<DayOfWeek> days) {
        if (days.isEmpty()) {
            return "no day";
        }
        if (days.size() == DAYS.length) {
            return "every day";
        }
        List<String> parts = new ArrayList<>();
        int day = 1;
        while (day <= DAYS.length) {
            int end = day;
            while (end <= DAYS.length && days.contains(DayOfWeek.of(end))) {
                end++;
            }
            if (end - day >= 3) {
                parts.add(DAYS[day % 7] + "-" + DAYS[(end - 1) % 7]);
            } else {
                for (int single = day; single < end; single++) {
                    parts.add(DAYS[single % 7]);
                }
            }
            day = Math.max(end, day) + 1;
        }
        return String.join(", ", parts);
    }

    private static String quoted(String text) {
        return '"' + PrintableText.of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}
