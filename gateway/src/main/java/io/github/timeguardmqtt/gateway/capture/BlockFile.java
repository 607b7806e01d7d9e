package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.gateway.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A new file that only its owner may read, in which each write is there as a whole or not at all:
 * where the disk is full in the middle of one, the file is cut back to where it began. One call of
 * the system a write, so that a kill of the process cannot cut one either.
 */
final class BlockFile extends OutputStream {

    private final FileChannel channel;
    private long size;

    /**
     * @throws IOException where there is a file of this name, or it cannot be made
     */
    BlockFile(Path path) throws IOException {
        channel =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PrivateFiles.file(path));
    }

    long size() {
        return size;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        int written = 0;
        try {
            written = channel.write(ByteBuffer.wrap(bytes, start, length));
        } finally {
            if (written < length) {
                channel.truncate(size);
            }
        }
        if (written < length) {
            throw new IOException("No space left on device");
        }
        size += length;
    }

    /** Has the system put it on the disk, as far as there is room, and closes it. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.force(false);
        }
    }
}
