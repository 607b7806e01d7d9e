package io.github.timeguardmqtt.app.settings;

import java.util.List;

/**
 * What somebody set, as text.
 *
 * @param values one, but for options that can be repeated
 * @param source how far it goes before others
 * @param origin where it comes from, as people say it: {@code environment TIMEGUARD_MODE}
 * @param subject what a sentence about it starts with: {@code TIMEGUARD_MODE}
 */
public record Setting(List<String> values, Source source, String origin, String subject) {

    /** Where settings come from; an earlier one goes before a later one. */
    enum Source {
        COMMAND_LINE,
        ENVIRONMENT,
        FILE
    }

    boolean isFrom(Source other) {
        return source == other;
    }
}
