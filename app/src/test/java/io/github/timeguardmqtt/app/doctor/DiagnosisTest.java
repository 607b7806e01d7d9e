package io.github.timeguardmqtt.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnosisTest {

    @ParameterizedTest
    @EnumSource
    void what_to_do_is_one_sentence_that_is_there_unless_all_is_well(Diagnosis diagnosis) {
        assertThat(diagnosis.next().isEmpty())
                .isEqualTo(diagnosis.verdict() == Diagnosis.Verdict.OK);
        diagnosis
                .next()
                .ifPresent(next -> assertThat(next).matches("[A-Z][^?]*\\.").doesNotContain(". "));
    }
}
