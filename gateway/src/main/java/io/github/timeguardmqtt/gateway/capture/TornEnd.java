package io.github.timeguardmqtt.gateway.capture;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a kill or a power cut leaves at the end of a file of pcapng: a block of which not all is
 * there, or zeros that were never written.
 */
final class TornEnd {

    private static final int SECTION = 0x0a0d0d0a;

    /** Type, length, and the length once more. */
    private static final int SMALLEST_BLOCK = 12;

    private TornEnd() {}

    /**
     * Cuts it off. A file of which nothing is left then goes; one that somebody writes just now,
     * and one that begins with something else, is left alone.
     *
     * @return how many bytes are gone
     */
    static long cut(Path path) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = file.size();
            long whole = whole(path, size);
            if ((whole == size && size > 0) || isLocked(file)) {
                return 0;
            }
            file.truncate(whole);
            if (whole == 0) {
                Files.delete(path);
            }
            return size - whole;
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** Where the last block ends that is there as a whole. */
    private static long whole(Path path, long size) throws IOException {
        long at = 0;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            while (size - at >= SMALLEST_BLOCK) {
                int type = Integer.reverseBytes(in.readInt());
                int length = Integer.reverseBytes(in.readInt());
                if (at == 0 && type != SECTION) {
                    return size;
                }
                if (length < SMALLEST_BLOCK || length > size - at) {
                    return at;
                }
                in.skipNBytes(length - SMALLEST_BLOCK);
                if (Integer.reverseBytes(in.readInt()) != length) {
                    return at;
                }
                at += length;
            }
        }
        return at;
    }
}
