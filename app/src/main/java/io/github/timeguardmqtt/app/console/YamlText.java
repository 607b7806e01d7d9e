package io.github.timeguardmqtt.app.console;

/** A text as YAML has it. */
public final class YamlText {

    private YamlText() {}

    /**
     * In double quotes, with escapes for what cannot be seen: what looks like one text must not be
     * another.
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(point -> {
                    if (point == '"' || point == '\\') {
                        quoted.append('\\').appendCodePoint(point);
                    } else if (Character.toString(point).matches("[\\p{C}\\u2028\\u2029]")) {
                        quoted.append("\\U%08x".formatted(point));
                    } else {
                        quoted.appendCodePoint(point);
                    }
                });
        return quoted.append('"').toString();
    }
}
