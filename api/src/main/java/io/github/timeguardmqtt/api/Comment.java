package io.github.timeguardmqtt.api;

/** What somebody notes while the traffic passes, fit for a line of the log and for a capture. */
public final class Comment {

    /** The most chars of one. */
    public static final int MOST = 200;

    private Comment() {}

    /**
     * The comment on one line: line ends become blanks.
     *
     * @throws IllegalArgumentException with a sentence, when there is none, or it cannot be one
     */
    public static String of(String text) {
        text.codePoints()
                .filter(point -> Character.isISOControl(point) && !Character.isWhitespace(point))
                .findFirst()
                .ifPresent(point -> {
                    throw new IllegalArgumentException(
                            "the comment has a control character in it (U+%04X): expected text on one line"
                                    .formatted(point));
                });
        String comment = PlainText.of(text);
        if (comment.isEmpty()) {
            throw new IllegalArgumentException("there is no comment: expected some text");
        }
        if (comment.length() > MOST) {
            throw new IllegalArgumentException(
                    "the comment has %d characters: expected at most %d"
                            .formatted(comment.length(), MOST));
        }
        return comment;
    }
}
