package io.github.timeguardmqtt.gateway.mqtt;

import io.avaje.json.mapper.JsonMapper;
import io.avaje.json.stream.JsonStream;
import java.util.Map;

/** JSON as maps, lists, strings, numbers and booleans. */
public final class Json {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .jsonStream(
                            JsonStream.builder().serializeNulls(true).serializeEmpty(true).build())
                    .build();

    private Json() {}

    /** One line. */
    public static String line(Map<String, ?> object) {
        return JSON.toJson(object);
    }
}
