package io.github.timeguardmqtt.workbench.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.text.FieldDifference;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message.PingResponse;
import io.github.timeguardmqtt.protocol.Message.SetWorkModeRequest;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.workbench.SecretSwitch;
import io.github.timeguardmqtt.workbench.diff.Comparison.Found;
import io.github.timeguardmqtt.workbench.diff.Comparison.KindPair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two recordings, frame by frame. */
class ComparisonTest {

    private static final String ONE = "12345678";
    private static final String OTHER = "0badcafe";
    private static final Instant AT = Instant.parse("2026-06-08T00:00:00Z");

    private final Comparison comparison = new Comparison(false);

    private static void each(Consumer<Captured> to, Bytes... datagrams) {
        for (Bytes datagram : datagrams) {
            to.accept(Packet.of("", "", Datagram.decode(datagram)));
        }
    }

    private static Packet packet(Instant at, Side side, Disposition disposition, Bytes bytes) {
        return new Packet(
                "",
                Optional.of(at),
                Optional.empty(),
                side,
                Direction.UNKNOWN,
                disposition,
                "",
                Datagram.decode(bytes));
    }

    private static Bytes mode(String device, WorkMode mode, int sequence) {
        return FrameCodec.fromServer(DeviceId.parse(device), sequence, new SetWorkModeRequest(mode))
                .bytes();
    }

    private static Bytes told(long time) {
        return FrameCodec.fromServer(DeviceId.parse(ONE), 255, new PingResponse(time)).bytes();
    }

    private List<Found> found() {
        List<Found> all = new ArrayList<>();
        comparison.forEach(all::add);
        return all;
    }

    private static FieldDifference field(String name, String a, String b) {
        return new FieldDifference(name, Optional.of(a), Optional.of(b));
    }

    @Test
    void what_is_another_in_every_frame_counts_only_if_wanted() {
        Comparison strict = new Comparison(true);
        for (Comparison it : List.of(comparison, strict)) {
            each(it::takeA, told(1), mode(ONE, WorkMode.AUTO, 1), Frames.report(ONE, 1));
            each(it::takeB, told(2), mode(ONE, WorkMode.AUTO, 9), Frames.report(ONE, 7));
        }
        assertThat(found()).isEmpty();
        List<FieldDifference> all = new ArrayList<>();
        strict.forEach(it -> all.addAll(((Found.Changed) it).fields()));
        assertThat(all)
                .contains(
                        field("time", "1", "2"),
                        field("header.sequence", "1", "9"),
                        field("header.messageId", "1", "7"));
    }

    @Test
    void a_frame_that_is_missing_leaves_the_others_with_their_partners() {
        each(
                comparison::takeA,
                mode(ONE, WorkMode.AUTO, 1),
                mode(ONE, WorkMode.ALWAYS_ON, 2),
                mode(ONE, WorkMode.HOLIDAY, 3),
                mode(ONE, WorkMode.AUTO, 4));
        each(
                comparison::takeB,
                mode(ONE, WorkMode.AUTO, 1),
                mode(ONE, WorkMode.HOLIDAY, 2),
                mode(ONE, WorkMode.ALWAYS_OFF, 3));
        assertThat(comparison.a().frames()).isEqualTo(4);
        assertThat(comparison.pairs()).hasSize(1);
        assertThat(comparison.pairs().getFirst().kinds())
                .containsExactly(new KindPair("SetWorkModeRequest", 4, 3));
        List<Found> found = found();
        assertThat(found).hasSize(2);
        Found.Only only = (Found.Only) found.getFirst();
        assertThat(only.isInA()).isTrue();
        assertThat(only.count()).isEqualTo(1);
        assertThat(only.from().frame()).isEqualTo(2);
        assertThat(only.bytes()).isEqualTo(mode(ONE, WorkMode.ALWAYS_ON, 2));
        Found.Changed changed = (Found.Changed) found.getLast();
        assertThat(changed.a().frame()).isEqualTo(4);
        assertThat(changed.b().frame()).isEqualTo(3);
        assertThat(changed.fields()).containsExactly(field("workMode", "AUTO", "ALWAYS_OFF"));
    }

    @Test
    void one_device_in_each_belong_together_several_by_their_ids() {
        each(comparison::takeA, mode(ONE, WorkMode.AUTO, 1));
        each(comparison::takeB, mode(OTHER, WorkMode.ALWAYS_ON, 1));
        assertThat(found())
                .singleElement()
                .isInstanceOfSatisfying(
                        Found.Changed.class,
                        it -> {
                            assertThat(it.of().a()).contains(DeviceId.parse(ONE));
                            assertThat(it.of().b()).contains(DeviceId.parse(OTHER));
                            assertThat(it.fields())
                                    .containsExactly(field("workMode", "AUTO", "ALWAYS_ON"));
                        });
        each(comparison::takeB, told(1));
        assertThat(comparison.pairs()).hasSize(2);
        assertThat(found()).allMatch(Found.Only.class::isInstance).hasSize(3);
    }

