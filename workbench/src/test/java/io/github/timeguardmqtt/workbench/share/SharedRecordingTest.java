package io.github.timeguardmqtt.workbench.share;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.file.Recording;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.testing.Frames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to others: nobody is recognised in it, and nothing is left where it cannot be made. */
class SharedRecordingTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00Z");
    private static final DeviceId DEVICE = DeviceId.parse("0badcafe");
    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final Unreadable CUT =
            new Unreadable("packet 5", "cut-off", "it is cut off", "");

    @TempDir private Path folder;

    private static Bytes bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Bytes.copyOf(bytes);
    }

    private static Packet packet(int second, Bytes frame) {
        return new Packet(
                "",
                Optional.of(AT.plusSeconds(second)),
                Optional.of(new Flow(Transport.UDP, at("10.1.2.3"), at("10.1.2.1"))),
                Side.DEVICE,
                Direction.IN,
                Disposition.PASSED,
                "heard by 10.4.4.4",
                Datagram.decode(frame));
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static Recording day() {
        Message version = new Message.ReportCodeVersionRequest(new Text(bytes("1.2.3")));
        Message name = new Message.SetScheduleNameRequest(1, Text.name("Nursery"));
        List<Captured> all =
                List.of(
                        packet(0, FrameCodec.fromServer(DEVICE, 3, name).bytes()),
                        packet(1, FrameCodec.fromDevice(DEVICE, 7, 255, version).bytes()),
                        new Mark("", Optional.of(AT.plusSeconds(2)), "Tom pressed\nboost"),
                        packet(3, Frames.unknown("0badcafe", bytes("wifi=HomeOfTom"))),
                        CUT);
        return all::forEach;
    }

    private CaptureCopy copy(Mask mask, List<Unreadable> unreadable) throws IOException {
        return CaptureCopy.write(
                day(), mask, "test 1.0", folder.resolve("copy.pcapng"), unreadable::add);
    }

    private SharedRecording shared(Mask mask) throws IOException {
        return SharedRecording.of(copy(mask, new ArrayList<>()), mask, "test 1.0", ZONE, ZONE);
    }

    @Test
    void a_copy_holds_everything_that_can_be_read_and_nothing_that_should_be_hidden()
            throws IOException {
        Mask mask = new Mask(true, List.of("Tom"));
        List<Unreadable> unreadable = new ArrayList<>();
        CaptureCopy copy = copy(mask, unreadable);
        assertThat(copy.packets()).isEqualTo(3);
        assertThat(copy.marks()).isEqualTo(1);
        assertThat(unreadable).containsExactly(CUT);
        assertThat(copy.traces(mask)).isEmpty();
        assertThat(Files.readString(copy.file(), ISO_8859_1))
                .contains("test 1.0")
                .doesNotContain("Nursery", "Tom", "\u00fe\u00ca\u00ad\u000b");
    }

    @Test
    void what_a_mask_has_left_is_found() throws IOException {
        Mask mask = new Mask(true, List.of("Tom"));
        day().forEach(mask::learn);
        day().forEach(mask::mask);
        CaptureCopy plain = copy(new Mask(false), new ArrayList<>());
        assertThat(plain.traces(mask))
                .contains("packet 1: an address in a header", "packet 3: in a text")
                .allMatch(it -> it.startsWith("packet "));
    }

    @Test
    void a_copy_that_cannot_be_made_leaves_no_file_and_touches_none() throws IOException {
        Path there = Files.writeString(folder.resolve("copy.pcapng"), "mine");
        assertThatThrownBy(() -> copy(new Mask(false), new ArrayList<>()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(there).hasContent("mine");
        Path broken = folder.resolve("broken.pcapng");
        int[] readings = {0};
        Recording ends =
                to -> {
                    if (++readings[0] > 1) {
                        throw new IllegalStateException("the file is gone");
                    }
                };
        assertThatThrownBy(() -> CaptureCopy.write(ends, new Mask(false), "test", broken, it -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThat(broken).doesNotExist();
    }

    @Test
    void texts_tell_what_was_done_what_is_in_it_and_what_it_was_made_with() throws IOException {
        SharedRecording shared = shared(new Mask(true, List.of("Tom")));
        assertThat(shared.texts().keySet())
                .containsExactly("README.txt", "marks.txt", "summary.txt");
        assertThat(shared.texts().get("README.txt"))
                .contains("capture.pcapng   the traffic", "those of Europe/London in the texts")
                .endsWith("test 1.0\n12345678: code version 1.2.3\n");
        assertThat(shared.texts().get("marks.txt"))
                .isEqualTo("2026-07-01 13:00:02.000000+01:00  xxx pressed\\u000aboost\n");
        assertThat(shared.texts().get("summary.txt"))
                .contains("3 frames, 1 device, 1 mark", "type 1 flags 6");
        assertThat(shared.textsInFrames()).contains("1.2.3", "wifi=HomeOfxxx");
        assertThat(shared.comments()).containsExactly("heard by 192.0.2.1");
    }

    @Test
    void one_file_holds_all_of_it_and_can_be_read_as_a_recording() throws IOException {
        Path zip = folder.resolve("day.zip");
        SharedRecording shared = shared(new Mask(true, List.of("Tom")));
        shared.write(zip);
        Map<String, byte[]> parts = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry part = in.getNextEntry(); part != null; part = in.getNextEntry()) {
                parts.put(part.getName(), in.readAllBytes());
            }
        }
        assertThat(parts.keySet())
                .containsExactlyInAnyOrder(
                        "README.txt", "marks.txt", "summary.txt", SharedRecording.CAPTURE);
        assertThat(parts.get(SharedRecording.CAPTURE))
                .isEqualTo(Files.readAllBytes(shared.capture().file()));
        List<Captured> read = new ArrayList<>();
        CaptureFile.read(zip, "", ZONE, read::add);
        assertThat(read).hasSize(4);
        assertThatThrownBy(() -> shared.write(zip)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(zip).exists();
    }
}
