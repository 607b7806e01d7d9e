package io.github.timeguardmqtt.app.ctl;

import static io.github.timeguardmqtt.app.console.YamlText.quoted;

import io.github.timeguardmqtt.api.HolidayJson;
import io.github.timeguardmqtt.api.Vocabulary;
import io.github.timeguardmqtt.app.console.Nearest;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Holiday;
import io.github.timeguardmqtt.app.ctl.DeviceSettings.Schedule;
import io.github.timeguardmqtt.app.settings.ConfigFile;
import io.github.timeguardmqtt.model.ScheduleLine;
import io.github.timeguardmqtt.model.ScheduleSetting;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The settings of a device as a YAML file. Source: docs/howto/control-one-switch.md, "Backup and
 * restore".
 */
final class SettingsFile {

    private static final String WORK_MODE = "work_mode";
    private static final String ACTIVE_SCHEDULE = "active_schedule";
    private static final String HOLIDAY = "holiday";
    private static final String SCHEDULES = "schedules";

    private final String name;
    private final List<String> problems = new ArrayList<>();

    private SettingsFile(String name) {
        this.name = name;
    }

    /** The file is not as it must be; each problem is a sentence with its place. */
    static final class Wrong extends Exception {

        private static final long serialVersionUID = 1;
        private final transient List<String> problems;

        Wrong(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = problems;
        }

        List<String> problems() {
            return problems;
        }
    }

    /**
     * The file for these settings. The same settings make the same file.
     *
     * @param about what to say of the device, a line of comment each
     */
    static String print(DeviceSettings settings, List<String> about) {
        StringBuilder yaml = new StringBuilder();
        about.forEach(line -> yaml.append("# ").append(ShownText.safe(line)).append('\n'));
        settings.workMode().ifPresent(mode -> yaml.append("work_mode: " + mode + "\n"));
        settings.activeSchedule()
                .ifPresent(active -> yaml.append("active_schedule: " + active + "\n"));
        settings.holiday()
                .ifPresent(holiday -> {
                    yaml.append("holiday:\n  active: " + holiday.active() + "\n");
                    holiday.start()
                            .ifPresent(time -> yaml.append("  start: " + quoted(time) + "\n"));
                    holiday.end().ifPresent(time -> yaml.append("  end: " + quoted(time) + "\n"));
                });
        yaml.append("schedules:\n");
        settings.schedules()
                .forEach((number, schedule) -> {
                    yaml.append("  " + number + ":\n");
                    schedule.name()
                            .ifPresent(text -> yaml.append("    name: " + quoted(text) + "\n"));
                    schedule.line()
                            .ifPresent(text -> yaml.append("    periods: " + quoted(text) + "\n"));
                });
        return yaml.toString();
    }

    /**
     * Reads a file.
     *
     * @param name what to call it in a sentence
     * @throws Wrong with every problem
     */
    static DeviceSettings parse(String name, String text) throws Wrong {
        SettingsFile file = new SettingsFile(name);
        DeviceSettings settings = file.settings(text);
        if (!file.problems.isEmpty()) {
            throw new Wrong(file.problems);
        }
        return settings;
    }

    private DeviceSettings settings(String text) throws Wrong {
        Map<String, Node> entries = Map.of();
        try {
            Optional<Node> top = ConfigFile.compose(text, this::place);
            if (top.isPresent()) {
                entries = entries(top.get(), "");
            }
        } catch (ConfigFile.Wrong e) {
            throw new Wrong(List.of(e.sentence()));
        }
        if (entries.isEmpty() && problems.isEmpty()) {
            throw new Wrong(List.of(name + ": there are no settings in it"));
        }
        return read(entries);
    }

    private DeviceSettings read(Map<String, Node> entries) {
        checkKeys(entries, List.of(WORK_MODE, ACTIVE_SCHEDULE, HOLIDAY, SCHEDULES));
        Optional<String> mode = text(entries, WORK_MODE).flatMap(text -> mode(entries, text));
        Optional<String> number = text(entries, ACTIVE_SCHEDULE);
        OptionalInt active = OptionalInt.empty();
        if (number.isPresent()) {
            if (number.get().matches("[1-6]")) {
                active = OptionalInt.of(Integer.parseInt(number.get()));
            } else {
                wrong(
                        entries.get(ACTIVE_SCHEDULE),
                        "\"%s\" is not a schedule's number: expected 1 to 6"
                                .formatted(ShownText.safe(number.get())));
            }
        }
        Optional<Holiday> holiday =
                Optional.ofNullable(entries.get(HOLIDAY)).flatMap(this::holiday);
        Map<Integer, Schedule> schedules = new TreeMap<>();
        Node all = entries.get(SCHEDULES);
        if (all != null) {
            entries(all, "schedules with a number each")
                    .forEach((key, node) -> {
                        if (key.matches("[1-6]")) {
                            schedules.put(Integer.parseInt(key), schedule(node));
                        } else {
                            wrong(
                                    node,
                                    "\"%s\" is not a schedule's number: expected 1 to 6"
                                            .formatted(ShownText.safe(key)));
                        }
                    });
        }
        if (active.isPresent()) {
            Schedule used = schedules.get(active.getAsInt());
            if (used != null && used.name().filter(String::isEmpty).isPresent()) {
                wrong(
                        entries.get(ACTIVE_SCHEDULE),
                        "schedule %d has no name, so it cannot be the active one"
                                .formatted(active.getAsInt()));
            }
        }
        return new DeviceSettings(mode, active, holiday, schedules);
    }

