package io.github.timeguardmqtt.model;

/** Text of a user's, as a sentence mentions it. */
final class Shown {

    private static final int MOST = 40;

    private Shown() {}

    /** In quotes, short, and without what cannot be seen. */
    static String quoted(String text) {
        String start = text;
        if (text.length() > MOST) {
            int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
            start = text.substring(0, end) + "...";
        }
        return '"' + start.replaceAll("[\\p{C}\\u2028\\u2029]", "?") + '"';
    }
}
