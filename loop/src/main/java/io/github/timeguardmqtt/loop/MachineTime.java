package io.github.timeguardmqtt.loop;

import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What this machine says of time. Nothing else asks it: whoever needs the time or a zone is given
 * it, so that a test can say what day it is. A test of the build holds this.
 */
public final class MachineTime {

    private MachineTime() {}

    /** The machine's wall clock, which its owner or a time server may set at any moment. */
    public static InstantSource clock() {
        return InstantSource.system();
    }

    /** The time zone that the machine is set to. */
    public static ZoneId zone() {
        return ZoneId.systemDefault();
    }
}
