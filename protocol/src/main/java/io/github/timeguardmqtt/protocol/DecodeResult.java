package io.github.timeguardmqtt.protocol;

/** A {@link Frame}, or why there is none. */
public sealed interface DecodeResult permits Frame, Rejected {}
