package io.github.timeguardmqtt.workbench.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.SetAdvanceRequest;
import io.github.timeguardmqtt.protocol.Message.SetAdvanceResponse;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.testing.Frames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Both sides of a recording: what they say, and what they find in what comes back. */
class PlayedSidesTest {

    private static final DeviceId DEVICE = DeviceId.parse("12345678");
    private static final DeviceId OTHER = DeviceId.parse("0badcafe");
    private static final Instant AT = Instant.parse("2026-06-08T00:00:00Z");

    /** A year later by a clock that is right. */
    private static final Instant NOW = AT.plus(Duration.ofDays(365));

    private static final Text VERSION = new Text(Bytes.ofHex("312e32"));

    private final ReplayScript script = new ReplayScript();
    private int second;

    private void record(Frame frame) {
        record(Side.UNKNOWN, frame);
    }

    private void record(Side side, Frame frame) {
        script.add(
                new Packet(
                        "packet " + ++second,
                        Optional.of(AT.plusSeconds(second)),
                        Optional.empty(),
                        side,
                        Direction.UNKNOWN,
                        Disposition.PASSED,
                        "",
                        Datagram.decode(frame.bytes())));
    }

    private static Frame report(DeviceId device) {
        return FrameCodec.fromDevice(device, 7, 255, new Message.ReportCodeVersionRequest(VERSION));
    }

    private static Frame reportAnswer(DeviceId device) {
        return FrameCodec.fromServer(device, 255, new Message.ReportCodeVersionResponse(VERSION));
    }

    private static Frame ask(DeviceId device, int sequence, Toggle toggle) {
        return FrameCodec.fromServer(device, sequence, new SetAdvanceRequest(toggle));
    }

    private static Frame done(DeviceId device, int sequence, Toggle toggle) {
        return FrameCodec.fromDevice(device, 5, sequence, new SetAdvanceResponse(toggle));
    }

    private static Frame ping(DeviceId device) {
        return (Frame) FrameCodec.decode(pingBytes(device));
    }

    private static Bytes pingBytes(DeviceId device) {
        Frame captured =
                (Frame)
                        FrameCodec.decode(
                                Bytes.ofHex(
                                        "fad41c003e02000000061000ff000000785634122a006400000000005c4d0000000000002e172ddf"));
        return FrameCodec.fromDevice(device, 574, 255, captured.message()).bytes();
    }

    private static Frame told(DeviceId device, Instant time) {
        return FrameCodec.fromServer(device, 255, new PingResponse(time.getEpochSecond()));
    }

    /** A report with its answer, and a question with its answer. */
    private void conversation() {
        record(report(DEVICE));
        record(reportAnswer(DEVICE));
        record(ask(DEVICE, 3, Toggle.ON));
        record(done(DEVICE, 3, Toggle.ON));
    }

    private PlayedDevice device() {
        return new PlayedDevice(script.of(DEVICE), OTHER);
    }

    private PlayedCloud cloud() {
        return new PlayedCloud(script.of(DEVICE));
    }

    private static List<String> sentences(PlayedSide side) {
        return side.differences().stream()
                .map(it -> it.where().isEmpty() ? it.sentence() : it.where() + ": " + it.sentence())
                .toList();
    }

    @Test
    void a_device_says_what_it_said_with_another_id_and_answers_what_it_is_asked() {
        conversation();
        PlayedDevice device = device();
        assertThat(device.size()).isEqualTo(1);
        assertThat(device.nextAfter()).contains(Duration.ZERO);
        assertThat(device.send()).isEqualTo(report(OTHER).bytes());
        assertThat(device.nextAfter()).isEmpty();
        assertThat(device.isAwaiting()).isTrue();
        assertThat(device.receive(reportAnswer(OTHER), NOW)).isEmpty();
        assertThat(device.isAwaiting()).isFalse();
        // Another sequence is no difference: who asks chooses it.
        assertThat(device.receive(ask(OTHER, 9, Toggle.ON), NOW))
                .contains(done(OTHER, 9, Toggle.ON).bytes());
        assertThat(device.sent()).isEqualTo(1);
        assertThat(device.compared()).isEqualTo(2);
        assertThat(device.differences()).isEmpty();
    }

