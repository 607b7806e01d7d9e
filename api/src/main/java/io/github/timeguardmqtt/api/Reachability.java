package io.github.timeguardmqtt.api;

/**
 * Whether what is sent to a device reaches it, as far as the device gives that away: it answers
 * requests, and repeats its code version after a start until that is acknowledged. Sources:
 * docs/reference/protocol.md, "A device's day, as seen". Since the gateway's start.
 *
 * @param frames how many came from it
 * @param answers how many of these answered somebody's request
 * @param unanswered how many requests went to it since its last answer, the cloud's too
 * @param repeats how often it has said its code version again without any other report between
 */
public record Reachability(long frames, long answers, long unanswered, long repeats) {

    /** Of a device that was not heard. */
    public static final Reachability NONE = new Reachability(0, 0, 0, 0);

    /** One of its reports came: its code version, or another. */
    public Reachability reported(boolean codeVersion, boolean again) {
        return new Reachability(
                frames + 1, answers, unanswered, codeVersion && again ? repeats + 1 : 0);
    }

    /** It has answered. */
    public Reachability answered() {
        return new Reachability(frames + 1, answers + 1, 0, 0);
    }

    /** A request goes to it. */
    public Reachability asked() {
        return new Reachability(frames, answers, unanswered + 1, repeats);
    }
}
