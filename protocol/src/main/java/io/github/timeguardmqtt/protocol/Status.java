package io.github.timeguardmqtt.protocol;

/**
 * A device's regular report, 16 bytes. Source: docs/protocol.md, "Status".
 *
 * @param stateUnknown the state byte's bits 2, 6 and 7, in their places
 * @param unknown1 three bytes at offset 1
 * @param unknown2 three bytes at offset 5
 * @param uptime seconds, u32
 * @param unknown3 two bytes at offset 14
 */
public record Status(
        RelayState relay,
        boolean loadDetected,
        boolean advance,
        boolean loadDetectedBefore,
        int stateUnknown,
        Bytes unknown1,
        WorkMode workMode,
        Bytes unknown2,
        long uptime,
        Boost boost,
        Bytes unknown3) {

    static final int RELAY_MASK = 0x03;
    static final int LOAD_BIT = 0x08;
    static final int ADVANCE_BIT = 0x10;
    static final int LOAD_BEFORE_BIT = 0x20;
    static final int UNKNOWN_MASK = 0xc4;

    /**
     * @throws IllegalArgumentException when a part does not fit its field
     */
    public Status {
        if ((stateUnknown & ~UNKNOWN_MASK) != 0) {
            throw new IllegalArgumentException(
                    "stateUnknown is " + stateUnknown + ", but only bits 2, 6 and 7 are unknown");
        }
        Range.checkSize("unknown1", unknown1, 3);
        Range.checkSize("unknown2", unknown2, 3);
        Range.check("uptime", uptime, Range.U32);
        Range.checkSize("unknown3", unknown3, 2);
    }

    int stateByte() {
        return relay.value()
                | (loadDetected ? LOAD_BIT : 0)
                | (advance ? ADVANCE_BIT : 0)
                | (loadDetectedBefore ? LOAD_BEFORE_BIT : 0)
                | stateUnknown;
    }
}