    @Test
    void what_a_device_is_not_told_and_not_asked_any_more_is_a_difference() {
        conversation();
        PlayedDevice device = device();
        device.send();
        assertThat(device.receive(ask(OTHER, 4, Toggle.OFF), NOW)).isEmpty();
        assertThat(device.receive(reportAnswer(DEVICE), NOW)).isEmpty();
        assertThat(sentences(device))
                .containsExactly(
                        "ReportCodeVersionResponse came, which is not for this device",
                        "packet 2: ReportCodeVersionRequest was answered with ReportCodeVersionResponse, and now with nothing",
                        "packet 3: SetAdvanceRequest was asked once, and now never",
                        "SetAdvanceRequest is asked, which was not asked then");
    }

    @Test
    void an_answer_where_there_was_none_is_a_difference() {
        record(report(DEVICE));
        PlayedDevice device = device();
        device.send();
        assertThat(device.isAwaiting()).isFalse();
        device.receive(reportAnswer(OTHER), NOW);
        assertThat(sentences(device))
                .containsExactly("ReportCodeVersionResponse came, where nothing was answered then");
    }

    @Test
    void the_time_that_a_device_is_told_is_compared_by_how_far_it_is_from_the_clock() {
        record(ping(DEVICE));
        record(told(DEVICE, AT.plusSeconds(2)));
        PlayedDevice right = device();
        right.send();
        right.receive(told(OTHER, NOW.plusSeconds(1)), NOW);
        assertThat(right.differences()).isEmpty();
        PlayedDevice wrong = device();
        wrong.send();
        wrong.receive(told(OTHER, NOW.minusSeconds(3600)), NOW);
        assertThat(sentences(wrong))
                .containsExactly(
                        "packet 2: PingResponse: the time was +0 s from the recorder's clock, and is -3600 s from ours");
    }

    @Test
    void the_cloud_waits_for_the_device_and_takes_its_id() {
        conversation();
        PlayedCloud cloud = cloud();
        assertThat(cloud.size()).isEqualTo(1);
        assertThat(cloud.nextAfter()).isEmpty();
        assertThatThrownBy(cloud::send).isInstanceOf(IllegalStateException.class);
        assertThat(cloud.receive(report(OTHER), NOW)).contains(reportAnswer(OTHER).bytes());
        assertThat(cloud.nextAfter()).contains(Duration.ofSeconds(2));
        assertThat(cloud.send()).isEqualTo(ask(OTHER, 3, Toggle.ON).bytes());
        assertThat(cloud.isAwaiting()).isTrue();
        assertThat(cloud.receive(done(OTHER, 3, Toggle.ON), NOW)).isEmpty();
        assertThat(cloud.isAwaiting()).isFalse();
        assertThat(cloud.compared()).isEqualTo(1);
        assertThat(cloud.differences()).isEmpty();
        // The last answer stands for all beyond those that were recorded.
        assertThat(cloud.receive(report(OTHER), NOW)).isPresent();
    }

    @Test
    void the_cloud_tells_the_time_as_far_from_the_clock_as_it_was() {
        record(ping(DEVICE));
        record(told(DEVICE, AT.plusSeconds(62)));
        assertThat(cloud().receive(ping(OTHER), NOW))
                .contains(told(OTHER, NOW.plusSeconds(60)).bytes());
    }

    @Test
    void what_a_device_answers_otherwise_is_a_difference() {
        conversation();
        record(ask(DEVICE, 4, Toggle.OFF));
        record(ask(DEVICE, 5, Toggle.OFF));
        record(done(DEVICE, 5, Toggle.OFF));
        PlayedCloud cloud = cloud();
        cloud.receive(report(OTHER), NOW);
        cloud.send();
        cloud.receive(done(OTHER, 3, Toggle.OFF), NOW);
        cloud.send();
        cloud.receive(done(OTHER, 4, Toggle.OFF), NOW);
        cloud.send();
        cloud.receive(done(OTHER, 77, Toggle.OFF), NOW);
        cloud.receive(ask(OTHER, 1, Toggle.ON), NOW);
        assertThat(sentences(cloud))
                .containsExactly(
                        "packet 4: SetAdvanceResponse: advance was ON and is OFF",
                        "packet 5: SetAdvanceRequest was never answered, and now is",
                        "SetAdvanceResponse came, which nobody asked for",
                        "SetAdvanceRequest came, which no device sends",
                        "packet 6: SetAdvanceRequest was answered with SetAdvanceResponse, and now with nothing");
    }

