package io.github.timeguardmqtt.workbench.analysis;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens now and then, with which a field may go: a field's changes, a kind of
 * message, a mark, a restart.
 *
 * @param name in words: {@code a change of relay}
 * @param field of what it is a change; empty where it is an event
 * @param rank for its place where others explain as much, the smallest first
 * @param times in order
 * @param signal whose changes they are
 * @param owner the unknown field that it belongs to, which cannot be explained by it; null where it
 *     is known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
record Source(
        String name,
        String field,
        int rank,
        long[] times,
        @Nullable Signal signal,
        @Nullable Object owner) {

    boolean isUnknown() {
        return owner != null;
    }
}
