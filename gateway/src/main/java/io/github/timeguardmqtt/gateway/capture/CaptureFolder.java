package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.gateway.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where captures are kept: {@code timeguard-20260701-120000.pcapng}, named for when each was begun,
 * in UTC; {@code …_0002.pcapng} is the second of a second. So the order of their names is that of
 * their beginnings. Other files there are nobody's business.
 */
final class CaptureFolder {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern OURS =
            Pattern.compile("timeguard-(\\d{8}-\\d{6})(?:_(\\d{4}))?\\.pcapng");
    private static final int MOST_OF_A_SECOND = 9999;

    private final Path path;

    private record Named(Path path, String time, int number, long size) {}

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

    /** Makes it where there is none, for its owner alone. */
    void make() throws IOException {
        Files.createDirectories(path, PrivateFiles.directory(path));
    }

    /** What the system says, in brief. */
    static String reason(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    Path path() {
        return path;
    }

    /** A name behind those of the files that are there. */
    Path free(Instant begun) throws IOException {
        String time = TIME.format(begun);
        int number =
                1
                        + files().stream()
                                .filter(file -> file.time().equals(time))
                                .mapToInt(Named::number)
                                .max()
                                .orElse(0);
        if (number > MOST_OF_A_SECOND) {
            throw new IOException("too many files of one second");
        }
        return path.resolve(
                number == 1
                        ? "timeguard-%s.pcapng".formatted(time)
                        : "timeguard-%s_%04d.pcapng".formatted(time, number));
    }

    /**
     * Deletes the oldest, but never this one, until all of ours have so many bytes at most.
     *
     * @return what is left
     */
    Contents shrink(long most, Path current) throws IOException {
        List<Named> files = files();
        long bytes = files.stream().mapToLong(Named::size).sum();
        int left = files.size();
        for (Named file : files) {
            if (bytes > most && !file.path().equals(current)) {
                Files.deleteIfExists(file.path());
                bytes -= file.size();
                left--;
            }
        }
        return new Contents(left, bytes);
    }

    /** The one begun last. */
    Optional<Path> newest() throws IOException {
        List<Named> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(files.getLast().path());
    }

    Contents contents() throws IOException {
        return shrink(Long.MAX_VALUE, path);
    }

    /** The oldest first. */
    private List<Named> files() throws IOException {
        List<Named> ours = new ArrayList<>();
        try (Stream<Path> all = Files.list(path)) {
            for (Path file : all.toList()) {
                named(file).ifPresent(ours::add);
            }
        }
        ours.sort(Comparator.comparing(Named::time).thenComparingInt(Named::number));
        return ours;
    }

    private static Optional<Named> named(Path file) throws IOException {
        Matcher name = OURS.matcher(file.getFileName().toString());
        if (!name.matches() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            int number = name.group(2) == null ? 1 : Integer.parseInt(name.group(2));
            return Optional.of(new Named(file, name.group(1), number, Files.size(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // somebody has just taken it away
        }
    }
}
