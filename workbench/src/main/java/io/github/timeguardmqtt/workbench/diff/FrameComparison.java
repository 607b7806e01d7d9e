package io.github.timeguardmqtt.workbench.diff;

import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DecodeResult;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two pieces of bytes, each of which should be a frame, field by field. Byte by byte where one is
 * no frame, or where they differ behind it.
 *
 * @param a what the one begins with: a frame, or why it is none
 * @param b what the other begins with
 * @param differences in the order of the wire; none where they are the same
 */
public record FrameComparison(DecodeResult a, DecodeResult b, List<FieldDifference> differences) {

    public static FrameComparison of(Bytes a, Bytes b) {
        DecodeResult inA = FrameCodec.decode(a);
        DecodeResult inB = FrameCodec.decode(b);
        List<FieldDifference> found =
                inA instanceof Frame one && inB instanceof Frame other
                        ? FieldDifference.ofAll(one, other)
                        : List.of();
        return new FrameComparison(inA, inB, found.isEmpty() ? byBytes(a, b) : found);
    }

    private static List<FieldDifference> byBytes(Bytes a, Bytes b) {
        List<FieldDifference> found = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            Optional<String> inA = at(a, i);
            Optional<String> inB = at(b, i);
            if (!inA.equals(inB)) {
                found.add(new FieldDifference("byte " + i, inA, inB));
            }
        }
        return found;
    }

    private static Optional<String> at(Bytes bytes, int index) {
        return index < bytes.size()
                ? Optional.of("%02x".formatted(bytes.at(index)))
                : Optional.empty();
    }
}
