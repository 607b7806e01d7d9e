package io.github.timeguardmqtt.workbench;

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
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Status;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.SwitchState;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A virtual switch with a secret: what stands in the unknown fields of its reports follows a rule
 * that only its test knows. Around it a user who presses this and that and notes some of it down,
 * and a server that answers; what passes between them is recorded. All on a clock of its own.
 */
public final class SecretSwitch {

    public static final DeviceId DEVICE = DeviceId.parse("12345678");

    /** A Sunday, in summer. */
    public static final Instant START = Instant.parse("2026-06-07T10:00:00Z");

    /** What the user notes of the button. */
    public static final String HELD = "held the button for 5 s";

    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration WAY = Duration.ofMillis(40);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.168.1.48", 9997);
    private static final InetSocketAddress CLOUD = new InetSocketAddress("31.193.128.139", 9997);

    /** What stands in the unknown fields. */
    public interface Rule {

        /**
         * The report as it is to be.
         *
         * @param truth as the switch would report without a secret
         * @param held how often its button was held down so far, of which only marks tell
         */
        Status report(Status truth, SwitchState state, Instant now, int held);
    }

    /** What a user does: sends a message, or holds the button down; and what he notes of it. */
    private record Deed(Instant at, Optional<Message> message, String note) {}

    private final Rule rule;
    private final VirtualSwitch device;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
    private final PcapngWriter recorder;
    private final PriorityQueue<Deed> deeds = new PriorityQueue<>((a, b) -> a.at.compareTo(b.at));
    private final SplittableRandom random = new SplittableRandom(20260607);
    private int sequence;
    private int held;
    private Instant deadline;

    private SecretSwitch(Rule rule) throws IOException {
        this.rule = rule;
        recorder = new PcapngWriter(recorded, "test");
        device =
                new VirtualSwitch(
                        new SwitchOptions(
                                DEVICE,
                                new CodeVersion("4190117051001"),
                                INTERVAL,
                                HolidayReading.SEEN,
                                7),
                        START);
        deadline = START;
    }

    /** Everything that was recorded in so many days. */
    public static byte[] recording(Rule rule, int days) {
        try {
            SecretSwitch it = new SecretSwitch(rule);
            it.live(days);
            return it.recorded.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void live(int days) throws IOException {
        Instant end = START.plus(Duration.ofDays(days));
        for (int day = 0; day < days; day++) {
            habits(START.plus(Duration.ofDays(day)));
        }
        send(device.powerUp(START), START);
        while (deadline.isBefore(end)) {
            Instant now = deadline;
            Deed next = deeds.peek();
            if (next != null && next.at.isBefore(deadline)) {
                deeds.remove();
                doIt(next);
            } else {
                send(device.tick(now), now);
            }
        }
    }

    private void doIt(Deed deed) throws IOException {
        if (!deed.note.isEmpty()) {
            recorder.mark(new Mark("", Optional.of(deed.at), deed.note));
        }
        if (deed.message.isPresent()) {
            tell(FrameCodec.fromServer(DEVICE, sequence, deed.message.get()), deed.at);
            sequence = (sequence + 1) % 255;
        } else {
            held++;
        }
    }

    /** What the user does on a day; nothing at the same second. */
    private void habits(Instant day) {
        for (int i = 0; i < 2; i++) {
            Instant at = day.plusSeconds(random.nextInt(80_000));
            deeds.add(
                    new Deed(
                            at,
                            Optional.of(new SetBoostRequest(BoostType.ONE_HOUR)),
                            "pressed boost in the app"));
            if (random.nextBoolean()) {
                command(
                        at.plusSeconds(random.nextInt(900, 3000)),
                        new SetBoostRequest(BoostType.OFF));
            }
        }
        Instant off = day.plusSeconds(random.nextInt(10_000, 40_000));
        command(off, new SetWorkModeRequest(WorkMode.ALWAYS_OFF));
        command(
                off.plusSeconds(random.nextInt(600, 3000)),
                new SetBoostRequest(BoostType.ONE_HOUR));
        command(off.plusSeconds(10_000), new SetBoostRequest(BoostType.TWO_HOURS));
        command(off.plusSeconds(20_000), new SetWorkModeRequest(WorkMode.AUTO));
        for (int i = 0; i < 3; i++) {
            command(
                    day.plusSeconds(random.nextInt(86_000)),
                    new SetActiveScheduleRequest(random.nextInt(5)));
        }
        command(day.plusSeconds(random.nextInt(86_000)), new SetActiveScheduleRequest(0));
        command(day.plusSeconds(random.nextInt(86_000)), new SetAdvanceRequest(Toggle.ON));
        for (int i = 0; i < 2; i++) {
            deeds.add(new Deed(day.plusSeconds(random.nextInt(86_000)), Optional.empty(), HELD));
        }
    }

    private void command(Instant at, Message message) {
        deeds.add(new Deed(at, Optional.of(message), ""));
    }

    private void tell(Frame frame, Instant now) throws IOException {
        record(frame, now, false);
        Instant arrives = now.plus(WAY);
        send(device.receive(frame, arrives), arrives);
    }

    private void send(VirtualSwitch.Output output, Instant now) throws IOException {
        deadline = output.deadline();
        for (Frame frame : output.frames()) {
            Frame sent = secret(frame, now);
            record(sent, now, true);
            Instant answered = now.plus(WAY).plusMillis(random.nextInt(30));
            if (sent.message() instanceof PingRequest) {
                tell(
                        FrameCodec.fromServer(
                                DEVICE, 255, new PingResponse(answered.getEpochSecond())),
                        answered);
            } else if (sent.message() instanceof ReportCodeVersionRequest it) {
                tell(
                        FrameCodec.fromServer(
                                DEVICE, 255, new ReportCodeVersionResponse(it.codeVersion())),
                        answered);
            }
        }
    }

    private Frame secret(Frame frame, Instant now) {
        if (!(frame.message() instanceof PingRequest it)) {
            return frame;
        }
        Status changed = rule.report(it.status(), device.state(now), now, held);
        Envelope envelope = frame.envelope();
        return FrameCodec.exact(envelope, new PingRequest(changed), Bytes.EMPTY);
    }

    private void record(Frame frame, Instant at, boolean fromDevice) throws IOException {
        Flow out = new Flow(Flow.Transport.UDP, HERE, CLOUD);
        recorder.packet(
                new Packet(
                        "",
                        Optional.of(at),
                        Optional.of(fromDevice ? out : out.reversed()),
                        Side.UNKNOWN,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        Datagram.decode(frame.bytes())));
    }

    /** The report with other unknown fields. */
    public static Status with(
            Status status, int bits, Bytes unknown1, Bytes unknown2, Bytes unknown3) {
        return new Status(
                status.relay(),
                status.loadDetected(),
                status.advance(),
                status.loadDetectedBefore(),
                bits,
                unknown1,
                status.workMode(),
                unknown2,
                status.uptime(),
                status.boost(),
                unknown3);
    }
}
