package io.github.timeguardmqtt.gateway.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.capture.text.FrameText;
import io.github.timeguardmqtt.capture.text.Verdict;
import io.github.timeguardmqtt.gateway.traffic.Traffic;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the traffic down, a line a datagram in the form of docs/reference/protocol.md, on a thread
 * of its own. What waits to be written is bounded: when a slow reader lets it fill up, lines are
 * left out; an ordinary log line says so at once, and another one how many they were.
 */
public final class FrameLog implements AutoCloseable {

    /** What to write of each datagram. */
    public enum Detail {
        LINES,
        FIELDS,
        LINES_AND_FIELDS
    }

    private static final Logger log = LoggerFactory.getLogger(FrameLog.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** How long the end waits for a slow reader. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final FrameText fields =
            new FrameText(FrameText.Colour.PLAIN, FrameText.Extent.MESSAGE);
    private final OutputStream out;
    private final Mask mask;
    private final Detail detail;
    private final ZoneId zone;
    private final Thread writer;

    private final Backlog<Traffic> backlog =
            new Backlog<>(traffic -> traffic.datagram().bytes().size());

    /**
     * @param zone of the times in the lines
     */
    public FrameLog(OutputStream out, Mask mask, Detail detail, ZoneId zone) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.mask = mask;
        this.detail = detail;
        this.zone = zone;
        this.writer = Thread.ofPlatform().name("frame-log").daemon().start(this::write);
    }

    /** Takes note. Never blocks. */
    public void add(Traffic traffic) {
        if (!backlog.add(traffic)) {
            log.warn("The output of the frame log is too slow: lines are left out");
        }
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        backlog.end();
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        StringBuilder text = new StringBuilder();
        try {
            for (Traffic next = take(); next != null; next = take()) {
                text.setLength(0);
                try {
                    print(next, text);
                } catch (RuntimeException e) {
                    log.error("A datagram could not be written down; the next ones are", e);
                }
                out.write(text.toString().getBytes(UTF_8));
            }
            out.flush();
        } catch (IOException | UncheckedIOException e) {
            log.warn("The frame log ended, traffic goes on: {}", e.getMessage());
            backlog.discard();
        }
    }

    /** The next in line, or null at the end. Flushes before it waits. */
    private @Nullable Traffic take() throws IOException {
        if (backlog.isEmpty()) {
            out.flush();
        }
        Backlog.Entry<Traffic> next = backlog.take();
        long missed = backlog.leftOut();
        if (missed > 0) {
            log.info("The frame log goes on; {} datagrams were left out", missed);
        }
        return next == null ? null : next.item();
    }

    private void print(Traffic traffic, StringBuilder to) {
        Bytes shown = mask.mask(traffic.datagram());
        to.append('[').append(TIME.format(traffic.at().atZone(zone))).append("] [");
        to.append(Addresses.text(mask.mask(traffic.source()))).append(" -> ");
        String destination = Addresses.text(mask.mask(traffic.destination()));
        to.append(traffic.withheld() ? "void(" + destination + ")" : destination).append(']');
        if (detail != Detail.FIELDS) {
            to.append(" [parsing:").append(Verdict.of(traffic.datagram()).label()).append(']');
            to.append(shown.isEmpty() ? "" : " ").append(shown.toSpacedHex());
        }
        to.append('\n');
        if (detail != Detail.LINES) {
            fields.datagram(Datagram.decode(shown), to);
        }
    }
}
