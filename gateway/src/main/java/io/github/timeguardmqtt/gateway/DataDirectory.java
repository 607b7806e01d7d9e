package io.github.timeguardmqtt.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** The directory of one gateway's data, held by one process at a time. */
public final class DataDirectory implements AutoCloseable {

    private final FileChannel lock;

    private DataDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /**
     * Makes the directory where there is none, and holds it until it is closed.
     *
     * @throws StartException when it cannot be made or written, or another process holds it
     */
    public static DataDirectory open(Path directory) throws StartException {
        try {
            create(directory);
            return new DataDirectory(lock(directory));
        } catch (FileAlreadyExistsException e) {
            throw new StartException(
                    "The data directory %s is a file: give a directory with --data"
                            .formatted(directory));
        } catch (IOException e) {
            throw new StartException(
                    "The data directory %s cannot be written%s: give another with --data"
                            .formatted(directory, reason(e)));
        }
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
