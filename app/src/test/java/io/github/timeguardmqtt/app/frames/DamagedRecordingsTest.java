package io.github.timeguardmqtt.app.frames;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recordings that were cut, damaged, or are none: each command that reads them says so in sentences
 * that name the place, and reads what is before it.
 */
class DamagedRecordingsTest {

    private static final String DEVICE = "0badcafe";

    /** Of another device, so that a replay has read everything and then has nothing to play. */
    private static final String OTHER = "0badf00d";

    private static final int PACKETS = 12;
    private static final Instant AT = Instant.parse("2026-07-01T12:00:00Z");

    /** How often each recording is damaged, in each way. */
    private static final int ROUNDS = Integer.getInteger("damaged.rounds", 25);

    @TempDir private Path folder;

    private int written;

    /** The kinds of recordings, each with a frame a packet, numbered from 1. */
    enum Kind {
        PCAP(1, true) {
            @Override
            void record(Recorder to) {
                to.put(
                        ByteBuffer.allocate(24)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(0xa1b2c3d4)
                                .putShort((short) 2)
                                .putShort((short) 4)
                                .putLong(0)
                                .putInt(65_535)
                                .putInt(101)
                                .array());
                for (int i = 1; i <= PACKETS; i++) {
                    byte[] packet = ip(i);
                    to.put(
                            ByteBuffer.allocate(16)
                                    .order(ByteOrder.LITTLE_ENDIAN)
                                    .putInt((int) AT.getEpochSecond() + i)
                                    .putInt(123_456)
                                    .putInt(packet.length)
                                    .putInt(packet.length)
                                    .array());
                    to.put(packet);
                    to.end();
                }
            }
        },
        PCAPNG(2, true) {
            @Override
            void record(Recorder to) throws IOException {
                PcapngWriter writer = new PcapngWriter(to.out(), "test 1.0");
                for (int i = 1; i <= PACKETS; i++) {
                    writer.packet(packet(i));
                    to.end();
                }
            }
        },
        LOG(3, false) {
            @Override
            void record(Recorder to) {
                for (int i = 1; i <= PACKETS; i++) {
                    to.put(
                            "[2026-07-01 12:00:%02d.000000] [192.168.1.48:9997 -> 31.193.128.139:9997] [parsing:success] %s\n"
                                    .formatted(i, frame(i).toSpacedHex())
                                    .getBytes(UTF_8));
                    to.end();
                }
            }
        },
        DUMP(4, false) {
            @Override
            void record(Recorder to) {
                for (int i = 1; i <= PACKETS; i++) {
                    to.put(
                            "12:00:%02d.000000 IP 192.168.1.48.9997 > 31.193.128.139.9997: UDP, length 38\n"
                                    .formatted(i)
                                    .getBytes(UTF_8));
                    Bytes packet = Bytes.copyOf(ip(i), 0, ip(i).length);
                    for (int at = 0; at < packet.size(); at += 16) {
                        Bytes row = packet.slice(at, Math.min(16, packet.size() - at));
                        to.put(
                                "\t0x%04x:  %s\n"
                                        .formatted(
                                                at, row.toHex().replaceAll("(....)", "$1 ").trim())
                                        .getBytes(UTF_8));
                    }
                    to.end();
                }
            }
        },
        HEX(5, false) {
            @Override
            void record(Recorder to) {
                for (int i = 1; i <= PACKETS; i++) {
                    to.put((frame(i).toHex() + "\n").getBytes(UTF_8));
                    to.end();
                }
            }
        };

        private final int seed;
        private final boolean isBinary;

        Kind(int seed, boolean isBinary) {
            this.seed = seed;
            this.isBinary = isBinary;
        }

        abstract void record(Recorder to) throws IOException;
    }

    /** A recording, and where each of its packets ends in it. */
    static final class Recorder {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Integer> ends = new ArrayList<>();

        OutputStream out() {
            return bytes;
        }

        void put(byte[] part) {
            bytes.writeBytes(part);
        }

        void end() {
            ends.add(bytes.size());
        }

        byte[] whole() {
            return bytes.toByteArray();
        }

