package io.github.timeguardmqtt.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A YAML file of settings: {@code key: value} at its top, where a value may also be a list, or a
 * map of texts. Every value is the text as it stands there: YAML's own notion of numbers would make
 * another device of {@code 1e234567}. Read event by event, so that nothing in it can nest or grow.
 */
public final class ConfigFile {

    private static final int MAX_BYTES = 1 << 16;
    private static final int MAX_DEPTH = 4;

    /** How the value of a key is written. */
    enum Shape {
        TEXT,
        LIST,
        MAP
    }

    /**
     * One key's setting.
     *
     * @param values one, or those of the list, or of the map as {@code key=value}
     * @param line from 1
     */
    record Entry(Shape shape, List<String> values, int line) {}

    /** The file is not as it must be; the message is one sentence, with file and line. */
    public static final class Wrong extends Exception {

        private static final long serialVersionUID = 1;

        private final String sentence;

        Wrong(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    private final String name;

    private ConfigFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file of at most 64 KiB.
     *
     * @param what stands there, for a sentence: {@code "the settings in "}
     * @throws Wrong when it cannot be read, or is not of that form
     */
    static Map<String, Entry> read(Path file, String what) throws Wrong {
        return parse(file.toString(), text(file, what));
    }

    /**
     * @param name what to call it in a sentence
     * @throws Wrong when the text is not of that form
     */
    static Map<String, Entry> parse(String name, String text) throws Wrong {
        ConfigFile file = new ConfigFile(name);
        Optional<Node> top =
                compose(text, mark -> mark.isPresent() ? place(name, line(mark)) : name);
        boolean isEmpty =
                top.isEmpty()
                        || (top.get() instanceof ScalarNode scalar && scalar.getValue().isEmpty());
        return isEmpty ? Map.of() : file.entries(top.get());
    }

    /**
     * What stands in a small and plain YAML text; nothing in an empty one.
     *
     * @param place what a sentence calls a place in it
     * @throws Wrong when it is no YAML, nested too deep, or has tags, anchors or aliases, for which
     *     there is no use
     */
    public static Optional<Node> compose(String text, Function<Optional<Mark>, String> place)
            throws Wrong {
        LoadSettings settings =
                LoadSettings.builder()
                        .setCodePointLimit(MAX_BYTES)
                        // Whoever reads the nodes refuses them, and says where they are.
                        .setAllowNonScalarKeys(true)
                        .build();
        try {
            int depth = 0;
            int documents = 0;
            for (Event event : new Parse(settings).parseString(text)) {
                documents += event instanceof DocumentStartEvent ? 1 : 0;
                depth += event instanceof CollectionStartEvent ? 1 : 0;
                depth -= event instanceof CollectionEndEvent ? 1 : 0;
                String problem = "";
                if (documents > 1) {
                    problem = "a second document begins: expected one alone";
                } else if (event instanceof NodeEvent node && isSpecial(node)) {
                    problem = "expected a text: one that starts with !, & or * has to be in quotes";
                } else if (depth > MAX_DEPTH) {
                    problem = "this is nested too deep";
                }
                if (!problem.isEmpty()) {
                    throw new Wrong(place.apply(event.getStartMark()) + ": " + problem);
                }
            }
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            // Only the problem: the whole message shows the line, which may hold a password.
            throw new Wrong(
                    "%s: this is not YAML: %s"
                            .formatted(
                                    place.apply(e.getProblemMark().or(e::getContextMark)),
                                    String.valueOf(e.getProblem())));
        } catch (YamlEngineException e) {
            throw new Wrong(
                    place.apply(Optional.empty())
                            + ": a character that YAML does not allow, or not YAML 1.2");
        }
    }

    private static boolean isSpecial(NodeEvent node) {
        return node.getAnchor().isPresent()
                || switch (node) {
                    case ScalarEvent scalar -> scalar.getTag().isPresent();
                    case CollectionStartEvent start -> start.getTag().isPresent();
                    default -> false;
                };
    }

    /** What a sentence calls a line of a file. */
    static String place(String name, int line) {
        return name + " line " + line;
    }

    /**
     * Reads a text file of at most 64 KiB.
     *
     * @throws Wrong when it cannot be read, is larger, or not UTF-8
     */
    public static String text(Path file) throws Wrong {
        return text(file, "");
    }

    private static String text(Path file, String what) throws Wrong {
        String cannot = "cannot read " + what + file;
        if (!Files.exists(file)) {
            throw new Wrong(cannot + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new Wrong(cannot + ": it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Wrong(file + " is too large: expected at most 64 KiB");
            }
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Wrong(file + " is not a text in UTF-8");
        } catch (IOException e) {
            throw new Wrong(
                    "%s: %s"
                            .formatted(
                                    cannot,
                                    Files.isReadable(file)
                                            ? String.valueOf(e.getMessage())
                                            : "permission denied"));
        }
    }

    private Map<String, Entry> entries(Node top) throws Wrong {
        if (!(top instanceof MappingNode map)) {
            throw wrong(top, "expected settings like mqtt-host: 192.168.1.5");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            String key = scalar(tuple.getKeyNode(), "a setting's name");
            Entry entry = entry(key, tuple);
            Entry earlier = entries.put(key, entry);
            if (earlier != null) {
                throw wrong(
                        tuple.getKeyNode(),
                        "%s stands in line %d already: leave one out"
                                .formatted(key, earlier.line()));
            }
        }
        return entries;
    }

    private Entry entry(String key, NodeTuple tuple) throws Wrong {
        int line = line(tuple.getKeyNode().getStartMark());
        List<String> values = new ArrayList<>();
        switch (tuple.getValueNode()) {
            case SequenceNode list -> {
                for (Node element : list.getValue()) {
                    values.add(filled(key, element, "a text as element of the list"));
                }
                return new Entry(Shape.LIST, values, line);
            }
            case MappingNode map -> {
                for (NodeTuple pair : map.getValue()) {
                    String inner = scalar(pair.getKeyNode(), key + ": a text before the colon");
                    String value = filled(key, pair.getValueNode(), "a text behind " + inner);
                    values.add(inner + "=" + value);
                }
                return new Entry(Shape.MAP, values, line);
            }
            case Node text -> {
                boolean isNull =
                        text instanceof ScalarNode scalar
                                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                                && List.of("~", "null")
                                        .contains(scalar.getValue().toLowerCase(Locale.ROOT));
                if (isNull) {
                    throw unfilled(key, text);
                }
                return new Entry(Shape.TEXT, List.of(filled(key, text, "a text")), line);
            }
        }
    }

    private String filled(String key, Node node, String expected) throws Wrong {
        String text = scalar(node, key + ": " + expected);
        if (text.isEmpty()) {
            throw unfilled(key, node);
        }
        return text;
    }

    private Wrong unfilled(String key, Node node) {
        return wrong(
                node,
                key
                        + ": there is no value: leave the line out, or put one that starts with # in quotes");
    }

    private String scalar(Node node, String expected) throws Wrong {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(node, "expected " + expected);
    }

    /** From 1. */
    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }

    private Wrong wrong(Node node, String sentence) {
        return new Wrong(place(name, line(node.getStartMark())) + ": " + sentence);
    }
}
