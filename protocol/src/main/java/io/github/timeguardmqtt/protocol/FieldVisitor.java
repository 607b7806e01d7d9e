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
        /** Nothing but itself, such as the id of a schedule. */
        PLAIN,

        /** Seconds. */
        SECONDS,

        /** Seconds since 1970-01-01 00:00, by UTC or a wall clock. */
        SECONDS_SINCE_1970,

        /** Minutes from midnight. */
        MINUTE_OF_DAY,

        /** Minutes from Sunday 00:00. */
        MINUTE_OF_WEEK,

        /** Bits that nobody has explained, in their places. */
        UNKNOWN_BITS
    }

    /** A number. */
    void number(String name, Place place, long value, Unit unit);

    /** A bit. */
    void flag(String name, Place place, boolean value);

    /** A number of which some values have a name. */
    void coded(String name, Place place, Coded value);

    /** Sunday first. */
    void days(String name, Place place, SequencedSet<DayOfWeek> value);

    /** A text, and the character set that it should be valid in. */
    void text(String name, Place place, Text value, Charset charset);

    /** Bytes that nobody has explained. */
    void unknown(String name, Place place, Bytes value);

    /** Fields follow that belong together; without a name within a list. */
    void beginObject(String name);

    /** The end of the object that began last. */
    void endObject();

    /** A list of objects, each without a name. */
    void beginList(String name);

    /** The end of the list. */
    void endList();
}
