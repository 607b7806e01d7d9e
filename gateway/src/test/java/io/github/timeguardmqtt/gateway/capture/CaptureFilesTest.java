package io.github.timeguardmqtt.gateway.capture;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.timeguardmqtt.api.CaptureState;
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
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.LogLines;
import io.github.timeguardmqtt.testing.TestTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00.123456789Z");
    private static final InetSocketAddress DEVICE = at("192.168.1.48");
    private static final InetSocketAddress GATEWAY = at("192.168.1.2");
    private static final long SMALL = CaptureSettings.SMALLEST_FILE;

    @TempDir private Path folder;

    private final LoopClock clock = LoopClock.virtual(AT, 1);
    private final Tap tap = new Tap();

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 9997);
    }

    private static Packet packet(Bytes bytes) {
        return new Packet(
                "",
                Optional.of(AT),
                Optional.of(new Flow(Transport.UDP, DEVICE, GATEWAY)),
                Side.DEVICE,
                Direction.IN,
                Disposition.PASSED,
                "",
                Datagram.decode(bytes));
    }

    /** A datagram that no switch would send, so that a file is soon full. */
    private static Packet large(int number) {
        byte[] bytes = new byte[60_000];
        Arrays.fill(bytes, (byte) number);
        return packet(Bytes.copyOf(bytes, 0, bytes.length));
    }

    private CaptureFiles open(long fileSize, Duration age, long budget) throws IOException {
        return CaptureFiles.open(
                new CaptureSettings(folder.resolve("caps"), fileSize, age, budget),
                clock,
                tap,
                new Mask(false),
                "test 1.0");
    }

    private CaptureFiles open() throws IOException {
        return open(SMALL, Duration.ofDays(1), 10 * SMALL);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("caps"))) {
            return files.sorted().toList();
        }
    }

    private static List<Captured> read(Path file) throws IOException {
        List<Captured> read = new ArrayList<>();
        CaptureFile.read(
                new ByteArrayInputStream(Files.readAllBytes(file)),
                "",
                ZoneOffset.UTC,
                () -> {},
                read::add);
        return read;
    }

    private void hand(CaptureFiles to, Captured captured) {
        hand(tap, to, captured);
    }

    /** Returns when it has been written, or left out. */
    private static void hand(Tap tap, CaptureFiles to, Captured captured) {
        long before = to.state().packets() + to.state().leftOut();
        tap.take(captured);
        await().until(() -> to.state().packets() + to.state().leftOut() > before);
    }

    @Test
    void what_passes_is_in_a_file_that_only_its_owner_may_read() throws IOException {
        Packet report = packet(Frames.report("0badcafe", 7));
        try (CaptureFiles capture = open()) {
            hand(capture, report);
            hand(capture, new Mark("", Optional.of(AT), "pressed boost"));
            CaptureState state = capture.state();
            assertThat(state.file()).matches("timeguard-20260701-12000\\d\\.\\d{3}\\.pcapng");
            assertThat(state.files()).isEqualTo(1);
            assertThat(state.packets()).isEqualTo(2);
            assertThat(state.problem()).isEmpty();
            assertThat(state.bytes()).isEqualTo(Files.size(files().getFirst()));
        }
        Path file = files().getFirst();
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("caps")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        List<Captured> read = read(file);
        assertThat(read).hasSize(2);
        Packet packet = (Packet) read.getFirst();
        assertThat(packet.at()).contains(AT);
        assertThat(packet.flow()).isEqualTo(report.flow());
        assertThat(packet.leg()).isEqualTo(Side.DEVICE);
        assertThat(packet.direction()).isEqualTo(Direction.IN);
        assertThat(packet.datagram().bytes()).isEqualTo(report.datagram().bytes());
        assertThat(((Mark) read.getLast()).text()).isEqualTo("pressed boost");
    }

    @Test
    void a_file_that_is_full_is_followed_by_another_and_the_oldest_give_way() throws IOException {
        Files.createDirectory(folder.resolve("caps"));
        Path notOurs = Files.writeString(folder.resolve("caps/notes.txt"), "mine");
        try (CaptureFiles capture = open(SMALL, Duration.ofDays(1), 3 * SMALL)) {
            for (int i = 0; i < 40; i++) {
                hand(capture, large(i));
                assertThat(capture.state().bytes()).isLessThanOrEqualTo(3 * SMALL);
            }
        }
        List<Path> files = new ArrayList<>(files());
        assertThat(files).contains(notOurs);
        files.remove(notOurs);
        long bytes = 0;
        int last = -1;
        for (Path file : files) {
            bytes += Files.size(file);
            assertThat(Files.size(file)).isLessThanOrEqualTo(SMALL);
            for (Captured captured : read(file)) {
                int number = ((Packet) captured).datagram().bytes().at(0);
                assertThat(last == -1 || number == last + 1).isTrue();
                last = number;
            }
        }
        assertThat(last).isEqualTo(39);
        assertThat(bytes).isBetween(SMALL, 3 * SMALL);
        assertThat(files).hasSizeBetween(2, 4);
    }

    @Test
    void a_file_that_is_old_is_followed_by_another() throws IOException {
        try (CaptureFiles capture = open(SMALL, Duration.ofHours(1), 10 * SMALL)) {
            hand(capture, packet(Frames.report("0badcafe", 1)));
            clock.skip(Duration.ofMinutes(61));
            hand(capture, packet(Frames.report("0badcafe", 2)));
            clock.skip(Duration.ofMinutes(61));
        }
        assertThat(files()).hasSize(2);
        assertThat(files().getFirst())
                .matches(file ->
                        file.getFileName().toString().startsWith("timeguard-20260701-12000"));
        assertThat(files().getLast().getFileName().toString())
                .matches("timeguard-20260701-1301\\d\\d\\.\\d{3}\\.pcapng");
    }

    @Test
    void a_file_in_which_nothing_happened_is_not_kept() throws IOException {
        open().close();
        assertThat(files()).isEmpty();
    }

    @Test
    void names_of_files_are_pseudonyms_where_they_are_masked() throws IOException {
        try (CaptureFiles capture =
                CaptureFiles.open(
                        CaptureSettings.usual(folder.resolve("caps")),
                        clock,
                        tap,
                        new Mask(true),
                        "test 1.0")) {
            hand(capture, packet(Frames.report("0badcafe", 7)));
        }
        Packet packet = (Packet) read(files().getFirst()).getFirst();
        assertThat(packet.datagram().frames().getFirst().device().toString()).isEqualTo("12345678");
        assertThat(packet.flow().orElseThrow().source().getAddress().getHostAddress())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void what_a_sudden_end_left_by_half_is_taken_away_at_the_next_start() throws IOException {
        try (CaptureFiles capture = open()) {
            hand(capture, packet(Frames.report("0badcafe", 1)));
            hand(capture, packet(Frames.report("0badcafe", 2)));
        }
        Path file = files().getFirst();
        long whole = Files.size(file);
        byte[] block = Arrays.copyOfRange(Files.readAllBytes(file), (int) whole - 100, (int) whole);
        for (byte[] torn :
                List.of(
                        new byte[] {6, 0, 0, 0, 96, 0},
                        Arrays.copyOf(block, 50),
                        new byte[4096],
                        new byte[] {6, 0, 0, 0, 12, 0, 0, 0, 13, 0, 0, 0})) {
            Files.write(file, torn, StandardOpenOption.APPEND);
            try (CaptureFiles capture = open()) {
                hand(capture, packet(Frames.report("0badcafe", 3)));
            }
            assertThat(file).hasSize(whole);
            assertThat(read(file)).hasSize(2).noneMatch(Unreadable.class::isInstance);
            Files.delete(files().getLast());
        }
    }

    @Test
    void wherever_a_file_was_cut_off_it_is_mended_and_others_are_left_alone() throws IOException {
        try (CaptureFiles capture = open()) {
            hand(capture, packet(Frames.report("0badcafe", 1)));
            hand(capture, packet(Frames.report("0badcafe", 2)));
        }
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int size = 0; size < whole.length; size += 3) {
            Files.write(file, Arrays.copyOf(whole, size));
            long cut = BlockFile.cutTornBlock(file);
            if (cut < size) {
                assertThat(file).hasBinaryContent(Arrays.copyOf(whole, (int) (size - cut)));
                assertThat(read(file)).noneMatch(Unreadable.class::isInstance);
            } else {
                assertThat(file).doesNotExist(); // there was not even its head
            }
        }
        Files.writeString(file, "not a capture at all");
        assertThat(BlockFile.cutTornBlock(file)).isZero();
        assertThat(file).hasContent("not a capture at all");
    }

    @Test
    void where_the_folder_cannot_be_made_it_goes_on_when_it_can() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "");
        Path inside = blocked.resolve("caps");
        try (LogLines lines = new LogLines();
                CaptureFiles capture =
                        CaptureFiles.open(
                                CaptureSettings.usual(inside),
                                clock,
                                tap,
                                new Mask(false),
                                "test 1.0")) {
            for (int i = 0; i < 5; i++) {
                hand(capture, packet(Frames.report("0badcafe", i)));
                clock.skip(Duration.ofSeconds(5));
            }
            assertThat(capture.state().leftOut()).isEqualTo(5);
            assertThat(capture.state().problem()).isPresent();
            assertThat(lines.with("cannot be recorded in " + inside)).hasSize(1);
            Files.delete(blocked);
            clock.skip(Duration.ofMinutes(2));
            hand(capture, packet(Frames.report("0badcafe", 6)));
            assertThat(capture.state().problem()).isEmpty();
            assertThat(lines.with("The capture goes on")).hasSize(1);
            Packet first = (Packet) read(inside.resolve(capture.state().file())).getFirst();
            assertThat(first.text()).isEqualTo("5 packets before this one were left out");
        }
    }

    @Test
    void a_kill_leaves_nothing_by_half() throws Exception {
        Process child = java(Writer.class, folder.resolve("caps").toString()).start();
        try (var out = child.inputReader(UTF_8)) {
            for (int i = 0; i < 500; i++) {
                assertThat(out.readLine()).isNotNull();
            }
        }
        child.toHandle().destroyForcibly();
        assertThat(child.waitFor()).isNotZero();
        try (CaptureFiles capture = open()) {
            hand(capture, packet(Frames.report("0badcafe", 1)));
        }
        List<Captured> read = new ArrayList<>();
        for (Path file : files()) {
            read.addAll(read(file));
        }
        assertThat(read).hasSizeGreaterThan(500).noneMatch(Unreadable.class::isInstance);
    }

    @Test
    void a_full_disk_is_told_once_and_recorded_again_when_there_is_room() throws Exception {
        Process probe =
                new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
                        .redirectErrorStream(true)
                        .start();
        String refusal = new String(probe.getInputStream().readAllBytes(), UTF_8).strip();
        assumeTrue(
                probe.waitFor() == 0, "no small disk can be made here (" + refusal + "): skipped");
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "unshare",
                                "-rm",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=1M none \"$0\" && exec \"$@\"",
                                disk.toString()));
        command.addAll(java(FullDisk.class, disk.toString()).command());
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(new String(child.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo(
                        """
                        problem: No space left on device
                        recorded again, 1 warning
                        unreadable: 0, with the gap: 1
                        """);
        assertThat(child.waitFor()).isZero();
    }

    @Test
    void where_it_cannot_record_a_sentence_says_why() throws IOException {
        Path file = Files.writeString(folder.resolve("caps"), "mine");
        assertThatThrownBy(this::open)
                .hasMessage(
                        "The place %s for captures is a file: give a directory with --capture"
                                .formatted(file));
        assertThatThrownBy(
                        () -> new CaptureSettings(folder, 600_000, Duration.ofDays(1), 1_000_000))
                .hasMessage(
                        "a --capture-budget of 1000000 bytes has no room for two files of 600000: expected at least twice the --capture-file-size");
    }

    private static ProcessBuilder java(Class<?> main, String... args) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** A child that records, and says so, until it is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws IOException {
            Tap tap = new Tap();
            CaptureFiles capture =
                    CaptureFiles.open(
                            CaptureSettings.usual(Path.of(args[0])),
                            LoopClock.virtual(TestTime.NOON, 1),
                            tap,
                            new Mask(false),
                            "test 1.0");
            for (int i = 0; ; i++) {
                hand(tap, capture, packet(Frames.report("0badcafe", i)));
                System.out.println(i);
            }
        }
    }

    /** A child on a disk of one megabyte, which it fills, and makes room on. */
    static final class FullDisk {

        private FullDisk() {}

        public static void main(String[] args) throws IOException {
            Path disk = Path.of(args[0]);
            Path ballast = Files.write(disk.resolve("ballast"), new byte[700_000]);
            Tap tap = new Tap();
            LoopClock clock = LoopClock.virtual(AT, 1);
            try (LogLines lines = new LogLines()) {
                try (CaptureFiles capture =
                        CaptureFiles.open(
                                CaptureSettings.usual(disk.resolve("caps")),
                                clock,
                                tap,
                                new Mask(false),
                                "test 1.0")) {
                    for (int i = 0; capture.state().problem().isEmpty(); i++) {
                        hand(tap, capture, large(i));
                    }
                    System.out.println("problem: " + capture.state().problem().get());
                    for (int i = 0; i < 50; i++) {
                        hand(tap, capture, large(i));
                        clock.skip(Duration.ofSeconds(1));
                    }
                    Files.delete(ballast);
                    while (capture.state().problem().isPresent()) {
                        clock.skip(Duration.ofMinutes(1));
                        hand(tap, capture, large(1));
                    }
                    System.out.printf(
                            Locale.ROOT,
                            "recorded again, %d warning%n",
                            lines.with("The traffic cannot be recorded").size());
                }
            }
            List<Captured> read = new ArrayList<>();
            try (Stream<Path> files = Files.list(disk.resolve("caps"))) {
                for (Path file : files.sorted().toList()) {
                    read.addAll(read(file));
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "unreadable: %d, with the gap: %d%n",
                    read.stream().filter(Unreadable.class::isInstance).count(),
                    read.stream()
                            .filter(one ->
                                    one instanceof Packet packet
                                            && packet.text().contains("left out"))
                            .count());
        }
    }
}
