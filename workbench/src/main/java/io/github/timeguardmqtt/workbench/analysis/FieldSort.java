package io.github.timeguardmqtt.workbench.analysis;

/** What sort of field something is, as far as that tells how to show and compare it. */
public enum FieldSort {
    /** One of few states that have a name each. */
    CODED,
    /** Yes or no. */
    FLAG,
    NUMBER,
    /** Seconds, minutes or such that pass by themselves. */
    TIME,
    /** Characters, or days: told apart, not counted with. */
    TEXT,
    /** Nobody has explained it. */
    UNKNOWN
}
