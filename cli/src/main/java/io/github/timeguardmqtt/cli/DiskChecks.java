package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.store.StoreCheck;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the gateway can remember something. */
final class DiskChecks {

    private static final String DISK = "disk";
    private static final String DATABASE = "database";

    private static final long MEGABYTE = 1_000_000;

    /** A database of a house has a tenth of that; the rest is for what else lies there. */
    private static final long LITTLE = 200 * MEGABYTE;

    private static final long NOTHING = 20 * MEGABYTE;

    private DiskChecks() {}

    /**
     * @param directory of the gateway's data, which need not be there yet
     */
    static Finding disk(Path directory) throws IOException {
        Optional<Path> nearest = nearest(directory);
        if (nearest.isEmpty()) {
            return Finding.fail(
                    DISK, directory + " cannot be made", "Give another directory with --data.");
        }
        Path there = nearest.get();
        if (!Files.isDirectory(there)) {
            return Finding.fail(
                    DISK,
                    "%s is a file, and no directory".formatted(there),
                    "Give another directory with --data.");
        }
        if (!Files.isWritable(there)) {
            return Finding.fail(
                    DISK,
                    "this user may not write to " + there,
                    "Ask as the user that runs the gateway, or give that one the directory with chown, or another with --data.");
        }
        FileStore store = Files.getFileStore(there);
        if (store.isReadOnly()) {
            return Finding.fail(
                    DISK,
                    "what holds %s is read-only".formatted(there),
                    "A worn-out card makes itself so: see `dmesg`. Or give another directory with --data.");
        }
        String made = there.equals(directory) ? "" : ", which run will make";
        return space(directory + made, store.getUsableSpace());
    }

    /** What the free space, in bytes, means. */
    static Finding space(String where, long usable) {
        String found = "%s, %d MB free".formatted(where, usable / MEGABYTE);
        if (usable < NOTHING) {
            return Finding.fail(
                    DISK,
                    found,
                    "Make room: the gateway works on, but remembers nothing new while the disk is full.");
        }
        return usable < LITTLE
                ? Finding.warn(DISK, found, "Make room before it is full.")
                : Finding.ok(DISK, found);
    }

    /** It, or the first above it that is there. */
    private static Optional<Path> nearest(Path directory) {
        Path at = directory.toAbsolutePath();
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at == null
                ? Optional.empty()
                : Optional.of(at.equals(directory.toAbsolutePath()) ? directory : at);
    }

    static Finding database(Path directory) {
        if (!StoreCheck.exists(directory)) {
            return Finding.skip(DATABASE, "there is none yet", "`timeguard run` makes it.");
        }
        return StoreCheck.problem(directory)
                .map(problem ->
                        Finding.fail(
                                DATABASE,
                                "timeguard.db " + problem,
                                "At its next start the gateway sets it aside and begins a new one, if it can; docs/operating.md says how to bring back a copy."))
                .orElseGet(() -> Finding.ok(DATABASE, "whole"));
    }
}
