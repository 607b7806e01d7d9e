package io.github.timeguardmqtt.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.github.timeguardmqtt.api.json.JsonValue.JsonFlag;
import io.github.timeguardmqtt.api.json.JsonValue.JsonList;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNull;
import io.github.timeguardmqtt.api.json.JsonValue.JsonNumber;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.api.json.JsonValue.JsonText;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes values of JSON one after the other, each on a line that is ended by {@link #endLine}: for
 * what is too big to be put together first. Nothing reaches the stream for certain before {@link
 * #flush}, which leaves the stream open.
 *
 * <p>What the stream throws comes as an {@link UncheckedIOException}.
 */
public final class JsonWriter implements Flushable {

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .rootValueSeparator((String) null)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                    .build();

    private final JsonGenerator to;

    /** Writes UTF-8. */
    public JsonWriter(OutputStream to) {
        try {
            this.to = FACTORY.createGenerator(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String line(JsonValue value) {
        StringWriter line = new StringWriter();
        try (JsonGenerator to = FACTORY.createGenerator(line)) {
            write(value, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }

    private static void write(JsonValue value, JsonGenerator to) throws IOException {
        switch (value) {
            case JsonObject object -> {
                to.writeStartObject();
                for (var member : object.members().entrySet()) {
                    to.writeFieldName(member.getKey());
                    write(member.getValue(), to);
                }
                to.writeEndObject();
            }
            case JsonList(List<JsonValue> values) -> {
                to.writeStartArray();
                for (JsonValue each : values) {
                    write(each, to);
                }
                to.writeEndArray();
            }
            case JsonText(String text) -> to.writeString(text);
            case JsonNumber(String literal) -> to.writeNumber(literal);
            case JsonFlag flag -> to.writeBoolean(flag.value());
            case JsonNull _ -> to.writeNull();
        }
    }

    /** What may fail where the stream does. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private JsonWriter on(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter beginObject() {
        return on(to::writeStartObject);
    }

    public JsonWriter endObject() {
        return on(to::writeEndObject);
    }

    public JsonWriter beginList() {
        return on(to::writeStartArray);
    }

    public JsonWriter endList() {
        return on(to::writeEndArray);
    }

    public JsonWriter name(String name) {
        return on(() -> to.writeFieldName(name));
    }

    public JsonWriter value(String text) {
        return on(() -> to.writeString(text));
    }

    public JsonWriter value(long number) {
        return on(() -> to.writeNumber(number));
    }

    public JsonWriter value(boolean flag) {
        return on(() -> to.writeBoolean(flag));
    }

    public JsonWriter value(JsonValue value) {
        return on(() -> write(value, to));
    }

    /** A text in which all but ASCII that can be seen stands escaped. */
    public JsonWriter ascii(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < ' ' || unit > '~') {
                json.append("\\u").append(HexFormat.of().toHexDigits(unit));
            } else {
                json.append(unit == '"' || unit == '\\' ? "\\" : "").append(unit);
            }
        }
        return on(() -> to.writeRawValue(json.append('"').toString()));
    }

    /** Ends a line. */
    public JsonWriter endLine() {
        return on(() -> to.writeRaw('\n'));
    }

    @Override
    public void flush() {
        on(to::flush);
    }
}
