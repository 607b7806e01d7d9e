package io.github.timeguardmqtt.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The commands in the code of a page, as a shell would take them apart. */
final class ShellBlocks {

    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^[ ]*```([a-z]*)\n(.*?)^[ ]*```[ ]*$");

    private ShellBlocks() {}

    /** All code of a language, block by block. */
    static List<String> code(String page, String language) {
        return BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** What is not in a block of code. */
    static String prose(String page) {
        return BLOCK.matcher(page).replaceAll("");
    }

    /**
     * Each command with its arguments. A block of {@code sh} holds nothing else; in one without a
     * language, what is typed stands behind a {@code $}; and what systemd starts behind {@code
     * ExecStart=}.
     */
    static List<List<String>> commands(String page) {
        List<List<String>> commands = new ArrayList<>();
        code(page, "sh").forEach(block -> commands.addAll(split(block)));
        for (String transcript : code(page, "")) {
            String typed =
                    Pattern.compile("(?m)^\\$ ((?:.*\\\\\n)*.*)$")
                            .matcher(transcript)
                            .results()
                            .map((MatchResult it) -> it.group(1) + '\n')
                            .reduce("", String::concat);
            commands.addAll(split(typed));
        }
        for (String unit : code(page, "ini")) {
            unit.lines()
                    .filter(line -> line.startsWith("ExecStart="))
                    .forEach(line -> commands.addAll(split(line.substring("ExecStart=".length()))));
        }
        return commands;
    }

    private static List<List<String>> split(String script) {
        List<List<String>> commands = new ArrayList<>();
        List<String> command = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean isWord = false; // '' is one, too
        char quote = 0;
        String text = script.replace("\\\n", " ") + '\n';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                isWord = true;
            } else if (c == '#' && !isWord) {
                i = text.indexOf('\n', i) - 1;
            } else if (" \t\n|&;".indexOf(c) >= 0) {
                if (isWord) {
                    command.add(word.toString());
                    word.setLength(0);
                    isWord = false;
                }
                if (c != ' ' && c != '\t' && !command.isEmpty()) {
                    commands.add(withoutRedirections(command));
                    command = new ArrayList<>();
                }
            } else {
                word.append(c);
                isWord = true;
            }
        }
        return commands;
    }

    private static List<String> withoutRedirections(List<String> command) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            if (word.matches("[0-9]?>{1,2}|<")) {
                i++;
            } else if (!word.matches("[0-9]?>{1,2}.+|<.+")) {
                kept.add(word);
            }
        }
        return kept;
    }
}
