package io.github.timeguardmqtt.benchmarks;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Period;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.SwitchTime;
import io.github.timeguardmqtt.protocol.Text;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Datagrams to messages, and messages to frames that are checked before they are sent. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseSerialGC")
public class CodecBenchmark {

    private static final String PING =
            "fad41c003e02000000061000ff000000785634122a00640000000000" + "5c4d0000000000002e172ddf";

    private final DeviceId device = new DeviceId(0x12345678);

    private Bytes pingBytes = Bytes.EMPTY;
    private Message ping = new Message.Unknown(Bytes.EMPTY);
    private Bytes scheduleBytes = Bytes.EMPTY;
    private Message schedule = new Message.Unknown(Bytes.EMPTY);

    @Setup
    public void setUp() {
        pingBytes = Bytes.ofHex(PING);
        ping = message(pingBytes);
        Period weekday =
                new Period(new SwitchTime(true, 450, 0), new SwitchTime(true, 510, 0), 0x3e, 0);
        schedule =
                new Message.GetScheduleResponse(
                        new Schedule(
                                0,
                                Collections.nCopies(Schedule.PERIODS, weekday),
                                Text.name("Weekdays")));
        scheduleBytes = FrameCodec.fromDevice(device, 575, 0xa3, schedule).bytes();
    }

    private static Message message(Bytes bytes) {
        if (FrameCodec.decode(bytes) instanceof Frame frame) {
            return frame.message();
        }
        throw new IllegalStateException("not a frame: " + bytes);
    }

    @Benchmark
    public Datagram decodePingRequest() {
        return Datagram.decode(pingBytes);
    }

    @Benchmark
    public Frame encodePingRequest() {
        return FrameCodec.fromDevice(device, 574, Envelope.REPORT_SEQUENCE, ping);
    }

    @Benchmark
    public Datagram decodeGetScheduleResponse() {
        return Datagram.decode(scheduleBytes);
    }

    @Benchmark
    public Frame encodeGetScheduleResponse() {
        return FrameCodec.fromDevice(device, 575, 0xa3, schedule);
    }
}
