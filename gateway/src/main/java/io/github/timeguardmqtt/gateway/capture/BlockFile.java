package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.gateway.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new file that only its owner may read, in which each write is there as a whole or not at all:
 * where the disk is full in the middle of one, the file is cut back to where it began. A kill or a
 * power cut can still leave a part of the last one, which {@link TornEnd} cuts off. The file is
 * locked while it is written.
 */
final class BlockFile extends OutputStream {

    private static final Logger log = LoggerFactory.getLogger(BlockFile.class);

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
        try {
            var _ = channel.tryLock();
        } catch (IOException e) {
            log.debug("A file system without locks", e);
        }
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
        ByteBuffer rest = ByteBuffer.wrap(bytes, start, length);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest); // where only a part found room, the next call says why
            }
        } finally {
            if (rest.hasRemaining()) {
                channel.truncate(size);
            }
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
