package io.github.timeguardmqtt.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Fate;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Leg;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.file.CaptureFile;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.LogLines;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFilesTest {

    private static final Instant AT = Instant.parse("2026-07-01T12:00:00.123456789Z");
    private static final Bytes REPORT = Frames.report("0badcafe", 1);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir private Path temporary;

    private final LoopClock clock = LoopClock.virtual(AT, 1e-9);
    private final Tap tap = new Tap();

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private static Packet packet(int number) {
        return new Packet(
                "",
                Optional.of(AT.plusNanos(number)),
                Optional.of(
                        new Flow(
                                Flow.Transport.UDP,
                                at("192.168.1.48", 9997),
                                at("192.168.1.2", 9997))),
                Leg.DEVICE,
                Direction.IN,
                Fate.PASSED,
                "",
                Datagram.decode(REPORT));
    }

    private Path folder() {
        return temporary.resolve("captures");
    }

    private CaptureFiles open(long fileSize, long budget) throws IOException {
        return open(folder(), fileSize, budget, new Mask(false));
    }

    private CaptureFiles open(Path folder, long fileSize, long budget, Mask mask)
            throws IOException {
        return CaptureFiles.open(
                new CaptureFiles.Settings(folder, fileSize, DAY, budget),
                clock,
                tap,
                mask,
                "timeguard test");
    }

    private void record(CaptureFiles files, int from, int to) {
        for (int i = from; i < to; i++) {
            tap.take(packet(i));
        }
        await().until(() -> files.state().packets() == to);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.sorted().toList();
        }
    }

    private static List<Captured> read(byte[] file) throws IOException {
        List<Captured> found = new ArrayList<>();
        CaptureFile.read(new ByteArrayInputStream(file), "", ZoneOffset.UTC, () -> {}, found::add);
        return found;
    }

    private static List<Captured> read(Path file) throws IOException {
        return read(Files.readAllBytes(file));
    }

    private static List<Instant> times(List<Captured> captured) {
        return captured.stream().map(each -> ((Packet) each).at().orElseThrow()).toList();
    }

    @Test
    void what_passes_is_read_back_with_all_that_is_known_of_it() throws Exception {
        Packet made =
                new Packet(
                        "",
                        Optional.of(AT),
                        Optional.of(
                                new Flow(
                                        Flow.Transport.TCP,
                                        at("2001:db8::2", 9997),
                                        at("2001:db8::48", 50_000))),
                        Leg.DEVICE,
                        Direction.OUT,
                        Fate.MADE,
                        "",
                        Datagram.decode(Frames.command("0badcafe")));
        Packet toCloud =
                new Packet(
                        "",
                        Optional.of(AT),
                        Optional.of(
                                new Flow(
                                        Flow.Transport.UDP,
                                        at("192.168.1.2", 40_000),
                                        at("31.193.128.139", 9997))),
                        Leg.CLOUD,
                        Direction.OUT,
                        Fate.PASSED,
                        "",
                        Datagram.decode(REPORT));
        try (CaptureFiles files = open(1 << 20, 4 << 20)) {
            tap.take(packet(0));
            tap.take(toCloud);
            tap.take(made);
            tap.take(new Mark("", Optional.of(AT), "pressed the button"));
            await().until(() -> files.state().packets() == 4);
            assertThat(files.state().directory()).isEqualTo(folder().toString());
            assertThat(files.state().file()).isEqualTo("timeguard-20260701-120000.pcapng");
            assertThat(files.state().bytes()).isEqualTo(Files.size(files().getFirst()));
            assertThat(files.state().problem()).isEmpty();
        }
        assertThat(read(files().getFirst()))
                .usingRecursiveComparison()
                .ignoringFields("where")
                .isEqualTo(
                        List.of(
                                packet(0),
                                toCloud,
                                made,
                                new Mark("", Optional.of(AT), "pressed the button")));
    }

    @Test
    void only_its_owner_may_read_it() throws Exception {
        try (CaptureFiles files = open(1 << 20, 4 << 20)) {
            record(files, 0, 1);
        }
        assertThat(Files.getPosixFilePermissions(folder()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(files().getFirst()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void one_that_has_its_size_is_followed_by_another_and_the_oldest_go_for_the_budget()
            throws Exception {
        Path other = Files.createDirectories(folder()).resolve("timeguard-mine.pcapng");
        Files.write(other, new byte[100_000]);
        try (CaptureFiles files = open(10_000, 50_000)) {
            record(files, 0, 2000);
            assertThat(files.state().files()).isEqualTo(files().size() - 1);
            assertThat(files.state().bytes()).isLessThanOrEqualTo(50_000);
        }
        assertThat(other).hasSize(100_000);
        Files.delete(other);
        List<Instant> kept = new ArrayList<>();
        long bytes = 0;
        for (Path file : files()) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(10_000);
            bytes += Files.size(file);
            kept.addAll(times(read(file)));
        }
        assertThat(bytes).isBetween(40_000L, 50_000L);
        // The newest, in the order of the names, and none of them is missing.
        assertThat(kept)
                .containsExactlyElementsOf(
                        Stream.iterate(
                                        2000 - kept.size(),
                                        number -> number < 2000,
                                        number -> number + 1)
                                .map(AT::plusNanos)
                                .toList());
    }

    @Test
    void what_was_there_before_counts_for_the_budget() throws Exception {
        for (int run = 0; run < 10; run++) {
            try (CaptureFiles files = open(10_000, 20_000)) {
                record(files, 0, 40);
                assertThat(files.state().bytes()).isLessThanOrEqualTo(20_000);
            }
            clock.skip(Duration.ofSeconds(1));
        }
        assertThat(files()).hasSizeBetween(2, 4);
        assertThat(files().getLast()).hasFileName("timeguard-20260701-120009.pcapng");
    }

    @Test
    void one_that_is_old_is_followed_by_another() throws Exception {
        try (CaptureFiles files = open(1 << 20, 4 << 20)) {
            record(files, 0, 3);
            clock.skip(DAY.plusSeconds(1));
            record(files, 3, 5);
        }
        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(
                        "timeguard-20260701-120000.pcapng", "timeguard-20260702-120001.pcapng");
        assertThat(read(files().getFirst())).hasSize(3);
        assertThat(read(files().getLast())).hasSize(2);
    }

    @Test
    void one_without_traffic_is_not_kept() throws Exception {
        open(1 << 20, 4 << 20).close();
        await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    @Test
    void what_was_cut_off_within_a_block_is_mended_at_the_next_start() throws Exception {
        try (CaptureFiles files = open(1 << 20, 4 << 20)) {
            record(files, 0, 3);
        }
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        Bytes all = Bytes.copyOf(whole, 0, whole.length);
        for (int size = 1; size < whole.length; size += 7) {
            Files.write(file, all.slice(0, size).toArray());
            TornEnd.cut(file);
            if (Files.exists(file)) {
                byte[] cut = Files.readAllBytes(file);
                assertThat(all.slice(0, cut.length).toArray()).isEqualTo(cut);
                assertThat(read(cut)).allMatch(Packet.class::isInstance);
            } else {
                assertThat(size).isLessThan(60);
            }
        }
        // As a power cut leaves it: the size is there, the bytes are not.
        Files.write(
                file, Bytes.concat(List.of(all, Bytes.copyOf(new byte[4096], 0, 4096))).toArray());
        try (LogLines lines = new LogLines();
                CaptureFiles next = open(1 << 20, 4 << 20)) {
            lines.expect(file + " ended within a packet: its last 4096 bytes were cut off");
            record(next, 0, 1);
            assertThat(next.state().bytes())
                    .isEqualTo(whole.length + Files.size(files().getLast()));
        }
        assertThat(file).hasBinaryContent(whole);
        assertThat(files())
                .extracting(Path::getFileName)
                .last()
                .hasToString("timeguard-20260701-120000_0002.pcapng");
    }

    @Test
    void a_file_that_is_none_of_ours_is_left_alone() throws Exception {
        Files.createDirectories(folder());
        Path mine = folder().resolve("timeguard-20250101-000000.pcapng");
        Files.writeString(mine, "not a capture at all");
        try (CaptureFiles files = open(1 << 20, 4 << 20)) {
            record(files, 0, 1);
        }
        assertThat(mine).hasContent("not a capture at all");
    }

    @Test
    void where_it_cannot_write_a_warning_says_so_once_and_it_goes_on_when_it_can()
            throws Exception {
        Path blocked = Files.createFile(temporary.resolve("captures"));
        Path inside = blocked.resolve("here");
        try (LogLines lines = new LogLines();
                CaptureFiles files = open(inside, 1 << 20, 4 << 20, new Mask(false))) {
            for (int i = 0; i < 10; i++) {
                tap.take(packet(i));
                clock.skip(Duration.ofSeconds(5));
            }
            await().until(() -> files.state().leftOut() == 10);
            assertThat(files.state().problem()).isPresent();
            assertThat(lines.with("cannot be recorded in " + inside)).hasSize(1);
            Files.delete(blocked);
            clock.skip(Duration.ofMinutes(2));
            tap.take(packet(10));
            await().until(() -> files.state().packets() == 1);
            assertThat(files.state().problem()).isEmpty();
            assertThat(lines.with("The capture goes on")).hasSize(1);
            Packet first = (Packet) read(inside.resolve(files.state().file())).getFirst();
            assertThat(first.text()).isEqualTo("10 packets before this one were left out");
        }
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_refused_in_one_sentence() throws Exception {
        Files.createFile(folder());
        assertThatThrownBy(() -> open(1 << 20, 4 << 20))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "The place %s for captures is a file: give a directory with --capture"
                                .formatted(folder()));
    }

    @Test
    void what_is_masked_is_masked_here_too() throws Exception {
        try (CaptureFiles files = open(folder(), 1 << 20, 4 << 20, new Mask(true))) {
            tap.take(packet(0));
            tap.take(new Mark("", Optional.of(AT), "0badcafe at 192.168.1.48 was pressed"));
            await().until(() -> files.state().packets() == 2);
        }
        List<Captured> found = read(files().getFirst());
        Packet packet = (Packet) found.getFirst();
        assertThat(packet.datagram().bytes()).isEqualTo(Frames.report("12345678", 1));
        assertThat(packet.flow().orElseThrow().source().getAddress().getHostAddress())
                .isNotEqualTo("192.168.1.48");
        assertThat(((Mark) found.getLast()).text()).startsWith("12345678 at").doesNotContain("168");
    }
}
