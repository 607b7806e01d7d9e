package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sections of pcapng of what passes, masked where that is wished, with a word on each gap. */
final class Recording {

    private final String application;
    private final Mask mask;
    private @Nullable PcapngWriter writer;
    private long gap;

    Recording(String application, Mask mask) {
        this.application = application;
        this.mask = mask;
    }

    /**
     * Begins a section, before anything else is written.
     *
     * @throws IOException of the stream
     */
    void begin(OutputStream out) throws IOException {
        writer = new PcapngWriter(out, application);
    }

    /** What waits to be recorded. */
    static Backlog<Captured> backlog() {
        return new Backlog<>(captured ->
                switch (captured) {
                    case Packet packet -> packet.datagram().bytes().size() + packet.text().length();
                    case Mark mark -> mark.text().length();
                    case Unreadable none -> none.text().length();
                });
    }

    /** So many are missing before the next packet. */
    void missed(long count) {
        gap += count;
    }

    /**
     * @throws IOException of the stream
     */
    void write(Captured captured) throws IOException {
        PcapngWriter to = Objects.requireNonNull(writer, "not begun");
        switch (mask.mask(captured)) {
            case Packet packet when gap > 0 -> {
                to.packet(withGap(packet));
                gap = 0;
            }
            case Packet packet -> to.packet(packet);
            case Mark mark -> to.mark(mark);
            case Unreadable _ -> {} // is never handed to a tap
        }
    }

    private Packet withGap(Packet packet) {
        String missing =
                "%d %s before this one %s left out"
                        .formatted(gap, gap == 1 ? "packet" : "packets", gap == 1 ? "was" : "were");
        return new Packet(
                packet.where(),
                packet.at(),
                packet.flow(),
                packet.leg(),
                packet.direction(),
                packet.fate(),
                packet.text().isEmpty() ? missing : packet.text() + "; " + missing,
                packet.datagram());
    }
}
