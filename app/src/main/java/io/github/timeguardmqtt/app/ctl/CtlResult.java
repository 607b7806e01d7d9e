package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ShownText;
import java.util.Optional;

/**
 * How a command went.
 *
 * @param fields as docs/reference/topics.md has them, "Results"
 */
record CtlResult(JsonObject fields) {

    boolean isConfirmed() {
        return outcome().equals("confirmed");
    }

    /** Whether the device, or the gateway for it, said no. */
    boolean isRejected() {
        return outcome().equals("rejected");
    }

    private String outcome() {
        return fields.text("result").orElse("");
    }

    /** What there is to say besides. */
    Optional<String> reason() {
        return fields.text("reason").map(ShownText::safe);
    }

    /** How it went, and why: {@code timeout: the switch did not answer}. */
    String sentence() {
        String outcome = outcome().equals("waiting") ? "still waiting" : ShownText.safe(outcome());
        return reason().map(reason -> outcome + ": " + reason).orElse(outcome);
    }
}
