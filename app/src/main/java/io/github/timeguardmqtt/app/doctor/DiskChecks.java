package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.store.sqlite.StoreCheck;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Whether the gateway can remember something. */
final class DiskChecks {

    private static final long MEGABYTE = 1_000_000;

    /** A database of a house has a tenth of that; the rest is for what else lies there. */
    private static final long LITTLE = 200 * MEGABYTE;

    private static final long NOTHING = 20 * MEGABYTE;

    /** In bytes: what a disk has no room for when it is full. */
    private static final int PROBE = 64 * 1024;

    /** For the database. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private DiskChecks() {}

    /**
     * Writes a small file and deletes it: what a system says of rights and room need not be so.
     *
     * @param directory of the gateway's data, which need not be there yet
     */
    static Finding disk(Path directory) {
        Optional<Path> nearest = nearest(directory);
        if (nearest.isEmpty()) {
            return Diagnosis.DISK_UNMAKEABLE.found(directory + " cannot be made");
        }
        Path there = nearest.get();
        if (!Files.isDirectory(there)) {
            return Diagnosis.DISK_UNMAKEABLE.found(
                    "%s is a file, and no directory".formatted(there));
        }
        try {
            write(there);
            long usable = Files.getFileStore(there).getUsableSpace();
            return space(
                    there.equals(directory) ? "" + directory : directory + ", which run will make",
                    usable);
        } catch (AccessDeniedException e) {
            return Diagnosis.DISK_FORBIDDEN.found("this user may not write to " + there);
        } catch (IOException e) {
            return refused(there, e, isReadOnly(there));
        }
    }

    private static void write(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "doctor", ".tmp");
        try {
            Files.write(file, new byte[PROBE]);
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isReadOnly(Path directory) {
        try {
            return Files.getFileStore(directory).isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What it means that a file could not be written there, by one who has the right to: what is
     * not the file system's own state is want of room, of files or of somebody's share.
     */
    static Finding refused(Path directory, IOException why, boolean isReadOnly) {
        String reason =
                why instanceof FileSystemException of && of.getReason() != null
                        ? of.getReason()
                        : String.valueOf(why.getMessage());
        String found = "cannot write to %s: %s".formatted(directory, reason);
        if (isReadOnly) {
            return Diagnosis.DISK_READ_ONLY.found(found);
        }
        // A file system of the kernel's, such as /proc, takes no file from anybody.
        return why instanceof NoSuchFileException
                ? Diagnosis.DISK_FORBIDDEN.found(found)
                : Diagnosis.DISK_FULL.found(found);
    }

    /** What the free space, in bytes, means. */
    static Finding space(String where, long usable) {
        String found = "%s, %d MB free".formatted(where, usable / MEGABYTE);
        if (usable < NOTHING) {
            return Diagnosis.DISK_FULL.found(found);
        }
        return usable < LITTLE
                ? Diagnosis.DISK_NEARLY_FULL.found(found)
                : Diagnosis.DISK_ROOM.found(found);
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
        if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
            return Diagnosis.DATABASE_UNSEEN.found("this user may not look into " + directory);
        }
        if (!StoreCheck.exists(directory)) {
            return Diagnosis.DATABASE_NONE.found("there is none yet");
        }
        try {
            return StoreCheck.problem(directory, PATIENCE)
                    .map(problem -> Diagnosis.DATABASE_BROKEN.found("timeguard.db " + problem))
                    .orElseGet(() -> Diagnosis.DATABASE_WHOLE.found("whole"));
        } catch (TimeoutException e) {
            return Diagnosis.DATABASE_LARGE.found(
                    "too large to be looked through in %d s".formatted(PATIENCE.toSeconds()));
        }
    }
}
