package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Addresses;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What stands above a frame: when, between whom, and what the recording says besides. */
public final class PacketHead {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private PacketHead() {}

    /** A line without its end; empty where nothing is known. */
    public static String of(Packet packet, List<String> changed, ZoneId zone) {
        List<String> parts = new ArrayList<>();
        packet.at().ifPresent(at -> parts.add(time(at, zone)));
        if (packet.flow().isPresent()) {
            Flow flow = packet.flow().get();
            parts.add(Addresses.text(flow.source()) + " -> " + Addresses.text(flow.destination()));
            if (flow.transport() == Transport.TCP) {
                parts.add("TCP");
            }
        }
        if (packet.leg() != Side.UNKNOWN) {
            parts.add(packet.leg().name().toLowerCase(Locale.ROOT) + " side");
        }
        if (packet.direction() != Direction.UNKNOWN) {
            parts.add(packet.direction().name().toLowerCase(Locale.ROOT));
        }
        if (packet.fate() != Disposition.PASSED) {
            parts.add(packet.fate().name().toLowerCase(Locale.ROOT) + " by the gateway");
        }
        if (!packet.text().isEmpty()) {
            parts.add(packet.text());
        }
        if (!changed.isEmpty()) {
            parts.add("changed: " + String.join(", ", changed));
        }
        return String.join("  ", parts);
    }

    /** To the microsecond, with the zone's offset. */
    public static String time(Instant at, ZoneId zone) {
        return TIME.format(at.atZone(zone));
    }
}
