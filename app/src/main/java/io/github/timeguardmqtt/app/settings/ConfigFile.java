package io.github.timeguardmqtt.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A YAML file of settings: {@code key: value} at its top, where a value may also be a list, or a
 * map of texts. Every value is the text as it stands there: YAML's own notion of numbers would make
 * another device of {@code 1e234567}. Read event by event, so that nothing in it can nest or grow.
 */
public final class ConfigFile {

    private static final int MAX_BYTES = 1 << 16;

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

        Wrong(String sentence) {
            super(sentence);
        }
    }

    private final String name;
    private final Iterator<Event> events;
    private Event event;

    private ConfigFile(String name, String text) {
        this.name = name;
        LoadSettings settings =
                LoadSettings.builder().setLabel(name).setCodePointLimit(MAX_BYTES).build();
        events = new Parse(settings).parseString(text).iterator();
        event = events.next();
    }

    /**
     * Reads a file of at most 64 KiB.
     *
     * @throws Wrong when it cannot be read, or is not of that form
     */
    static Map<String, Entry> read(Path file) throws Wrong {
        return parse(file.toString(), text(file));
    }

    /**
     * @param name what to call it in a sentence
     * @throws Wrong when the text is not of that form
     */
    static Map<String, Entry> parse(String name, String text) throws Wrong {
        try {
            return new ConfigFile(name, text).entries();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
            // Only the problem: the whole message shows the line, which may hold a password.
            throw new Wrong(
                    "%s: this is not YAML: %s"
                            .formatted(place(name, line), String.valueOf(e.getProblem())));
        } catch (YamlEngineException e) {
            throw new Wrong(
                    name + " holds a character that YAML does not allow, or is not YAML 1.2");
        }
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
        if (!Files.exists(file)) {
            throw new Wrong("cannot read " + file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new Wrong("cannot read " + file + ": it is a folder");
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
                    "cannot read %s: %s"
                            .formatted(
                                    file,
                                    Files.isReadable(file)
                                            ? String.valueOf(e.getMessage())
                                            : "permission denied"));
        }
    }

    private Map<String, Entry> entries() throws Wrong {
        Map<String, Entry> entries = new LinkedHashMap<>();
        next(); // the stream's start
        if (is(Event.ID.StreamEnd)) {
            return entries;
        }
        next(); // the document's start
        if (is(Event.ID.Scalar) && ((ScalarEvent) event).getValue().isEmpty()) {
            next();
        } else if (is(Event.ID.MappingStart)) {
            next();
            while (!is(Event.ID.MappingEnd)) {
                int line = line();
                String key = scalar("a setting's name");
                Entry earlier = entries.put(key, value(key, line));
                if (earlier != null) {
                    throw wrong(
                            line,
                            "%s stands in line %d already: leave one out"
                                    .formatted(key, earlier.line()));
                }
            }
            next();
        } else {
            throw wrong(line(), "expected settings like mqtt-host: 192.168.1.5");
        }
        next(); // the document's end
        if (!is(Event.ID.StreamEnd)) {
            throw wrong(line(), "a second document begins: expected one alone");
        }
        return entries;
    }

    private Entry value(String key, int line) throws Wrong {
        if (is(Event.ID.SequenceStart)) {
            plain();
            next();
            List<String> values = new ArrayList<>();
            while (!is(Event.ID.SequenceEnd)) {
                values.add(filled(key, scalar(key + ": a text as element of the list")));
            }
            next();
            return new Entry(Shape.LIST, values, line);
        }
        if (is(Event.ID.MappingStart)) {
            plain();
            next();
            List<String> values = new ArrayList<>();
            while (!is(Event.ID.MappingEnd)) {
                String inner = scalar(key + ": a text before the colon");
                values.add(inner + "=" + filled(key, scalar(key + ": a text behind " + inner)));
            }
            next();
            return new Entry(Shape.MAP, values, line);
        }
        boolean isNull =
                event instanceof ScalarEvent scalar
                        && scalar.isPlain()
                        && List.of("~", "null")
                                .contains(scalar.getValue().toLowerCase(Locale.ROOT));
        String text = scalar(key + ": a text");
        return new Entry(Shape.TEXT, List.of(filled(key, isNull ? "" : text, line)), line);
    }

    private String filled(String key, String text) throws Wrong {
        return filled(key, text, line());
    }

    private String filled(String key, String text, int line) throws Wrong {
        if (text.isEmpty()) {
            throw wrong(
                    line,
                    key
                            + ": there is no value: leave the line out, or put one that starts with # in quotes");
        }
        return text;
    }

    private String scalar(String expected) throws Wrong {
        plain();
        if (event instanceof ScalarEvent scalar) {
            next();
            return scalar.getValue();
        }
        throw wrong(line(), "expected " + expected);
    }

    /** Tags, anchors and aliases have no use here. */
    private void plain() throws Wrong {
        boolean isNamed = event instanceof NodeEvent node && node.getAnchor().isPresent();
        boolean isTagged =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag().isPresent();
                    case CollectionStartEvent start -> start.getTag().isPresent();
                    default -> false;
                };
        if (isNamed || isTagged) {
            throw wrong(
                    line(), "expected a text: one that starts with !, & or * has to be in quotes");
        }
    }

    private boolean is(Event.ID id) {
        return event.getEventId() == id;
    }

    private void next() {
        event = events.next();
    }

    private int line() {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private Wrong wrong(int line, String sentence) {
        return new Wrong(place(name, line) + ": " + sentence);
    }
}
