package io.github.timeguardmqtt.app.frames;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file as a stream that has no end: it waits for what is written to the file. Where another file
 * takes its name, as logs are rotated, it goes on there; where it is made shorter, at its start. Of
 * a folder it is the newest file, and goes on with a newer one. Ends when its thread is
 * interrupted.
 */
final class GrowingFile extends InputStream {

    /** Not every change on every file system is told: so often it is looked for. */
    private static final long LOOK_SECONDS = 1;

    private final Path path;
    private final boolean isFolder;
    private final WatchService watch;
    private FileChannel channel;
    private Path file;
    private @Nullable Object key;

    /**
     * @throws IOException when it cannot be read
     */
    GrowingFile(Path path) throws IOException {
        this.path = path;
        this.isFolder = Files.isDirectory(path);
        Path absolute = path.toAbsolutePath();
        Path folder = isFolder || absolute.getParent() == null ? absolute : absolute.getParent();
        this.file = isFolder ? newest().orElseThrow(() -> new IOException("it is empty")) : path;
        this.watch = FileSystems.getDefault().newWatchService();
        WatchKey _ =
                folder.register(
                        watch,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
        this.channel = FileChannel.open(file);
        this.key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private Optional<Path> newest() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile).max(Path::compareTo);
        }
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - channel.position()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(target, start, length);
        while (true) {
            if (channel.position() > channel.size()) {
                channel.position(0); // it was made shorter: it begins anew
            }
            int read = channel.read(into);
            if (read > 0) {
                return read;
            }
            if (!goOn() && !await()) {
                return -1;
            }
        }
    }

    /**
     * Goes on to the file that has taken the name, or to a newer one; false where there is none.
     */
    private boolean goOn() throws IOException {
        Path next = isFolder ? newest().orElse(file) : path;
        try {
            Object keyNow = Files.readAttributes(next, BasicFileAttributes.class).fileKey();
            if (next.equals(file) && (keyNow == null || keyNow.equals(key))) {
                return false;
            }
            FileChannel opened = FileChannel.open(next);
            channel.close();
            channel = opened;
            file = next;
            key = keyNow;
            return true;
        } catch (NoSuchFileException e) {
            return false; // between two of a rotation
        }
    }

    /** Waits for a change, or for the time to look; false when it was interrupted. */
    private boolean await() {
        try {
            WatchKey changed = watch.poll(LOOK_SECONDS, TimeUnit.SECONDS);
            if (changed != null) {
                changed.pollEvents();
                changed.reset();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
        channel.close();
    }
}
