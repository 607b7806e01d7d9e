package io.github.timeguardmqtt.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.PingRequest;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.ReportCodeVersionRequest;
import io.github.timeguardmqtt.protocol.Message.ReportCodeVersionResponse;
import io.github.timeguardmqtt.protocol.Message.SetBoostRequest;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Writes a recording of many frames, as a capture and as a frame log: five switches that report
 * every 20 seconds, a server that answers, and a user who sets boosts and notes it. One byte that
 * nobody has explained follows the load, and another is noise.
 */
public final class RecordedWeeks {

    private static final int SWITCHES = 5;
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration WAY = Duration.ofMillis(40);
    private static final Instant START = Instant.parse("2026-06-07T10:00:00Z");
    private static final InetSocketAddress CLOUD = new InetSocketAddress("31.193.128.139", 9997);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final SplittableRandom random = new SplittableRandom(1);
    private final PcapngWriter capture;
    private final OutputStream log;
    private long left;

    private static final class Part {
        private final DeviceId device;
        private final InetSocketAddress address;
        private final VirtualSwitch it;
        private Instant deadline;

        private Part(int number) {
            device = DeviceId.parse("%08x".formatted(0x12345678 + number));
            address = new InetSocketAddress("192.168.1." + (48 + number), 9997);
            deadline = START.plusSeconds(3L * number);
            it =
                    new VirtualSwitch(
                            new SwitchOptions(
                                    device,
                                    new CodeVersion("4190117051001"),
                                    INTERVAL,
                                    HolidayReading.SEEN,
                                    7 + number),
                            deadline);
        }
    }

    private RecordedWeeks(OutputStream capture, OutputStream log, long frames) throws IOException {
        this.capture = new PcapngWriter(capture, "benchmark");
        this.log = log;
        left = frames;
    }

    /** The number of frames, the capture to write, and the log. */
    public static void main(String[] args) throws IOException {
        try (OutputStream capture = open(args[1]);
                OutputStream log = open(args[2])) {
            new RecordedWeeks(capture, log, Long.parseLong(args[0])).live();
        }
    }

    private static OutputStream open(String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(Path.of(name)), 1 << 20);
    }

    private void live() throws IOException {
        PriorityQueue<Part> parts =
                new PriorityQueue<>(Comparator.comparing((Part part) -> part.deadline));
        for (int i = 0; i < SWITCHES; i++) {
            Part part = new Part(i);
            send(part, part.it.powerUp(part.deadline), part.deadline);
            parts.add(part);
        }
        while (left > 0) {
            Part part = parts.remove();
            Instant now = part.deadline;
            if (random.nextInt(2000) == 0) {
                capture.mark(new Mark("", Optional.of(now), "pressed boost in the app"));
                BoostType boost = random.nextBoolean() ? BoostType.ONE_HOUR : BoostType.OFF;
                tell(part, random.nextInt(255), new SetBoostRequest(boost), now);
            } else {
                send(part, part.it.tick(now), now);
            }
            parts.add(part);
        }
    }

    private void tell(Part part, int sequence, Message message, Instant now) throws IOException {
        Frame frame = FrameCodec.fromServer(part.device, sequence, message);
        record(part, frame, now, false);
        send(part, part.it.receive(frame, now.plus(WAY)), now.plus(WAY));
    }

    private void send(Part part, VirtualSwitch.Output output, Instant now) throws IOException {
        part.deadline = output.deadline();
        for (Frame frame : output.frames()) {
            Frame sent = frame;
            if (frame.message() instanceof PingRequest it) {
                sent =
                        FrameCodec.exact(
                                frame.envelope(),
                                new PingRequest(withSecret(it.status())),
                                Bytes.EMPTY);
            }
            record(part, sent, now, true);
            Instant answered = now.plus(WAY);
            if (sent.message() instanceof PingRequest) {
                tell(part, 255, new PingResponse(answered.getEpochSecond()), answered);
            } else if (sent.message() instanceof ReportCodeVersionRequest it) {
                tell(part, 255, new ReportCodeVersionResponse(it.codeVersion()), answered);
            }
        }
    }

    private Status withSecret(Status it) {
        return it.withUnknown(
                0,
                Bytes.of(it.loadDetected() ? 3 : 0, 0x64, 0),
                Bytes.of(0, random.nextInt(256), 0),
                it.unknown3());
    }

    private void record(Part part, Frame frame, Instant at, boolean fromDevice) throws IOException {
        if (left-- <= 0) {
            return;
        }
        InetSocketAddress from = fromDevice ? part.address : CLOUD;
        InetSocketAddress to = fromDevice ? CLOUD : part.address;
        capture.packet(
                new Packet(
                        "",
                        Optional.of(at),
                        Optional.of(new Flow(Flow.Transport.UDP, from, to)),
                        Side.UNKNOWN,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        Datagram.decode(frame.bytes())));
        log.write(
                "[%s] [%s:9997 -> %s:9997] [parsing:success] %s\n"
                        .formatted(
                                TIME.format(at),
                                from.getHostString(),
                                to.getHostString(),
                                frame.bytes().toSpacedHex())
                        .getBytes(UTF_8));
    }
}
