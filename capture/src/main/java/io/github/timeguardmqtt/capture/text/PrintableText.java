package io.github.timeguardmqtt.capture.text;

/** Text out of a recording, fit for a terminal. */
public final class PrintableText {

    private PrintableText() {}

    /** What a terminal would obey or hide is written as Java escapes it. */
    public static String of(String text) {
        if (text.codePoints().allMatch(PrintableText::isPrintable)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length() + 8);
        text.codePoints()
                .forEach(point -> {
                    if (isPrintable(point)) {
                        printable.appendCodePoint(point);
                    } else {
                        printable.append("\\u%04x".formatted(point));
                    }
                });
        return printable.toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
