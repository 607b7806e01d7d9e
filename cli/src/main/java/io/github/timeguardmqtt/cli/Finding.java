package io.github.timeguardmqtt.cli;

import java.util.Optional;

/**
 * What one check of {@code timeguard doctor} has found.
 *
 * @param check its name: {@code port}
 * @param found in one sentence, without its end
 * @param next what to do now, in one or two sentences; nothing where all is well
 */
record Finding(String check, Verdict verdict, String found, Optional<String> next) {

    /** How it stands. */
    enum Verdict {
        OK("ok"),
        /** Could not be looked at, or does not concern this gateway. */
        SKIP("skip"),
        /** Works, but is hardly meant so. */
        WARN("warn"),
        FAIL("FAIL");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /** As people see it. */
        String label() {
            return label;
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, Optional.empty());
    }

    static Finding warn(String check, String found, String next) {
        return new Finding(check, Verdict.WARN, found, Optional.of(next));
    }

    static Finding fail(String check, String found, String next) {
        return new Finding(check, Verdict.FAIL, found, Optional.of(next));
    }

    static Finding skip(String check, String found, String next) {
        return new Finding(check, Verdict.SKIP, found, Optional.of(next));
    }
}
