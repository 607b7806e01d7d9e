package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.gateway.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A new file that only its owner may read, in which each write is there as a whole or not at all:
 * where the disk is full in the middle of one, the file is cut back to where it began. Each is one
 * call of the system, which only the end of the process or of the computer can cut short: what that
 * leaves behind, {@link #cutTornBlock} takes away.
 */
final class BlockFile extends OutputStream {

    /** Type, length, and length again. */
    private static final int SMALLEST_BLOCK = 12;

    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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

    /**
     * Cuts a file of pcapng after its last whole block.
     *
     * @throws IOException when it cannot be read or written
     */
    static void cutTornBlock(Path path) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long whole;
            try (Arena arena = Arena.ofConfined()) {
                whole = wholeBlocks(file.map(MapMode.READ_ONLY, 0, file.size(), arena));
            }
            if (whole < file.size()) {
                file.truncate(whole);
            }
        }
    }

    /** How many bytes from the start are blocks that are there to their ends. */
    private static long wholeBlocks(MemorySegment file) {
        long whole = 0;
        while (whole + SMALLEST_BLOCK <= file.byteSize()) {
            int length = file.get(U32, whole + 4);
            if (length < SMALLEST_BLOCK
                    || length % 4 != 0
                    || length > file.byteSize() - whole
                    || file.get(U32, whole + length - 4) != length) {
                break;
            }
            whole += length;
        }
        return whole;
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
