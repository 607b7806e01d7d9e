package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.files.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A new file that only its owner may read, in which each write is there as a whole or not at all:
 * where the disk is full in the middle of one, the file is cut back to where it began. Only the end
 * of the process or of the computer can cut one short: what that leaves behind, {@link
 * #cutTornBlock} takes away.
 */
final class BlockFile extends OutputStream {

    /** Type, length, and length again. */
    private static final int SMALLEST_BLOCK = 12;

    /** What a file of pcapng begins with. */
    private static final int SECTION = 0x0a0d0d0a;

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
     * Cuts a file of pcapng after its last whole block; one in which there is none goes, and one
     * that begins otherwise is left alone.
     *
     * @return how many bytes are gone
     * @throws IOException when it cannot be read or written
     */
    static long cutTornBlock(Path path) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = file.size();
            long whole;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment mapped = file.map(MapMode.READ_ONLY, 0, size, arena);
                whole = isCapture(mapped) ? wholeBlocks(mapped) : size;
            }
            if (whole < size) {
                file.truncate(whole);
            }
            if (whole == 0) {
                Files.delete(path);
            }
            return size - whole;
        }
    }

    /** As far as there is anything of its beginning. */
    private static boolean isCapture(MemorySegment file) {
        return file.byteSize() < SMALLEST_BLOCK || file.get(U32, 0) == SECTION;
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
