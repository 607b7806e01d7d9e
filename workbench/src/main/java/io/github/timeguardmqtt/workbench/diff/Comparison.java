package io.github.timeguardmqtt.workbench.diff;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Two recordings, called A and B, frame by frame. The frames of a device of a kind in the one
 * belong to those in the other in their order, so that as few as possible are without a partner.
 * Where both have one device, and not the same, the two belong together. Not for several threads.
 *
 * <p>A frame that was recorded twice on its way counts once, and what a gateway dropped not at all.
 * Marks are not compared. The memory it takes has a bound: {@link Side#leftOut} tells what was
 * beyond.
 */
public final class Comparison {

    private static final Set<String> ALWAYS_OTHER = Set.of("uptime", "time");

    /**
     * What one of the recordings holds.
     *
     * @param frames datagrams without a valid frame included
     * @param unreadable places that could not be read
     * @param leftOut frames for which there was no room
     */
    public record Side(
            long frames,
            long unreadable,
            long leftOut,
            Optional<Instant> first,
            Optional<Instant> last) {}

    /**
     * Devices that are compared with each other.
     *
     * @param a in the one; nothing where only the other has it, and in both for bytes that are no
     *     frame
     */
    public record Pair(Optional<DeviceId> a, Optional<DeviceId> b, List<KindPair> kinds) {}

    /** How often a kind is in each. */
    public record KindPair(String kind, int a, int b) {}

    /**
     * Where a frame stands.
     *
     * @param frame its number in its recording, from 1
     */
    public record Place(int frame, Optional<Instant> at) {}

    /** Something that is not the same. */
    public sealed interface Found {

        /** A number of frames one behind the other, each other than its partner in the same way. */
        record Changed(
                Pair of, String kind, Place a, Place b, int count, List<FieldDifference> fields)
                implements Found {}

        /**
         * A number of same frames one behind the other that have no partner.
         *
         * @param bytes of the first
         */
        record Only(
                Pair of, String kind, boolean isInA, Place from, Place to, int count, Bytes bytes)
                implements Found {}
    }

    private record Partners(
            Pair pair,
            Map<Integer, RecordedFrames.Track> a,
            Map<Integer, RecordedFrames.Track> b) {}

    private final Contents contents;
    private final RecordedFrames a;
    private final RecordedFrames b;

    /**
     * @param isStrict whether what is another in every frame counts: message numbers, sequences,
     *     uptimes, times, and what a server's memory held
     */
    public Comparison(boolean isStrict) {
        contents = new Contents(isStrict);
        a = new RecordedFrames(contents);
        b = new RecordedFrames(contents);
    }

    /** The next piece of A. */
    public void takeA(Captured captured) {
        a.take(captured);
    }

    /** The next piece of B. */
    public void takeB(Captured captured) {
        b.take(captured);
    }

    public Side a() {
        return a.side();
    }

    public Side b() {
        return b.side();
    }

    /** Which devices are compared with which. */
    public List<Pair> pairs() {
        return partners().stream().map(Partners::pair).toList();
    }

    private List<Partners> partners() {
        List<Partners> all = new ArrayList<>();
        if (a.devices().size() == 1 && b.devices().size() == 1) {
            var inA = a.devices().entrySet().iterator().next();
            var inB = b.devices().entrySet().iterator().next();
            all.add(
                    partners(
                            Optional.of(inA.getKey()),
                            Optional.of(inB.getKey()),
                            inA.getValue(),
                            inB.getValue()));
        } else {
            Set<DeviceId> devices = new LinkedHashSet<>(a.devices().keySet());
            devices.addAll(b.devices().keySet());
            for (DeviceId device : devices) {
                all.add(
                        partners(
                                Optional.of(device).filter(a.devices()::containsKey),
                                Optional.of(device).filter(b.devices()::containsKey),
                                a.devices().getOrDefault(device, Map.of()),
                                b.devices().getOrDefault(device, Map.of())));
            }
        }
        if (!a.invalid().isEmpty() || !b.invalid().isEmpty()) {
            all.add(partners(Optional.empty(), Optional.empty(), a.invalid(), b.invalid()));
        }
        return all;
    }

    private static Partners partners(
            Optional<DeviceId> a,
            Optional<DeviceId> b,
            Map<Integer, RecordedFrames.Track> inA,
            Map<Integer, RecordedFrames.Track> inB) {
        List<KindPair> kinds = new ArrayList<>();
        for (int key : keys(inA, inB)) {
            RecordedFrames.Track one = inA.get(key);
            RecordedFrames.Track other = inB.get(key);
            kinds.add(
                    new KindPair(
                            one != null ? one.kind() : other != null ? other.kind() : "",
                            one == null ? 0 : one.size(),
                            other == null ? 0 : other.size()));
        }
        return new Partners(new Pair(a, b, List.copyOf(kinds)), inA, inB);
    }

    private static Set<Integer> keys(
            Map<Integer, RecordedFrames.Track> a, Map<Integer, RecordedFrames.Track> b) {
        Set<Integer> keys = new LinkedHashSet<>(a.keySet());
        keys.addAll(b.keySet());
        return keys;
    }

    /** Hands over all that is not the same, by device and kind. */
    public void forEach(Consumer<Found> to) {
        for (Partners partners : partners()) {
            int i = 0;
            for (int key : keys(partners.a, partners.b)) {
                new Walk(partners, key, partners.pair.kinds().get(i++).kind(), to).go();
            }
        }
    }

    /** Along the frames of a device of a kind. */
    private final class Walk {
        private final Pair pair;
        private final String kind;
        private final Consumer<Found> to;
        private final RecordedFrames.Track trackA;
        private final RecordedFrames.Track trackB;
        private final int[] inA;
        private final int[] inB;

        private Walk(Partners partners, int key, String kind, Consumer<Found> to) {
            pair = partners.pair;
            this.kind = kind;
            this.to = to;
            trackA = partners.a.getOrDefault(key, RecordedFrames.Track.NONE);
            trackB = partners.b.getOrDefault(key, RecordedFrames.Track.NONE);
            inA = trackA.contents();
            inB = trackB.contents();
        }

        private void go() {
            for (Alignment.Stretch it : Alignment.differing(inA, inB)) {
                int both = Math.min(it.toA() - it.fromA(), it.toB() - it.fromB());
                changed(it.fromA(), it.fromB(), both);
                only(true, trackA, inA, it.fromA() + both, it.toA());
                only(false, trackB, inB, it.fromB() + both, it.toB());
            }
        }

        private void changed(int fromA, int fromB, int count) {
            for (int i = 0; i < count; ) {
                int end = i + 1;
                while (end < count
                        && inA[fromA + end] == inA[fromA + i]
                        && inB[fromB + end] == inB[fromB + i]) {
                    end++;
                }
                if (inA[fromA + i] != inB[fromB + i]) {
                    to.accept(
                            new Found.Changed(
                                    pair,
                                    kind,
                                    trackA.place(fromA + i),
                                    trackB.place(fromB + i),
                                    end - i,
                                    fields(
                                            contents.bytes(inA[fromA + i]),
                                            contents.bytes(inB[fromB + i]))));
                }
                i = end;
            }
        }

        private void only(
                boolean isInA, RecordedFrames.Track track, int[] held, int from, int until) {
            for (int i = from; i < until; ) {
                int end = i + 1;
                while (end < until && held[end] == held[i]) {
                    end++;
                }
                to.accept(
                        new Found.Only(
                                pair,
                                kind,
                                isInA,
                                track.place(i),
                                track.place(end - 1),
                                end - i,
                                contents.bytes(held[i])));
                i = end;
            }
        }
    }

    private List<FieldDifference> fields(Bytes a, Bytes b) {
        if (!(FrameCodec.decode(a) instanceof Frame inA)
                || !(FrameCodec.decode(b) instanceof Frame inB)) {
            return List.of(
                    new FieldDifference(
                            "bytes", Optional.of(a.toSpacedHex()), Optional.of(b.toSpacedHex())));
        }
        List<FieldDifference> all = new ArrayList<>(FieldDifference.ofAll(inA, inB));
        all.removeIf(it -> it.field().equals("header.deviceId"));
        if (!contents.isStrict()) {
            all.removeIf(it -> ALWAYS_OTHER.contains(it.field()) || isOfItself(it, inA));
        }
        return all.isEmpty() ? List.of(FieldDifference.ofBytes(inA, inB)) : List.copyOf(all);
    }

    /** Whether it differs from frame to frame anyhow. */
    private static boolean isOfItself(FieldDifference it, Frame frame) {
        return switch (it.field()) {
            case "header.messageId", "header.sequence" -> true;
            case "header.unknown" -> frame.envelope().fromServer();
            default -> false;
        };
    }
}