        /** How many packets stand whole before this byte. */
        int before(int at) {
            return (int) ends.stream().filter(end -> end <= at).count();
        }
    }

    private static Recorder record(Kind kind) throws IOException {
        Recorder recorder = new Recorder();
        kind.record(recorder);
        return recorder;
    }

    private static Bytes frame(int number) {
        return Frames.report(DEVICE, number);
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static Packet packet(int number) {
        return new Packet(
                "",
                Optional.of(AT.plusSeconds(number)),
                Optional.of(new Flow(Transport.UDP, at("192.168.1.48"), at("31.193.128.139"))),
                Side.DEVICE,
                Direction.IN,
                Disposition.PASSED,
                "",
                Datagram.decode(frame(number)));
    }

    /** UDP in IPv4, without checksums. */
    private static byte[] ip(int number) {
        Bytes frame = frame(number);
        return ByteBuffer.allocate(28 + frame.size())
                .putShort((short) 0x4500)
                .putShort((short) (28 + frame.size()))
                .putInt(number << 16)
                .putInt(0x40110000)
                .putInt(0xc0a80130)
                .putInt(0x1fc1808b)
                .putShort((short) 9997)
                .putShort((short) 9997)
                .putShort((short) (8 + frame.size()))
                .putShort((short) 0)
                .put(frame.toArray())
                .array();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("recording-" + ++written), bytes);
    }

    /** What the frames in a recording are numbered, as far as they can be read. */
    private static List<Integer> numbers(Ran ran) {
        return ran.out()
                .lines()
                .filter(line -> line.contains("\"deviceId\":\"" + DEVICE + "\""))
                .map(line -> line.replaceFirst(".*\"messageId\":(\\d+).*", "$1"))
                .filter(number -> number.length() < 9)
                .map(Integer::valueOf)
                .toList();
    }

    private static List<Integer> upTo(int last) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= last; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Nobody is shown what only its author understands. */
    private static void isPlain(Ran ran, String command) {
        assertThat(ran.err().lines())
                .allMatch(line -> line.startsWith("timeguard " + command + ": "));
        assertThat(ran.err() + ran.out())
                .doesNotContain("Exception")
                .doesNotContain("java.")
                .doesNotContain(": null");
    }

    /** Each command reads it, and what is before the damage is there. */
    private List<Ran> readByAll(Path file, int before) throws IOException {
        Ran decoded = Ran.on("", "decode", "--json", file.toString());
        isPlain(decoded, "decode");
        assertThat(decoded.exitCode()).isZero();
        assertThat(numbers(decoded).stream().limit(before).toList()).isEqualTo(upTo(before));
        Ran shown = Ran.on("", "decode", "--strict", file.toString());
        isPlain(shown, "decode");
        assertThat(shown.exitCode()).isIn(0, 1);
        Path out = folder.resolve("masked-" + ++written);
        Ran masked = Ran.on("", "capture", "--mask", file.toString(), out.toString());
        isPlain(masked, "capture");
        assertThat(masked.exitCode()).as(masked.err()).isZero();
        Ran again = Ran.on("", "decode", "--json", "--strict", out.toString());
        assertThat(again.out()).doesNotContain("cut-off", "damaged");
        assertThat(again.out().lines().count()).isGreaterThanOrEqualTo(before);
        Ran replayed =
                Ran.on(
                        "",
                        "replay",
                        file.toString(),
                        "--to",
                        "127.0.0.1:9",
                        "--device",
                        OTHER + "=" + OTHER);
        isPlain(replayed, "replay");
        assertThat(replayed.exitCode()).isEqualTo(2);
        assertThat(replayed.err()).containsAnyOf("is not in the recording", "holds no frame");
        Ran analysed = Ran.on("", "analyse", "--json", file.toString());
        isPlain(analysed, "analyse");
        assertThat(analysed.exitCode()).as(analysed.err()).isZero();
        assertThat(analysed.out()).startsWith("{").endsWith("}\n");
        if (before > 0) {
            assertThat(analysed.out()).contains("\"id\":\"" + DEVICE + "\"");
        }
        Ran same = Ran.on("", "diff", file.toString(), file.toString());
        isPlain(same, "diff");
        boolean isAny = !same.err().contains("holds no frame");
        assertThat(same.exitCode()).as(same.err()).isEqualTo(isAny ? 0 : 2);
        assertThat(isAny || before == 0).isTrue();
        assertThat(same.out()).isEmpty();
        Files.delete(out);
        Files.delete(file);
        return List.of(decoded, shown, masked, replayed);
    }

