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

    public JsonWriter beginObject() {
        try {
            to.writeStartObject();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter endObject() {
        try {
            to.writeEndObject();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter beginList() {
        try {
            to.writeStartArray();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter endList() {
        try {
            to.writeEndArray();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter name(String name) {
        try {
            to.writeFieldName(name);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter value(String text) {
        try {
            to.writeString(text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter value(long number) {
        try {
            to.writeNumber(number);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter value(boolean flag) {
        try {
            to.writeBoolean(flag);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonWriter value(JsonValue value) {
        try {
            write(value, to);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try {
            to.writeRawValue(json.append('"').toString());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a line. */
    public JsonWriter endLine() {
        try {
            to.writeRaw('\n');
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void flush() {
        try {
            to.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
