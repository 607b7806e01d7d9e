package io.github.timeguardmqtt.capture;

/**
 * A place of a recording that could not be read; what follows may be readable again.
 *
 * @param reason in a word: {@code no-hex}, {@code cut-off}
 * @param sentence what is wrong there, for a person
 * @param text what stands there, where it is text; otherwise empty
 */
public record Unreadable(String where, String reason, String sentence, String text)
        implements Captured {}
