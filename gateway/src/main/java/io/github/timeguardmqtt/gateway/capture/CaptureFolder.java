package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where captures are kept: {@code timeguard-20260701-120000.250.pcapng}, named for when each was
 * begun, in UTC. Other files there are nobody's business.
 */
final class CaptureFolder {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'timeguard-'yyyyMMdd-HHmmss.SSS'.pcapng'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Pattern OURS =
            Pattern.compile("timeguard-\\d{8}-\\d{6}\\.\\d{3}\\.pcapng");

    private final Path path;

    private record Sized(Path path, long size) {}

    /** What is there of ours. */
    record Contents(int files, long bytes) {}

    private CaptureFolder(Path path) {
        this.path = path;
    }

    /**
     * @throws IOException with a sentence, where it is a file
     */
    static CaptureFolder at(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IOException(
                    "The place %s for captures is a file: give a directory with --capture"
                            .formatted(path));
        }
        return new CaptureFolder(path);
    }

    /** Makes it where there is none, with rights for its owner alone. */
    void make() throws IOException {
        Files.createDirectories(path, PrivateFiles.directory(path));
    }

    /** The file that was written last. */
    Optional<Path> newest() throws IOException {
        List<Sized> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(files.getLast().path());
    }

    /** What the system says, in brief. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    Path path() {
        return path;
    }

    /** A name that no file there has: that of the moment, or of one soon after. */
    Path free(Instant begun) {
        Instant moment = begun;
        Path file = path.resolve(NAME.format(moment));
        while (!isFree(file)) {
            moment = moment.plusMillis(1);
            file = path.resolve(NAME.format(moment));
        }
        return file;
    }

    private static boolean isFree(Path file) {
        return !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Deletes the oldest, but never this one, until all of ours have so many bytes at most.
     *
     * @return what is left
     */
    Contents shrink(long most, Path current) throws IOException {
        List<Sized> files = files();
        long bytes = files.stream().mapToLong(Sized::size).sum();
        int left = files.size();
        for (Sized file : files) {
            if (bytes > most && !file.path().equals(current)) {
                Files.deleteIfExists(file.path());
                bytes -= file.size();
                left--;
            }
        }
        return new Contents(left, bytes);
    }

    Contents contents() throws IOException {
        return shrink(Long.MAX_VALUE, path);
    }

    /** The oldest first. */
    private List<Sized> files() throws IOException {
        List<Sized> ours = new ArrayList<>();
        try (Stream<Path> all = Files.list(path)) {
            for (Path file : all.sorted().toList()) {
                if (OURS.matcher(file.getFileName().toString()).matches()
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    ours.add(new Sized(file, Files.size(file)));
                }
            }
        } catch (NoSuchFileException e) {
            return files(); // somebody has just taken one away
        }
        return ours;
    }
}
