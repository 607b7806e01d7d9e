package io.github.timeguardmqtt.cli;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;

/** Why a line of JSON makes no frame, in one sentence; without a stack trace. */
final class NoFrame extends Exception {

    private static final int SHOWN = 40;

    private final boolean forMissing;

    NoFrame(String sentence) {
        this(sentence, false);
    }

    private NoFrame(String sentence, boolean forMissing) {
        super(sentence, null, false, false);
        this.forMissing = forMissing;
    }

    static NoFrame forMissing(String path) {
        return new NoFrame(path + ": is missing", true);
    }

    /** Whether a field is not there that has to be. */
    boolean isForMissing() {
        return forMissing;
    }

    /** A JSON value as a sentence mentions it: short, and safe to print. */
    static String show(Object value) {
        return switch (value) {
            case String text -> '"' + safe(text) + '"';
            case Map<?, ?> _ -> "an object";
            case List<?> list -> list.stream().map(NoFrame::show).collect(joining(", ", "[", "]"));
            case Number number -> safe(number.toString());
            case Boolean flag -> flag.toString();
            default -> "null";
        };
    }

    private static String safe(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return start.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
    }
}
