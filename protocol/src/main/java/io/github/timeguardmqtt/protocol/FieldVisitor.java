package io.github.timeguardmqtt.protocol;

import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.SequencedSet;

/**
 * Is shown the fields of a message one by one, in the order of the wire: whoever prints, compares
 * or exports messages needs no list of kinds of its own. {@link FrameFields} shows them.
 */
public interface FieldVisitor {

    /**
     * Where a field stands.
     *
     * @param offset from the first byte of the frame
     * @param length in bytes
     * @param bits which bits of the little-endian number there, 0 for all
     */
    record Place(int offset, int length, int bits) {}

    /** What a number counts. */
    enum Unit {
        PLAIN,
        SECONDS,
        SECONDS_SINCE_1970,
        MINUTE_OF_DAY,
        MINUTE_OF_WEEK,
        UNKNOWN_BITS
    }

    void number(String name, Place place, long value, Unit unit);

    void flag(String name, Place place, boolean value);

    void coded(String name, Place place, Coded value);

    /** Sunday first. */
    void days(String name, Place place, SequencedSet<DayOfWeek> value);

    void text(String name, Place place, Text value, Charset charset);

    /** Bytes that nobody has explained. */
    void unknown(String name, Place place, Bytes value);

    void beginObject(String name);

    void endObject();

    /** A list of objects, each without a name. */
    void beginList(String name);

    void endList();
}
