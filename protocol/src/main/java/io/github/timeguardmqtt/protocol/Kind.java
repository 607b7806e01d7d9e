package io.github.timeguardmqtt.protocol;

import java.util.Locale;

/**
 * The table of message kinds: a kind is a pair of type and flags. Source:
 * docs/reference/protocol.md, "Message kinds".
 *
 * <p>To add one: a row here, a record in {@link Message}; the compiler then names every {@code
 * switch} that wants a line.
 */
public enum Kind {
    PING_REQUEST(0, 0x6, 16),
    PING_RESPONSE(0, 0xf, 4),
    REPORT_CODE_VERSION_REQUEST(2, 0x6, 13),
    REPORT_CODE_VERSION_RESPONSE(2, 0xb, 13),
    GET_CODE_VERSION_REQUEST(2, 0xc, 0),
    GET_CODE_VERSION_RESPONSE(2, 0x5, 13),
    GET_SCHEDULE_REQUEST(5, 0xc, 1),
    GET_SCHEDULE_RESPONSE(5, 0x5, 87),
    SET_SCHEDULE_REQUEST(5, 0xe, 87),
    SET_SCHEDULE_RESPONSE(5, 0x7, 87),
    SET_WORK_MODE_REQUEST(8, 0xe, 1),
    SET_WORK_MODE_RESPONSE(8, 0x7, 1),
    GET_HOLIDAY_REQUEST(9, 0xc, 0),
    GET_HOLIDAY_RESPONSE(9, 0x5, 12),
    SET_HOLIDAY_REQUEST(9, 0xe, 12),
    SET_HOLIDAY_RESPONSE(9, 0x7, 12),
    SET_SCHEDULE_NAME_REQUEST(10, 0xe, 51),
    SET_SCHEDULE_NAME_RESPONSE(10, 0x7, 1),
    GET_ACTIVE_SCHEDULE_REQUEST(11, 0xc, 0),
    GET_ACTIVE_SCHEDULE_RESPONSE(11, 0x5, 1),
    SET_ACTIVE_SCHEDULE_REQUEST(11, 0xe, 1),
    SET_ACTIVE_SCHEDULE_RESPONSE(11, 0x7, 1),
    SET_ADVANCE_REQUEST(12, 0xe, 1),
    SET_ADVANCE_RESPONSE(12, 0x7, 1),
    SET_BOOST_REQUEST(13, 0xe, 1),
    SET_BOOST_RESPONSE(13, 0x7, 4),

    /** Every other pair of type and flags. Its own type and flags are those of no frame. */
    UNKNOWN(0, 0, 0);

    private static final int RESPONSE = 1;
    private static final int FROM_SERVER = 8;
    private static final Kind[] BY_KEY = byKey();

    private final int type;
    private final int flags;
    private final int paramsSize;
    private final String label;

    Kind(int type, int flags, int paramsSize) {
        this.type = type;
        this.flags = flags;
        this.paramsSize = paramsSize;
        this.label = camelCase(name());
    }

    /** The kind of this pair, {@link #UNKNOWN} where nobody has explained it yet. */
    public static Kind of(int type, int flags) {
        return (type | flags) >>> 4 == 0 ? BY_KEY[flags << 4 | type] : UNKNOWN;
    }

    /** The type byte, 0..15; 0 for {@link #UNKNOWN}. */
    public int type() {
        return type;
    }

    /** The flags byte, 0..15; 0 for {@link #UNKNOWN}. */
    public int flags() {
        return flags;
    }

    /** How many bytes of params the kind needs at least. */
    public int paramsSize() {
        return paramsSize;
    }

    /** The name that docs/reference/protocol.md uses: {@code PingRequest}. */
    public String label() {
        return label;
    }

    /** Whether the server sends it; otherwise a device does. */
    public boolean fromServer() {
        return isFromServer(flags);
    }

    /** Whether it answers the other side. */
    public boolean isResponse() {
        return (flags & RESPONSE) != 0;
    }

    static boolean isFromServer(int flags) {
        return (flags & FROM_SERVER) != 0;
    }

    private static Kind[] byKey() {
        Kind[] table = new Kind[256];
        java.util.Arrays.fill(table, UNKNOWN);
        for (Kind kind : values()) {
            if (kind != UNKNOWN) {
                table[kind.flags << 4 | kind.type] = kind;
            }
        }
        return table;
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.split("_")) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
