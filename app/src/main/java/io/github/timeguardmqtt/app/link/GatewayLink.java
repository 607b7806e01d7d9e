package io.github.timeguardmqtt.app.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.NotJsonException;
import io.github.timeguardmqtt.api.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way to a running gateway. */
public interface GatewayLink extends AutoCloseable {

    /**
     * Asks it.
     *
     * @param what one of the requests in docs/mqtt.md
     * @return the data of its answer; nulls are null
     * @throws NoAnswerException when there is none, or it says what is wrong
     */
    Map<String, @Nullable Object> ask(String what, Map<String, ?> fields)
            throws NoAnswerException, InterruptedException;

    @Override
    void close();

    /**
     * The data in an answer.
     *
     * @throws NoAnswerException when it is an error, or no answer of this version
     */
    static Map<String, @Nullable Object> data(String line) throws NoAnswerException {
        Map<String, Object> answer;
        try {
            byte[] bytes = line.getBytes(UTF_8);
            answer = StrictJson.object(bytes, bytes.length);
        } catch (NotJsonException e) {
            throw new NoAnswerException("what answers is not a gateway of this version");
        }
        if (answer.get("error") instanceof String error) {
            throw new NoAnswerException(error);
        }
        if (answer.get("data") instanceof Map<?, ?> data) {
            return withNulls(data);
        }
        throw new NoAnswerException("what answers is not a gateway of this version");
    }

    private static Map<String, @Nullable Object> withNulls(Map<?, ?> object) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        object.forEach((key, value) -> plain.put(String.valueOf(key), plain(value)));
        return plain;
    }

    private static @Nullable Object plain(Object value) {
        if (value instanceof Map<?, ?> object) {
            return withNulls(object);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(each -> plain.add(plain(each)));
            return plain;
        }
        if (value instanceof BigDecimal number) {
            return number.doubleValue();
        }
        return value.equals(StrictJson.NULL) ? null : value;
    }
}
