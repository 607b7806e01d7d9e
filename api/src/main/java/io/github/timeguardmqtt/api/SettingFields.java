package io.github.timeguardmqtt.api;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonFlag;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import io.github.timeguardmqtt.model.WrongSettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields of an object that a user wrote. What is wrong with them is gathered, so that all of it
 * can be told at once.
 */
final class SettingFields {

    private final String path;
    private final JsonObject values;
    private final List<String> problems;

    private SettingFields(
            String path, JsonObject values, List<String> problems, List<String> keys) {
        this.path = path;
        this.values = values;
        this.problems = problems;
        for (String key : values.members().keySet()) {
            if (!keys.contains(key)) {
                problem(
                        path,
                        JsonValue.of(key).shown()
                                + " is not a key: expected "
                                + Vocabulary.listed(keys));
            }
        }
    }

    /** The outermost object, with these keys and no others. */
    SettingFields(JsonObject values, List<String> keys) {
        this("", values, new ArrayList<>(), keys);
        if (keys.stream().noneMatch(values::has)) {
            problem("", "nothing is asked for: expected " + Vocabulary.listed(keys));
        }
    }

    boolean has(String key) {
        return values.has(key);
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<String> string(String key) {
        return value(
                key,
                value ->
                        value instanceof JsonText(String text)
                                ? Optional.of(text)
                                : Optional.empty(),
                "a string");
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<Boolean> flag(String key) {
        return value(
                key,
                value ->
                        value instanceof JsonFlag flag
                                ? Optional.of(flag.value())
                                : Optional.empty(),
                "true or false");
    }

    /** A whole one. Nothing where it is left out or wrong, which is told then. */
    Optional<Long> number(String key, String expected) {
        return value(
                key,
                value ->
                        value instanceof JsonNumber number && number.whole().isPresent()
                                ? Optional.of(number.whole().getAsLong())
                                : Optional.empty(),
                expected);
    }

    /** Nothing where it is left out or wrong, which is told then. */
    Optional<List<JsonValue>> list(String key, String expected) {
        return value(
                key,
                value ->
                        value instanceof JsonList(List<JsonValue> list)
                                ? Optional.of(list)
                                : Optional.empty(),
                expected);
    }

    boolean isNull(String key) {
        return values.get(key).orElse(JsonValue.JsonNull.NULL).equals(JsonValue.JsonNull.NULL);
    }

    private <T> Optional<T> value(
            String key, Function<JsonValue, Optional<T>> take, String expected) {
        Optional<JsonValue> value = values.get(key);
        Optional<T> taken = value.flatMap(take);
        if (value.isPresent() && taken.isEmpty()) {
            problem(
                    path(key),
                    value.get().shown() + " is not what belongs here: expected " + expected);
        }
        return taken;
    }

    /** An object of a list; nothing where it is none, which is told then. */
    Optional<SettingFields> entry(String key, int index, JsonValue value, List<String> keys) {
        String where = path(key) + "[" + index + "]";
        if (value instanceof JsonObject object) {
            return Optional.of(new SettingFields(where, object, problems, keys));
        }
        problem(
                where,
                value.shown()
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
}