    @Test
    void bytes_that_are_no_frame_are_compared_too() {
        each(comparison::takeA, told(1), Bytes.ofHex("fad4"));
        each(comparison::takeB, told(1), Bytes.ofHex("fad5"));
        assertThat(found())
                .singleElement()
                .isInstanceOfSatisfying(
                        Found.Changed.class,
                        it -> {
                            assertThat(it.kind()).isEqualTo("no valid frame");
                            assertThat(it.fields())
                                    .containsExactly(field("bytes", "fa d4", "fa d5"));
                        });
    }

    @Test
    void what_was_recorded_twice_or_dropped_does_not_count() {
        Bytes report = Frames.report(ONE, 1);
        comparison.takeA(packet(AT, Side.DEVICE, Disposition.PASSED, report));
        comparison.takeA(packet(AT.plusMillis(2), Side.CLOUD, Disposition.PASSED, report));
        comparison.takeA(packet(AT.plusSeconds(9), Side.DEVICE, Disposition.DROPPED, report));
        comparison.takeA(new Mark("", Optional.of(AT), "a mark"));
        comparison.takeA(new Unreadable("packet 4", "cut-off", "it is cut off", ""));
        comparison.takeB(packet(AT, Side.UNKNOWN, Disposition.PASSED, report));
        comparison.takeB(packet(AT.plusSeconds(60), Side.UNKNOWN, Disposition.PASSED, told(1)));
        assertThat(comparison.a().frames()).isEqualTo(1);
        assertThat(comparison.a().unreadable()).isEqualTo(1);
        assertThat(comparison.a().first()).contains(AT);
        assertThat(comparison.b().first()).contains(AT);
        assertThat(comparison.b().last()).contains(AT.plusSeconds(60));
        assertThat(found())
                .singleElement()
                .isInstanceOfSatisfying(
                        Found.Only.class,
                        it -> {
                            assertThat(it.isInA()).isFalse();
                            assertThat(it.from().at()).contains(AT.plusSeconds(60));
                        });
    }

    @Test
    void two_weeks_of_switches_differ_only_in_the_secret_of_one() throws IOException {
        byte[] plain = SecretSwitch.recording((truth, state, now, held) -> truth, 2);
        byte[] secret =
                SecretSwitch.recording(
                        (truth, state, now, held) ->
                                SecretSwitch.with(
                                        truth,
                                        0,
                                        Bytes.of(truth.loadDetected() ? 3 : 0, 0x64, 0),
                                        truth.unknown2(),
                                        truth.unknown3()),
                        2);
        read(plain, comparison::takeA);
        read(secret, comparison::takeB);
        assertThat(found())
                .isNotEmpty()
                .allSatisfy(it ->
                        assertThat(((Found.Changed) it).fields())
                                .containsExactly(field("unknown1", "006400", "036400")));
        Comparison same = new Comparison(true);
        read(plain, same::takeA);
        read(plain, same::takeB);
        same.forEach(it -> assertThat(it).isNull());
        assertThat(same.a()).isEqualTo(same.b());
    }

    private static void read(byte[] recording, Consumer<Captured> to) throws IOException {
        CaptureFile.read(new ByteArrayInputStream(recording), "", ZoneOffset.UTC, () -> {}, to);
    }

    @Test
    void two_frames_are_compared_field_by_field_and_what_is_none_byte_by_byte() {
        Bytes frame = mode(ONE, WorkMode.AUTO, 1);
        assertThat(FrameComparison.of(frame, frame).differences()).isEmpty();
        assertThat(FrameComparison.of(frame, mode(OTHER, WorkMode.HOLIDAY, 1)).differences())
                .containsExactly(
                        field("header.deviceId", ONE, OTHER), field("workMode", "AUTO", "HOLIDAY"));
        Bytes longer = Frames.concat(frame, Bytes.of(0));
        assertThat(FrameComparison.of(frame, longer).differences())
                .containsExactly(
                        new FieldDifference(
                                "byte " + frame.size(), Optional.empty(), Optional.of("00")));
        assertThat(FrameComparison.of(Bytes.of(1, 2), Bytes.of(1, 3)).differences())
                .containsExactly(field("byte 1", "02", "03"));
    }
}