    @ParameterizedTest
    @EnumSource
    void a_recording_that_is_whole_is_read_to_its_end(Kind kind) throws IOException {
        List<Ran> ran = readByAll(file(record(kind).whole()), PACKETS);
        assertThat(numbers(ran.getFirst())).isEqualTo(upTo(PACKETS));
        assertThat(ran.get(1).exitCode()).isZero();
        assertThat(ran.get(0).err() + ran.get(1).err() + ran.get(2).err()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void of_a_recording_that_was_cut_is_read_what_is_left(Kind kind) throws IOException {
        Recorder recorder = record(kind);
        byte[] whole = recorder.whole();
        Random random = new Random(kind.seed);
        for (int round = 0; round < ROUNDS; round++) {
            int end = 1 + random.nextInt(whole.length - 1);
            int before = recorder.before(end);
            List<Ran> ran = readByAll(file(Arrays.copyOf(whole, end)), before);
            boolean isWithin = !recorder.ends.contains(end);
            if (kind.isBinary && isWithin && end > 24) {
                assertThat(ran.getFirst().out()).as("cut at %d", end).contains("\"cut-off\"");
                assertThat(ran.get(1).exitCode()).isEqualTo(1);
                assertThat(ran.get(2).err())
                        .matches("timeguard capture: packet \\d+: the file ends within .*\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_a_recording_with_wrong_bits_is_read_what_is_before_them(Kind kind) throws IOException {
        Recorder recorder = record(kind);
        Random random = new Random(kind.seed + 100);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = recorder.whole();
            int first = damaged.length;
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                int at = random.nextInt(damaged.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                first = Math.min(first, at);
            }
            // The head of a file says how everything is to be read, and what is before it.
            readByAll(file(damaged), recorder.ends.getFirst() > first ? 0 : recorder.before(first));
        }
    }

    @ParameterizedTest
    @EnumSource
    void behind_nonsense_within_a_recording_the_rest_is_found(Kind kind) throws IOException {
        Recorder recorder = record(kind);
        byte[] whole = recorder.whole();
        Random random = new Random(kind.seed + 200);
        for (int round = 0; round < ROUNDS; round++) {
            int after = 1 + random.nextInt(PACKETS - 3);
            int from = recorder.ends.get(after - 1);
            int to = recorder.ends.get(after);
            byte[] nonsense = new byte[to - from];
            random.nextBytes(nonsense);
            if (!kind.isBinary) {
                nonsense[0] = '\n';
                nonsense[nonsense.length - 1] = '\n';
            }
            System.arraycopy(nonsense, 0, whole, from, nonsense.length);
            List<Integer> read = numbers(readByAll(file(whole), recorder.before(from)).getFirst());
            assertThat(read).contains(PACKETS);
            whole = recorder.whole();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9226", "1026", "2263", "1969"})
    void a_year_that_no_capture_can_hold_is_written_beside_it(String year) throws IOException {
        String log =
                new String(record(Kind.LOG).whole(), UTF_8).replace("[2026-", "[" + year + "-");
        Path out = folder.resolve("new.pcapng");
        Ran ran = Ran.on("", "capture", file(log.getBytes(UTF_8)).toString(), out.toString());
        assertThat(ran).isEqualTo(new Ran(0, out + ": 12 packets, 0 marks\n", ""));
        Ran read = Ran.on("", "decode", "--json", out.toString());
        assertThat(numbers(read)).isEqualTo(upTo(PACKETS));
        assertThat(read.out())
                .contains("its time cannot be written: " + year + "-0", "\"time\":\"1970-01-01");
    }

    @Test
    void nonsense_is_no_recording() throws IOException {
        Random random = new Random(300);
        byte[][] begins = {
            {},
            {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1},
            {(byte) 0xa1, (byte) 0xb2, 0x3c, 0x4d},
            {0x0a, 0x0d, 0x0d, 0x0a},
            {0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a},
            {0x1f, (byte) 0x8b},
            {0x1f, (byte) 0x8b, 8, 0},
            {'P', 'K', 3, 4},
            {'P', 'K', 3, 4, 20, 0, 8, 0, 8, 0},
            {(byte) 0xfa, (byte) 0xd4}
        };
        for (int round = 0; round < 2 * ROUNDS; round++) {
            byte[] begin = begins[round % begins.length];
            byte[] nonsense = new byte[begin.length + random.nextInt(3000)];
            random.nextBytes(nonsense);
            System.arraycopy(begin, 0, nonsense, 0, begin.length);
            readByAll(file(nonsense), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\177ELF\2\1\1\0\0\0", "BZh91AY&SY\u0001\u0002", "\0a\0n\0 \0l\0o\0g"})
    void a_file_of_another_kind_is_told_in_a_sentence(String begin) throws IOException {
        byte[] other = new byte[4000];
        new Random(1).nextBytes(other);
        byte[] first = begin.getBytes(ISO_8859_1);
        System.arraycopy(first, 0, other, 0, first.length);
        Path file = file(other);
        assertThat(Ran.on("", "decode", file.toString()).out().strip())
                .contains("it is neither a capture nor text")
                .hasLineCount(2);
        assertThat(Ran.on("", "analyse", file.toString()).err())
                .contains("the file: it is neither a capture nor text: expected pcap, pcapng,");
    }

    /** As is left of a log that was emptied while it was written to. */
    @Test
    void zeros_before_a_log_are_no_other_kind_of_file() throws IOException {
        Path file = folder.resolve("day.log");
        String line =
                "[2021-07-13 21:18:08.029554] [31.193.128.139:9997 -> 192.168.86.1:9997] [parsing:unknown] fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df\n";
        Files.writeString(file, "\0".repeat(1000) + "\n" + line);
        assertThat(Ran.on("", "decode", "--json", file.toString()).out())
                .contains("\"deviceId\":\"12345678\"");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Packed, so that each packet is in a part of its own. */
    private static byte[] gzipInParts(Recorder recorder) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed, 512, true)) {
            int from = 0;
            for (int end : recorder.ends) {
                out.write(recorder.whole(), from, end - from);
                out.flush();
                from = end;
            }
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void of_a_packed_recording_that_was_cut_is_read_what_can_be_unpacked(Kind kind)
            throws IOException {
        byte[] packed = gzipInParts(record(kind));
        List<Ran> ran = readByAll(file(Arrays.copyOf(packed, packed.length - 10)), PACKETS);
        assertThat(ran.getFirst().out()).contains("\"cut-off\"");
        assertThat(ran.get(2).err())
                .isEqualTo(
                        "timeguard capture: the file: the packed file is damaged or ends early: what could be unpacked was read\n");
        packed[packed.length - 6] ^= 1; // the checksum
        assertThat(readByAll(file(packed), PACKETS).getFirst().out()).contains("\"cut-off\"");
        Random random = new Random(kind.seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = Arrays.copyOf(packed, 3 + random.nextInt(packed.length - 3));
            damaged[2 + random.nextInt(damaged.length - 2)] ^= (byte) (1 << random.nextInt(8));
            readByAll(file(damaged), 0);
        }
    }

    private static byte[] zip(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(bytes);
            out.closeEntry();
        }
        return packed.toByteArray();
    }

    @Test
    void a_folder_that_was_packed_and_damaged_is_read_as_far_as_it_goes() throws IOException {
        byte[] packed = zip("day.pcapng", record(Kind.PCAPNG).whole());
        List<Ran> whole = readByAll(file(packed), PACKETS);
        assertThat(whole.get(2).err()).isEmpty();
        Random random = new Random(1);
        for (int round = 0; round < 2 * ROUNDS; round++) {
            byte[] damaged = Arrays.copyOf(packed, 4 + random.nextInt(packed.length - 4));
            damaged[4 + random.nextInt(damaged.length - 4)] ^= (byte) (1 << random.nextInt(8));
            readByAll(file(damaged), 0);
        }
        assertThat(readByAll(file(zip("letter.txt", new byte[10])), 0).get(2).err())
                .isEqualTo(
                        "timeguard capture: the file: there is no capture (*.pcapng, *.pcap) in it\n");
    }

    @Test
    void what_a_stranger_put_into_names_and_comments_does_not_reach_the_terminal()
            throws IOException {
        ByteArrayOutputStream capture = new ByteArrayOutputStream();
        PcapngWriter writer = new PcapngWriter(capture, "test 1.0");
        writer.packet(packet(1));
        writer.mark(new Mark("", Optional.of(AT), "\u001b[2Jgone\u009b2J"));
        byte[] bytes = capture.toByteArray();
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 3);
        Path shared = file(zip("a\u001b[2J.pcapng", cut));
        Path whole = file(bytes);
        for (Path file : List.of(shared, whole)) {
            for (String command : List.of("decode", "capture")) {
                Ran ran =
                        command.equals("decode")
                                ? Ran.on("", "decode", file.toString())
                                : Ran.on(
                                        "",
                                        "capture",
                                        file.toString(),
                                        folder.resolve("new-" + ++written).toString());
                assertThat(ran.exitCode()).isZero();
                assertThat(ran.out() + ran.err()).doesNotContain("\u001b", "\u009b");
            }
        }
    }

    @Test
    void what_was_packed_again_and_again_is_not_unpacked_for_ever() throws IOException {
        byte[] packed = record(Kind.PCAP).whole();
        packed = gzip(gzip(packed));
        assertThat(numbers(readByAll(file(packed), PACKETS).getFirst())).hasSize(PACKETS);
        for (int times = 0; times < 3000; times++) {
            packed = gzip(packed);
        }
        assertThat(readByAll(file(packed), 0).get(2).err())
                .isEqualTo("timeguard capture: the file: it is packed more than 4 times over\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d4c3b2a1020004000000000000000000ffff000065000000"})
    void what_unpacks_to_far_more_is_read_within_bounds(String begin) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(Bytes.ofHex(begin).toArray());
            byte[] zeros = new byte[1 << 20];
            for (int mebibytes = 0; mebibytes < 16; mebibytes++) {
                out.write(zeros);
            }
        }
        assertThat(packed.size()).isLessThan(20_000);
        Path file = file(packed.toByteArray());
        Ran ran =
                Ran.on("", "capture", "--mask", file.toString(), folder.resolve("new").toString());
        isPlain(ran, "capture");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err().lines().count()).isBetween(1L, 11L);
        Ran decoded = Ran.on("", "decode", file.toString());
        isPlain(decoded, "decode");
        assertThat(decoded.out().length()).isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decode", "capture", "replay"})
    void an_empty_file_a_folder_and_a_device_are_told_by_name(String command) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Ran ran = run(command, empty);
        isPlain(ran, command);
        assertThat(ran.err()).contains("\"" + empty + "\" is empty");
        assertThat(ran.exitCode()).isEqualTo(command.equals("replay") ? 2 : 0);
        Path none = Files.createDirectory(folder.resolve("folder"));
        Ran ofFolder = run(command, none);
        isPlain(ofFolder, command);
        assertThat(ofFolder.err()).contains("\"" + none + "\": ").hasLineCount(1);
        assertThat(ofFolder.exitCode()).isEqualTo(2);
        Ran ofDevice = run(command, Path.of("/dev/null"));
        isPlain(ofDevice, command);
        assertThat(ofDevice.exitCode()).isEqualTo(command.equals("replay") ? 2 : 0);
        Ran ofNothing = run(command, folder.resolve("nothing"));
        assertThat(ofNothing.err()).contains("nothing\": there is no such file").hasLineCount(1);
        assertThat(ofNothing.exitCode()).isEqualTo(2);
    }

    private Ran run(String command, Path file) {
        return switch (command) {
            case "capture" ->
                    Ran.on(
                            "",
                            command,
                            "--mask",
                            file.toString(),
                            folder.resolve("new-" + ++written).toString());
            case "replay" -> Ran.on("", command, file.toString(), "--to", "127.0.0.1:9");
            default -> Ran.on("", command, file.toString());
        };
    }
}
