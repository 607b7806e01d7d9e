package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * The machine code of SQLite. Its driver would unpack it into the directory for temporary files at
 * each start. Here it is unpacked once, into the data directory, where nobody else can put another
 * in its place.
 */
final class NativeLibrary {

    private static final String PATH = "org.sqlite.lib.path";

    /** In the data directory. */
    private static final String FOLDER = "native";

    private NativeLibrary() {}

    /**
     * Sees to it that the driver finds the library. Does nothing the second time in a process, nor
     * where the system property {@value #PATH} tells already where it is. The driver loads it, and
     * nobody else: two copies in one process crash it.
     *
     * @throws IOException when it cannot be unpacked, or others may write there
     */
    static synchronized void prepare(Path directory) throws IOException {
        if (System.getProperty(PATH) != null) {
            return;
        }
        use(unpack(directory));
    }

    /**
     * As {@link #prepare}, for somebody who is only a guest in this directory and leaves nothing
     * there: its library serves where it is whole, else one in a directory of our own, which goes
     * with the process.
     *
     * @throws IOException when it cannot be unpacked
     */
    static synchronized void prepareAside(Path directory) throws IOException {
        if (System.getProperty(PATH) != null) {
            return;
        }
        Path there = directory.resolve(FOLDER).resolve(fileName());
        if (!isOpenToOthers(directory) && Files.isReadable(there) && isWhole(there, code())) {
            use(there);
            return;
        }
        Path aside = Files.createTempDirectory("timeguard");
        Path library = unpack(aside);
        // The last that was asked for goes first.
        aside.toFile().deleteOnExit();
        aside.resolve(FOLDER).toFile().deleteOnExit();
        library.toFile().deleteOnExit();
        use(library);
    }

    private static void use(Path library) {
        Path folder = library.toAbsolutePath().getParent();
        System.setProperty("org.sqlite.lib.name", library.getFileName().toString());
        // Where the driver goes when the library cannot be loaded: not to /tmp.
        System.setProperty("org.sqlite.tmpdir", String.valueOf(folder));
        System.setProperty(PATH, String.valueOf(folder));
    }

    /** Unpacks it, unless it is there, and tells where. */
    static Path unpack(Path directory) throws IOException {
        if (isOpenToOthers(directory)) {
            throw new IOException(
                    "everybody may write to %s, and could put code there: take that right away, with chmod o-w"
                            .formatted(directory));
        }
        Path folder = directory.resolve(FOLDER);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PrivateFiles.directory(folder));
        }
        PrivateFiles.restrict(folder, PrivateFiles.DIRECTORY);
        Path library = folder.resolve(fileName());
        byte[] code = code();
        if (!isWhole(library, code)) {
            clear(folder);
            write(code, library);
        }
        return library;
    }

    private static String fileName() {
        return String.join(
                "-",
                SQLiteJDBCLoader.getVersion(),
                OSInfo.getOSName(),
                OSInfo.getArchName(),
                LibraryLoaderUtil.getNativeLibName());
    }

    private static byte[] code() throws IOException {
        URL packed =
                SQLiteJDBCLoader.class.getResource(
                        LibraryLoaderUtil.getNativeLibResourcePath()
                                + "/"
                                + LibraryLoaderUtil.getNativeLibName());
        if (packed == null) {
            throw new IOException(
                    "there is no SQLite for %s on %s"
                            .formatted(OSInfo.getOSName(), OSInfo.getArchName()));
        }
        try (InputStream in = packed.openStream()) {
            return in.readAllBytes();
        }
    }

    /** A card of flash memory forgets. */
    private static boolean isWhole(Path library, byte[] code) throws IOException {
        return Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)
                && Files.size(library) == code.length
                && Arrays.equals(Files.readAllBytes(library), code);
    }

    /** Removes those of other versions. */
    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }

    /** Under its name it is whole, also after a power cut. */
    private static void write(byte[] code, Path library) throws IOException {
        Path part = library.resolveSibling("part");
        Files.createFile(part, PrivateFiles.file(part));
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(code);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isOpenToOthers(Path directory) throws IOException {
        return PrivateFiles.arePossible(directory)
                && Files.getPosixFilePermissions(directory)
                        .contains(PosixFilePermission.OTHERS_WRITE);
    }
}
