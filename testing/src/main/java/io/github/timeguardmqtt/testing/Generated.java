package io.github.timeguardmqtt.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a page that are made from the code: what stands between {@code <!-- generated: NAME
 * -->} and {@code <!-- end -->}. Each is a function from what stands there to what ought to stand
 * there, so that the words of people can stay in cells that the code cannot fill.
 */
public final class Generated {

    /** A cell that a person writes: it stays as it is on the page. */
    public static final String BY_HAND = "\0by hand";

    private static final Pattern BLOCK =
            Pattern.compile("(?s)<!-- generated: ([a-z-]+) -->\n(.*?)<!-- end -->");

    /** A bar in a cell has a backslash before it. */
    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    private Generated() {}

    /** The names of all blocks of a page, in their order. */
    public static List<String> names(String page) {
        return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    /**
     * The page with all its blocks made anew.
     *
     * @throws IllegalArgumentException where nobody makes a block of that name
     */
    public static String page(String page, Map<String, UnaryOperator<String>> makers) {
        return BLOCK.matcher(page)
                .replaceAll(block -> {
                    UnaryOperator<String> maker = makers.get(block.group(1));
                    if (maker == null) {
                        throw new IllegalArgumentException(
                                "nobody makes the block \"" + block.group(1) + '"');
                    }
                    return Matcher.quoteReplacement(
                            "<!-- generated: %s -->\n%s<!-- end -->"
                                    .formatted(block.group(1), maker.apply(block.group(2))));
                });
    }

    /** The rows of generated tables in which a person has yet to write something. */
    public static List<String> rowsWithGaps(String page) {
        return BLOCK.matcher(page)
                .results()
                .flatMap(block -> block.group(2).lines())
                .filter(line -> line.matches("\\|.*\\|\\s*\\|.*"))
                .toList();
    }

    /** Text that owes nothing to what stood there. */
    public static UnaryOperator<String> text(String text) {
        return before -> text;
    }

    /**
     * A table. A row is known again by its first cell. The order of the rows is that of the page,
     * so that a person can arrange them; new ones come last.
     *
     * @param rows whose cells may be {@link #BY_HAND}, but for the first; as many as the header has
     */
    public static UnaryOperator<String> table(List<String> header, List<List<String>> rows) {
        return before -> {
            SequencedMap<String, List<String>> old = rows(before);
            SequencedMap<String, List<String>> wanted = new LinkedHashMap<>();
            rows.forEach(row -> wanted.put(row.getFirst(), row));
            List<List<String>> arranged = new ArrayList<>();
            old.keySet().stream()
                    .filter(wanted::containsKey)
                    .forEach(key -> arranged.add(wanted.get(key)));
            rows.stream().filter(row -> !old.containsKey(row.getFirst())).forEach(arranged::add);
            StringBuilder table = new StringBuilder();
            line(table, header);
            table.append("|").append("---|".repeat(header.size())).append('\n');
            for (List<String> row : arranged) {
                List<String> there = old.getOrDefault(row.getFirst(), List.of());
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < row.size(); i++) {
                    boolean isKept = row.get(i).equals(BY_HAND);
                    cells.add(isKept ? i < there.size() ? there.get(i) : "" : row.get(i));
                }
                line(table, cells);
            }
            return table.toString();
        };
    }

    private static void line(StringBuilder table, List<String> cells) {
        cells.forEach(cell -> table.append(cell.isEmpty() ? "| " : "| " + cell + ' '));
        table.append("|\n");
    }

    /** The rows of a table in Markdown by their first cells, without its header. */
    public static SequencedMap<String, List<String>> rows(String table) {
        SequencedMap<String, List<String>> rows = new LinkedHashMap<>();
        table.lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.substring(1, line.lastIndexOf('|')))
                .map(line -> BAR.splitAsStream(line).map(String::strip).toList())
                .forEach(cells -> rows.put(cells.getFirst(), cells));
        return rows;
    }
}
