package io.github.timeguardmqtt.capture;

/** On which side of a gateway something was recorded. */
public enum Side {
    /** Between devices and gateway. */
    DEVICE,
    /** Between gateway and cloud. */
    CLOUD,
    /** The recording does not say, or there was no gateway. */
    UNKNOWN
}
