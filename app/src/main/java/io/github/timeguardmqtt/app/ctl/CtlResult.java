package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.ShownText;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a command went.
 *
 * @param fields as docs/mqtt.md has them, "Results"
 */
record CtlResult(Map<String, @Nullable Object> fields) {

    boolean isConfirmed() {
        return outcome().equals("confirmed");
    }

    /** Whether the device, or the gateway for it, said no. */
    boolean isRejected() {
        return outcome().equals("rejected");
    }

    private String outcome() {
        return String.valueOf(fields.get("result"));
    }

    /** What there is to say besides. */
    Optional<String> reason() {
        return fields.get("reason") instanceof String reason
                ? Optional.of(ShownText.safe(reason))
                : Optional.empty();
    }

    /** How it went, and why: {@code timeout: the switch did not answer}. */
    String sentence() {
        String outcome = outcome().equals("waiting") ? "still waiting" : ShownText.safe(outcome());
        return reason().map(reason -> outcome + ": " + reason).orElse(outcome);
    }
}