    private Optional<String> mode(Map<String, Node> entries, String text) {
        Optional<String> mode =
                Vocabulary.WORK_MODES.stream()
                        .filter(word -> word.equalsIgnoreCase(text))
                        .findFirst();
        if (mode.isEmpty()) {
            wrong(
                    entries.get(WORK_MODE),
                    "\"%s\" is not a work mode: expected %s"
                            .formatted(
                                    ShownText.safe(text),
                                    String.join(", ", Vocabulary.WORK_MODES)));
        }
        return mode;
    }

    private Optional<Holiday> holiday(Node node) {
        Map<String, Node> fields = entries(node, "active, start and end of the holiday");
        checkKeys(fields, List.of("active", "start", "end"));
        Optional<String> active = text(fields, "active");
        Optional<String> start = time(fields, "start");
        Optional<String> end = time(fields, "end");
        if (active.isEmpty()) {
            wrong(node, "expected active: true or active: false in the holiday");
            return Optional.empty();
        }
        if (!active.get().matches("true|false")) {
            wrong(
                    fields.get("active"),
                    "\"%s\" is not what belongs here: expected true or false"
                            .formatted(ShownText.safe(active.get())));
        }
        if (start.isPresent() && end.isPresent() && start.get().compareTo(end.get()) >= 0) {
            wrong(
                    fields.get("end"),
                    "the holiday's end %s is not after its start %s"
                            .formatted(end.get(), start.get()));
        }
        return Optional.of(new Holiday(active.get().equals("true"), start, end));
    }

    private Optional<String> time(Map<String, Node> fields, String key) {
        Optional<String> text = text(fields, key);
        try {
            return text.map(given -> HolidayJson.time(given).toString());
        } catch (IllegalArgumentException e) {
            wrong(fields.get(key), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Schedule schedule(Node node) {
        Map<String, Node> fields = entries(node, "name and periods of the schedule");
        checkKeys(fields, List.of("name", "periods"));
        Optional<String> called = text(fields, "name");
        called.flatMap(ScheduleSetting::problemOfName)
                .ifPresent(problem -> wrong(fields.get("name"), "the name " + problem));
        Optional<String> line = text(fields, "periods");
        if (line.isEmpty()) {
            return new Schedule(called, line);
        }
        try {
            // As the gateway prints it, so that another way of writing the same is no difference.
            return new Schedule(
                    called, Optional.of(ScheduleLine.print(ScheduleLine.parse(line.get()))));
        } catch (WrongSettingException e) {
            e.problems()
                    .forEach(problem -> wrong(fields.get("periods"), "the periods: " + problem));
            return new Schedule(called, Optional.empty());
        }
    }

    /** The entries of a map by their keys. */
    private Map<String, Node> entries(Node node, String expected) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            wrong(
                    node,
                    "expected "
                            + (expected.isEmpty() ? "settings like work_mode: Auto" : expected));
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong(tuple.getKeyNode(), "expected a name before the colon");
            } else if (entries.put(key.getValue(), tuple.getValueNode()) != null) {
                wrong(key, ShownText.safe(key.getValue()) + " stands here twice");
            }
        }
        return entries;
    }

    private void checkKeys(Map<String, Node> entries, List<String> allowed) {
        entries.forEach((key, node) -> {
            if (!allowed.contains(key)) {
                wrong(
                        node,
                        "\"%s\" is not a setting%s: expected %s"
                                .formatted(
                                        ShownText.safe(key),
                                        Nearest.of(key, allowed)
                                                .map(n -> " (" + n + "?)")
                                                .orElse(""),
                                        String.join(", ", allowed)));
            }
        });
    }

    private Optional<String> text(Map<String, Node> entries, String key) {
        Node node = entries.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        wrong(node, "expected a text for " + key);
        return Optional.empty();
    }

    private void wrong(@Nullable Node node, String sentence) {
        Optional<Mark> mark = node == null ? Optional.empty() : node.getStartMark();
        problems.add(place(mark) + ": " + sentence);
    }

    private String place(Optional<Mark> mark) {
        return mark.map(at ->
                        "%s line %d column %d"
                                .formatted(name, at.getLine() + 1, at.getColumn() + 1))
                .orElse(name);
    }
}
