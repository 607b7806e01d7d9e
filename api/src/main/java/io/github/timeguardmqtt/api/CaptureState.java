package io.github.timeguardmqtt.api;

import java.util.Optional;

/**
 * How it stands with the files in which traffic is recorded.
 *
 * @param directory where they are
 * @param file the name of the newest
 * @param files how many there are
 * @param bytes how many they have together
 * @param packets how many were written since the start, marks among them
 * @param leftOut how many were not, because the disk was full or too slow
 * @param problem why nothing can be written just now
 */
public record CaptureState(
        String directory,
        String file,
        int files,
        long bytes,
        long packets,
        long leftOut,
        Optional<String> problem) {}
