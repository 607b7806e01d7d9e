package io.github.timeguardmqtt.api;

import static io.github.timeguardmqtt.api.StrictJson.show;

import io.github.timeguardmqtt.model.WrongSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object that a user wrote. What is wrong with them is gathered, so that all of it
 * can be told at once.
 */
final class SettingFields {

    private final String path;
    private final Map<?, ?> values;
    private final List<String> problems;

    private SettingFields(String path, Map<?, ?> values, List<String> problems, List<String> keys) {
        this.path = path;
        this.values = values;
        this.problems = problems;
        for (Object key : values.keySet()) {
            if (!keys.contains(key)) {
                problem(path, show(key) + " is not a key: expected " + Vocabulary.listed(keys));
            }
        }
    }

    /** The outermost object, with these keys and no others. */
    SettingFields(Map<String, ?> values, List<String> keys) {
        this("", values, new ArrayList<>(), keys);
        if (keys.stream().noneMatch(values::containsKey)) {
            problem("", "nothing is asked for: expected " + Vocabulary.listed(keys));
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<String> string(String key) {
        return value(key, String.class, "a string");
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<Boolean> flag(String key) {
        return value(key, Boolean.class, "true or false");
    }

    /** A whole one. Nothing where it is left out or wrong, which is told then. */
    Optional<Long> number(String key, String expected) {
        return value(key, Long.class, expected);
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<List<?>> list(String key, String expected) {
        return value(key, List.class, expected).map(list -> (List<?>) list);
    }

    boolean isNull(String key) {
        Object value = values.get(key);
        return value == null || value.equals(StrictJson.NULL);
    }

    private <T> Optional<T> value(String key, Class<T> type, String expected) {
        if (!has(key)) {
            return Optional.empty();
        }
        Object value = values.get(key);
        if (type.isInstance(value)) {
            return Optional.of(type.cast(value));
        }
        problem(path(key), shown(value) + " is not what belongs here: expected " + expected);
        return Optional.empty();
    }

    /** An object of a list; nothing where it is none, which is told then. */
    Optional<SettingFields> entry(
            String key, int index, @Nullable Object value, List<String> keys) {
        String where = path(key) + "[" + index + "]";
        if (value instanceof Map<?, ?> object) {
            return Optional.of(new SettingFields(where, object, problems, keys));
        }
        problem(
                where,
                shown(value)
                        + " is not what belongs here: expected an object with "
                        + Vocabulary.listed(keys));
        return Optional.empty();
    }

    /** What the text means; nothing where it means nothing, which is told then. */
    <T> Optional<T> told(String key, String text, Function<String, T> parse) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException e) {
            problemOf(key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    void problemOf(String key, String problem) {
        problem(path(key), problem);
    }

    void problemOfAll(String problem) {
        problem(path, problem);
    }

    private void problem(String where, String problem) {
        problems.add(where.isEmpty() ? problem : where + ": " + problem);
    }

    /** How many problems there are so far. */
    int wrongs() {
        return problems.size();
    }

    /**
     * @throws WrongSettingException when there are problems
     */
    void end() throws WrongSettingException {
        if (!problems.isEmpty()) {
            throw new WrongSettingException(problems);
        }
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String shown(@Nullable Object value) {
        return show(value == null ? StrictJson.NULL : value);
    }
}
