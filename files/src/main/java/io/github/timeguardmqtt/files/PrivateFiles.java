package io.github.timeguardmqtt.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read and write, where the file system knows such rights. */
public final class PrivateFiles {

    public static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");
    public static final Set<PosixFilePermission> DIRECTORY =
            PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    public static boolean arePossible(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** What a file is made with. */
    public static FileAttribute<?>[] file(Path path) {
        return attributes(path, FILE);
    }

    /** What a directory is made with. */
    public static FileAttribute<?>[] directory(Path path) {
        return attributes(path, DIRECTORY);
    }

    /** Takes the other rights away. */
    public static void restrict(Path path, Set<PosixFilePermission> rights) throws IOException {
        if (arePossible(path) && !Files.getPosixFilePermissions(path).equals(rights)) {
            Files.setPosixFilePermissions(path, rights);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> rights) {
        return arePossible(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }
}
