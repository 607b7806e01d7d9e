package io.github.timeguardmqtt.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.gateway.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of one gateway's data, held by one process at a time. */
public final class DataDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory where there is none, and holds it until it is closed.
     *
     * @return nothing where it cannot be made or written, which is told: a gateway that remembers
     *     nothing is better than none
     * @throws StartException when it is a file, or another process holds it
     */
    public static Optional<DataDirectory> open(Path directory) throws StartException {
        try {
            create(directory);
            return Optional.of(new DataDirectory(directory, lock(directory)));
        } catch (FileAlreadyExistsException e) {
            throw new StartException(
                    "The data directory %s is a file: give a directory with --data"
                            .formatted(directory));
        } catch (IOException e) {
            log.warn(
                    "The data directory {} cannot be written{}: nothing is remembered over a restart, and there is no control socket; give another with --data",
                    directory,
                    reason(e));
            return Optional.empty();
        }
    }

    public Path path() {
        return path;
    }

    /**
     * One that is made is its owner's alone; the rights of one that is there are left as they are.
     */
    private static void create(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** In brackets, where the system gives one. */
    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? "" : " (" + reason + ")";
    }

    private static FileChannel lock(Path directory) throws IOException, StartException {
        FileChannel file =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (tryLock(file)) {
            file.truncate(0);
            file.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            return file;
        }
        try (file) {
            ByteBuffer owner = ByteBuffer.allocate(20);
            file.read(owner);
            throw new StartException(
                    "The data directory %s is in use by process %s: end that one, or give another with --data"
                            .formatted(directory, UTF_8.decode(owner.flip()).toString().strip()));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean tryLock(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
