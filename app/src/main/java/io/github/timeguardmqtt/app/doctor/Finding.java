package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.app.doctor.Diagnosis.Verdict;
import java.util.Optional;

/**
 * What one check of {@code timeguard doctor} has found.
 *
 * @param check its name: {@code port}
 * @param found in one sentence, without its end
 * @param next what to do now, in one sentence; nothing where all is well
 */
record Finding(String check, Diagnosis diagnosis, String found, Optional<String> next) {

    /** A check that could not be made. */
    static Finding unseen(String check, String why) {
        return new Finding(check, Diagnosis.UNSEEN, why, Diagnosis.UNSEEN.next());
    }

    Verdict verdict() {
        return diagnosis.verdict();
    }
}
