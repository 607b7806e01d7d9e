package io.github.timeguardmqtt.app.doctor;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import io.github.timeguardmqtt.testing.Generated;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** The table of docs/reference/doctor.md: everything that the doctor can say. */
public final class DiagnosisTable {

    private DiagnosisTable() {}

    public static UnaryOperator<String> diagnoses() {
        return Generated.table(
                List.of("code", "check", "verdict", "it means", "what to do"),
                Arrays.stream(Diagnosis.values())
                        .map(it ->
                                List.of(
                                        '`' + it.code() + '`',
                                        it.check(),
                                        it.verdict().label(),
                                        BY_HAND,
                                        it.next().orElse("–")))
                        .toList());
    }
}
