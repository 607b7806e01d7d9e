package io.github.timeguardmqtt.workbench.diff;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.DuplicateFilter;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.workbench.MessageGroup;
import io.github.timeguardmqtt.workbench.Micros;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One of two recordings that are compared: what each device sent and was told, by kinds. */
final class RecordedFrames {

    /** So many frames are looked at. */
    private static final int MAX_FRAMES = 3_000_000;

    /** So many devices are told apart. */
    private static final int MAX_DEVICES = 10_000;

    private static final String INVALID = "no valid frame";

    /** The frames of a kind, in their order. */
    static final class Track {
        static final Track NONE = new Track("");

        private final String kind;
        private int[] contents = new int[4];
        private int[] numbers = new int[4];
        private long[] times = new long[4];
        private int size;

        private Track(String kind) {
            this.kind = kind;
        }

        String kind() {
            return kind;
        }

        int size() {
            return size;
        }

        int[] contents() {
            return Arrays.copyOf(contents, size);
        }

        Comparison.Place place(int at) {
            return new Comparison.Place(numbers[at], Micros.known(times[at]));
        }

        private void add(int content, int number, long time) {
            if (size == contents.length) {
                int longer = size + size / 2;
                contents = Arrays.copyOf(contents, longer);
                numbers = Arrays.copyOf(numbers, longer);
                times = Arrays.copyOf(times, longer);
            }
            contents[size] = content;
            numbers[size] = number;
            times[size++] = time;
        }
    }

    private final Contents contents;
    private final Map<DeviceId, Map<Integer, Track>> devices = new LinkedHashMap<>();
    private final Map<DeviceId, DuplicateFilter> doubles = new LinkedHashMap<>();
    private final Map<Integer, Track> invalid = new LinkedHashMap<>();
    private int frames;
    private long unreadable;
    private long leftOut;

    RecordedFrames(Contents contents) {
        this.contents = contents;
    }

    void take(Captured captured) {
        switch (captured) {
            case Packet packet -> packet(packet);
            case Unreadable _ -> unreadable++;
            case Mark _ -> {}
        }
    }

    private void packet(Packet packet) {
        if (packet.fate() == Disposition.DROPPED) {
            return;
        }
        long at = packet.at().map(Micros::of).orElse(Micros.NONE);
        if (!(packet.datagram().first() instanceof Frame)) {
            add(invalid, 0, INVALID, contents.of(packet.datagram().bytes()), at);
        }
        for (Frame frame : packet.datagram().frames()) {
            frame(packet, frame, at);
        }
    }

    private void frame(Packet packet, Frame frame, long at) {
        Map<Integer, Track> tracks = devices.get(frame.device());
        if (tracks == null) {
            if (devices.size() == MAX_DEVICES) {
                leftOut++;
                return;
            }
            tracks = new LinkedHashMap<>();
            devices.put(frame.device(), tracks);
        }
        if (at != Micros.NONE
                && doubles.computeIfAbsent(frame.device(), _ -> new DuplicateFilter())
                                .see(packet, frame.bytes(), at)
                        instanceof DuplicateFilter.Seen.Elsewhere) {
            return;
        }
        add(tracks, MessageGroup.key(frame), MessageGroup.name(frame), contents.of(frame), at);
    }

    private void add(Map<Integer, Track> tracks, int key, String kind, int content, long at) {
        frames++;
        if (content < 0 || frames > MAX_FRAMES) {
            leftOut++;
            return;
        }
        tracks.computeIfAbsent(key, _ -> new Track(kind)).add(content, frames, at);
    }

    Map<DeviceId, Map<Integer, Track>> devices() {
        return devices;
    }

    Map<Integer, Track> invalid() {
        return invalid;
    }

    Comparison.Side side() {
        long first = Micros.NONE;
        long last = Micros.NONE;
        for (Map<Integer, Track> tracks : devices.values()) {
            for (Track track : tracks.values()) {
                long start = track.times[0];
                long end = track.times[track.size - 1];
                first =
                        start != Micros.NONE && (first == Micros.NONE || start < first)
                                ? start
                                : first;
                last = Math.max(last, end);
            }
        }
        return new Comparison.Side(
                frames, unreadable, leftOut, Micros.known(first), Micros.known(last));
    }
}
