package io.github.timeguardmqtt.protocol;

/**
 * A device's regular report, 16 bytes. Source: docs/reference/protocol.md, "Status".
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

    /** The same with other settings, and what they make of the relay. */
    public Status withSettings(
            RelayState newRelay, boolean newAdvance, WorkMode newWorkMode, Boost newBoost) {
        return new Status(
                newRelay,
                loadDetected,
                newAdvance,
                loadDetectedBefore,
                stateUnknown,
                unknown1,
                newWorkMode,
                unknown2,
                uptime,
                newBoost,
                unknown3);
    }

    /** The same from another second. */
    public Status withUptime(long seconds) {
        return new Status(
                relay,
                loadDetected,
                advance,
                loadDetectedBefore,
                stateUnknown,
                unknown1,
                workMode,
                unknown2,
                seconds,
                boost,
                unknown3);
    }

    /** The same with other values of what nobody has explained yet. */
    public Status withUnknown(int bits, Bytes other1, Bytes other2, Bytes other3) {
        return new Status(
                relay,
                loadDetected,
                advance,
                loadDetectedBefore,
                bits,
                other1,
                workMode,
                other2,
                uptime,
                boost,
                other3);
    }

    /** The same, without keeping alive the datagram that it may have come in. */
    public Status compact() {
        return withUnknown(
                stateUnknown, unknown1.compact(), unknown2.compact(), unknown3.compact());
    }

    int stateByte() {
        return relay.value()
                | (loadDetected ? LOAD_BIT : 0)
                | (advance ? ADVANCE_BIT : 0)
                | (loadDetectedBefore ? LOAD_BEFORE_BIT : 0)
                | stateUnknown;
    }
}