    @Test
    void an_answer_of_another_kind_and_requests_that_were_not_sent_are_told() {
        conversation();
        record(ask(DEVICE, 4, Toggle.OFF));
        PlayedCloud cloud = cloud();
        cloud.receive(report(OTHER), NOW);
        cloud.send();
        cloud.receive(
                FrameCodec.fromDevice(OTHER, 5, 3, new Message.GetActiveScheduleResponse(1)), NOW);
        assertThat(sentences(cloud))
                .containsExactly(
                        "packet 4: SetAdvanceResponse: was SetAdvanceResponse and is GetActiveScheduleResponse",
                        "packet 5: 1 requests were not sent: no device was there to the end");
    }

    @Test
    void of_a_gateways_two_sides_the_devices_is_played() {
        record(Side.CLOUD, report(OTHER));
        record(Side.DEVICE, report(DEVICE));
        record(Side.CLOUD, reportAnswer(OTHER));
        record(Side.DEVICE, reportAnswer(DEVICE));
        script.add(new Mark("", Optional.of(AT), "a mark"));
        assertThat(script.devices()).containsExactly(DEVICE);
        assertThat(script.of(DEVICE)).hasSize(2);
        assertThat(script.of(OTHER)).isEmpty();
    }

    @Test
    void a_frame_that_was_recorded_twice_on_its_way_is_played_once() {
        for (long millis : new long[] {0, 20, 500}) {
            script.add(
                    new Packet(
                            "",
                            Optional.of(AT.plusMillis(millis)),
                            Optional.empty(),
                            Side.UNKNOWN,
                            Direction.UNKNOWN,
                            Disposition.PASSED,
                            "",
                            Datagram.decode(report(DEVICE).bytes())));
        }
        script.add(Packet.of("", "", Datagram.decode(Frames.unknown("12345678", Bytes.of(1)))));
        assertThat(script.of(DEVICE))
                .extracting(ReplayScript.Line::after)
                .containsExactly(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(1500));
    }

    @Test
    void more_frames_than_can_be_played_are_refused() {
        Datagram datagram = Datagram.decode(report(DEVICE).bytes());
        Packet packet = Packet.of("", "", datagram);
        for (int i = 0; i < ReplayScript.MAX_FRAMES; i++) {
            script.add(packet);
        }
        assertThatThrownBy(() -> script.add(packet))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200,000");
    }

    @Test
    void both_sides_play_against_each_other_over_sockets_without_a_difference() throws Exception {
        conversation();
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int[] sent = new int[2];
        try (Replay ofCloud = new Replay(100, InstantSource.fixed(NOW), () -> sent[0]++);
                Replay ofDevice = new Replay(100, InstantSource.fixed(NOW), () -> sent[1]++)) {
            InetSocketAddress address = ofCloud.listening(anywhere, cloud());
            CompletableFuture<Boolean> heard = CompletableFuture.supplyAsync(() -> played(ofCloud));
            ofDevice.towards(address, device());
            ofDevice.play();
            assertThat(heard.get(50, TimeUnit.SECONDS)).isTrue();
            for (Replay one : List.of(ofCloud, ofDevice)) {
                assertThat(one.sides())
                        .singleElement()
                        .satisfies(side -> {
                            assertThat(side.sent()).isEqualTo(1);
                            assertThat(side.differences()).isEmpty();
                        });
            }
        }
        assertThat(sent).containsExactly(1, 1);
    }

    private static boolean played(Replay replay) {
        try {
            boolean isHeard = replay.awaitFirst(Duration.ofSeconds(60));
            replay.play();
            return isHeard;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void where_nobody_speaks_or_listens_that_is_told() throws Exception {
        conversation();
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress free;
        try (Replay replay = new Replay(1, InstantSource.fixed(NOW), () -> {})) {
            free = replay.listening(anywhere, cloud());
            assertThat(replay.awaitFirst(Duration.ofMillis(1))).isFalse();
        }
        try (Replay replay = new Replay(1, InstantSource.fixed(NOW), () -> {})) {
            replay.towards(free, device());
            assertThatThrownBy(replay::play).isInstanceOf(PortUnreachableException.class);
        }
    }
}
