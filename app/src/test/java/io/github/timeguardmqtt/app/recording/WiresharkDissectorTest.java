package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.api.json.PlainJson;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.Direction;
import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Side;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.protocol.BoostType;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Coded;
import io.github.timeguardmqtt.protocol.Crc16Xmodem;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.RelayState;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dissector for Wireshark, run by Debian's tshark, against {@code timeguard decode --json}. */
class WiresharkDissectorTest {

    private static final Path SCRIPT = Path.of("../dist/wireshark/timeguard.lua");
    private static final Path VECTORS = Path.of("../protocol/src/test/resources/frames.jsonl");
    private static final Instant AT = Instant.parse("2026-07-01T12:00:00Z");
    private static final InetSocketAddress DEVICE = at("192.168.1.48", 9997);
    private static final InetSocketAddress CLOUD = at("31.193.128.139", 9997);

    private static final Map<String, List<? extends Coded>> CODED =
            Map.of(
                    "relay", List.of(RelayState.OFF, RelayState.ON),
                    "work_mode",
                            List.of(
                                    WorkMode.AUTO,
                                    WorkMode.ALWAYS_OFF,
                                    WorkMode.ALWAYS_ON,
                                    WorkMode.HOLIDAY),
                    "boost",
                            List.of(
                                    BoostType.OFF,
                                    BoostType.ONE_HOUR,
                                    BoostType.TWO_HOURS,
                                    BoostType.UNSPECIFIED),
                    "advance", List.of(Toggle.OFF, Toggle.ON));

    @TempDir private Path folder;

    private int second;

    @BeforeAll
    static void tshark() {
        Programs.find("tshark");
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private Packet packet(Transport transport, boolean fromDevice, int port, Bytes bytes) {
        Flow flow = new Flow(transport, DEVICE, at("31.193.128.139", port));
        return new Packet(
                "",
                Optional.of(AT.plusSeconds(second++)),
                Optional.of(fromDevice ? flow : flow.reversed()),
                Side.UNKNOWN,
                Direction.UNKNOWN,
                Disposition.PASSED,
                "",
                Datagram.decode(bytes));
    }

    private Packet udp(boolean fromDevice, Bytes bytes) {
        return packet(Transport.UDP, fromDevice, CLOUD.getPort(), bytes);
    }

    private Path written(List<Packet> packets) throws IOException {
        Path file = folder.resolve("traffic.pcapng");
        try (OutputStream out = Files.newOutputStream(file)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            for (Packet packet : packets) {
                writer.packet(packet);
            }
        }
        return file;
    }

    private static String run(List<String> options) throws Exception {
        Path errors = Files.createTempFile("tshark", ".txt");
        try {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    Programs.find("tshark"),
                                    "-n",
                                    "-X",
                                    "lua_script:" + SCRIPT.toAbsolutePath().normalize()));
            command.addAll(options);
            Process tshark = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String out = new String(tshark.getInputStream().readAllBytes(), UTF_8);
            String told = Files.readString(errors);
            assertThat(tshark.waitFor()).as(told).isZero();
            assertThat(told + out).doesNotContain("Lua Error").doesNotContain("tshark: ");
            return out;
        } finally {
            Files.delete(errors);
        }
    }

    /** The timeguard layers of each packet. */
    private static List<List<Map<?, ?>>> dissected(Path file) throws Exception {
        String out =
                run(
                        List.of(
                                "-r",
                                file.toString(),
                                "-T",
                                "json",
                                "--no-duplicate-keys",
                                "-x",
                                "-2",
                                "-J",
                                "timeguard"));
        List<List<Map<?, ?>>> packets = new ArrayList<>();
        List<?> all = (List<?>) part(PlainJson.object("{\"packets\":" + out + "}"), "packets");
        for (Object packet : all) {
            Map<?, ?> layers = (Map<?, ?>) part(part(packet, "_source"), "layers");
            Object ours = layers.get("timeguard");
            packets.add(
                    ours instanceof List<?> several
                            ? several.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList()
                            : ours instanceof Map<?, ?> one ? List.of(one) : List.of());
        }
        return packets;
    }

    private static Object part(Object of, String name) {
        return Objects.requireNonNull(((Map<?, ?>) of).get(name), name);
    }

    private static List<Map<?, ?>> decoded(Path file) {
        Ran ran = Ran.on("", "decode", "--json", file.toString());
        assertThat(ran.exitCode()).isZero();
        return ran.out().lines().<Map<?, ?>>map(PlainJson::object).toList();
    }

    /** Fields by their names, as the dissector has them; its raw bytes under {@code name_raw}. */
    private static Map<String, String> flat(Map<?, ?> layer) {
        Map<String, String> flat = new TreeMap<>();
        flatten(layer, "", flat);
        return flat;
    }

    private static void flatten(Map<?, ?> layer, String place, Map<String, String> to) {
        layer.forEach((key, value) -> {
            String name = String.valueOf(key).replaceFirst("^timeguard\\.", "");
            if (value instanceof Map<?, ?> tree) {
                flatten(tree, place, to);
            } else if (name.equals("period") && value instanceof List<?> periods) {
                for (int i = 0; i < periods.size(); i++) {
                    flatten((Map<?, ?>) periods.get(i), "period" + i, to);
                }
            } else if (name.endsWith("_raw") && value instanceof List<?> raw) {
                to.put(indexed(place, name), String.valueOf(raw.getFirst()));
            } else if (value instanceof String text) {
                to.put(indexed(place, name), text);
            }
        });
    }

    private static String indexed(String place, String name) {
        return place.isEmpty() ? name : name.replaceFirst("^period", place);
    }

    /** The same of what {@code decode} says of a frame, with values as they are on the wire. */
    private static Map<String, Object> expected(Map<?, ?> frame) {
        Map<String, Object> expected = new TreeMap<>();
        String holiday = String.valueOf(frame.get("kind")).contains("Holiday") ? "holiday." : "";
        frame.forEach((key, value) -> {
            switch (String.valueOf(key)) {
                case "messageId", "type", "flags", "sequence", "unknown", "deviceId", "kind" ->
                        expected.put(snake(key), value);
                case "paramsSize" -> expected.put("params_size", value);
                case "params" -> expect((Map<?, ?>) value, holiday, expected);
                case "extra" -> {
                    if (!value.equals("")) {
                        expected.put("extra", value);
                    }
                }
                default -> {} // of the recording, or of the whole
            }
        });
        return expected;
    }

    private static void expect(Map<?, ?> object, String prefix, Map<String, Object> to) {
        object.forEach((key, value) -> {
            String name = prefix + snake(key);
            switch (value) {
                case Map<?, ?> text when text.containsKey("hex") -> to.put(name, text);
                case Map<?, ?> inner -> expect(inner, name + ".", to);
                case List<?> periods when name.equals("periods") -> {
                    for (int i = 0; i < periods.size(); i++) {
                        expect((Map<?, ?>) periods.get(i), "period" + i + ".", to);
                    }
                }
                case List<?> days -> {
                    for (String day :
                            List.of(
                                    "SUNDAY",
                                    "MONDAY",
                                    "TUESDAY",
                                    "WEDNESDAY",
                                    "THURSDAY",
                                    "FRIDAY",
                                    "SATURDAY")) {
                        to.put(
                                name + "." + day.toLowerCase(java.util.Locale.ROOT),
                                days.contains(day));
                    }
                }
                default -> {
                    if (!name.equals("raw") || !value.equals("")) {
                        to.put(name, value);
                    }
                }
            }
        });
    }

    private static String snake(Object name) {
        return String.valueOf(name).replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static void assertAgree(String about, Map<?, ?> decoded, Map<?, ?> layer) {
        Map<String, String> actual = flat(layer);
        Map<String, Object> expected = expected(decoded);
        expected.forEach((name, value) ->
                assertThat(shown(name, value, actual)).as("%s: %s", about, name).isTrue());
        // And nothing that decode does not know.
        List<String> more =
                actual.keySet().stream()
                        .filter(name -> !name.endsWith("_raw") && !expected.containsKey(name))
                        .filter(name ->
                                !name.matches(
                                        "magic|payload_size|checksum|checksum\\.status|footer|flags\\..*|period|(boost|finish|started)_word|expert\\..*"
                                                + "|re(quest|sponse)_in|response_time|retransmission_of"))
                        .filter(name -> !name.startsWith("_ws"))
                        .toList();
        assertThat(more).as(about).isEmpty();
        assertThat(actual).containsEntry("checksum.status", "1");
    }

    /** Whether the dissector shows this value, whatever either calls it. */
    private static boolean shown(String name, @Nullable Object value, Map<String, String> actual) {
        String there = actual.get(name);
        if (there == null) {
            return false;
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        return switch (value) {
            case Boolean flag -> there.equals(flag ? "1" : "0");
            case Map<?, ?> text ->
                    actual.getOrDefault(name + "_raw", "")
                            .startsWith(String.valueOf(text.get("hex")));
            case Number number when last.equals("state_unknown") ->
                    Long.decode(there) << 2 == number.longValue();
            case Number number when last.equals("repeat_unknown") ->
                    Long.decode(there) << 7 == number.longValue();
            case Number number -> Long.decode(there) == number.longValue();
            case String text when name.equals("device_id") -> there.equals("0x" + text);
            case String text when !coded(name).isEmpty() ->
                    coded(name).stream()
                            .anyMatch(one ->
                                    one.label().equals(text) && one.value() == Long.decode(there));
            case String text when last.matches("unknown\\d?|raw|extra") ->
                    there.replace(":", "").equals(text);
            case String text -> there.equals(text) || isSameText(text, name, actual);
            case null, default -> false;
        };
    }

    private static List<? extends Coded> coded(String name) {
        return CODED.getOrDefault(name.endsWith(".type") ? "boost" : name, List.of());
    }

    /** Signs that Wireshark shows in a way of its own are the same bytes. */
    private static boolean isSameText(String text, String name, Map<String, String> actual) {
        byte[] bytes = text.getBytes(UTF_8);
        String raw = actual.get(name + "_raw");
        return raw != null
                && raw.startsWith(Bytes.copyOf(bytes, 0, bytes.length).toHex())
                && text.chars().anyMatch(sign -> sign < ' ' || sign > '~' || sign == '\\');
    }

    /** Holds the two against each other for every datagram. */
    private void assertAgree(List<Bytes> datagrams) throws Exception {
        List<Packet> packets = new ArrayList<>();
        for (Bytes datagram : datagrams) {
            packets.add(udp(true, datagram));
        }
        Path file = written(packets);
        List<Map<?, ?>> decoded = decoded(file);
        List<List<Map<?, ?>>> dissected = dissected(file);
        assertThat(decoded).hasSameSizeAs(datagrams);
        assertThat(dissected).hasSameSizeAs(datagrams);
        for (int i = 0; i < decoded.size(); i++) {
            Map<?, ?> told = decoded.get(i);
            List<Map<?, ?>> layers = dissected.get(i);
            String about = datagrams.get(i).toHex();
            if (datagrams.get(i).isEmpty()) {
                assertThat(layers).isEmpty(); // nobody is asked to dissect nothing
                continue;
            }
            if (!Boolean.TRUE.equals(told.get("valid"))) {
                assertThat(layers).as(about).hasSize(1);
                assertThat(flat(layers.getFirst()))
                        .as(about)
                        .containsEntry("invalid", String.valueOf(told.get("reason")));
                continue;
            }
            List<Map<?, ?>> frames = new ArrayList<>(List.of(told));
            if (told.get("more") instanceof List<?> more) {
                more.forEach(frame -> frames.add((Map<?, ?>) frame));
            }
            boolean hasTrailing = told.containsKey("trailing");
            assertThat(layers).as(about).hasSize(frames.size() + (hasTrailing ? 1 : 0));
            for (int j = 0; j < frames.size(); j++) {
                assertAgree(about, frames.get(j), layers.get(j));
            }
            if (hasTrailing) {
                assertThat(String.valueOf(flat(layers.getLast()).get("trailing")).replace(":", ""))
                        .isEqualTo(told.get("trailing"));
            }
        }
    }

    @Test
    void it_agrees_with_decode_on_every_field_of_every_vector() throws Exception {
        List<Bytes> vectors = new ArrayList<>();
        for (String line : Files.readAllLines(VECTORS)) {
            vectors.add(Bytes.ofHex(String.valueOf(PlainJson.object(line).get("hex"))));
        }
        assertThat(vectors).hasSizeGreaterThan(600);
        assertAgree(vectors);
    }

    @Test
    void it_agrees_with_decode_on_whatever_stands_in_frames_of_any_kind() throws Exception {
        Random random = new Random(11);
        List<Bytes> frames = new ArrayList<>();
        for (int type = 0; type < 16; type++) {
            for (int flags = 0; flags < 16; flags++) {
                int needed = Kind.of(type, flags).paramsSize();
                for (int size :
                        new int[] {needed, needed + random.nextInt(4), random.nextInt(20)}) {
                    frames.add(frame(type, flags, size, random));
                }
            }
        }
        assertAgree(frames);
    }

    /** With a right checksum around nonsense. */
    private static Bytes frame(int type, int flags, int size, Random random) {
        byte[] payload = new byte[12 + size];
        random.nextBytes(payload);
        payload[0] = (byte) type;
        payload[1] = (byte) flags;
        int params = random.nextInt(3) == 0 ? random.nextInt(size + 1) : size;
        payload[2] = (byte) params;
        payload[3] = (byte) (params >> 8);
        int checksum = Crc16Xmodem.of(payload, 0, payload.length);
        return Frames.concat(
                Bytes.of(0xfa, 0xd4, payload.length, 0, 1, 2, 3, 4),
                Bytes.copyOf(payload, 0, payload.length),
                Bytes.of(checksum & 0xff, checksum >> 8, 0x2d, 0xdf));
    }

    @Test
    void damaged_and_several_frames_are_told_as_decode_tells_them() throws Exception {
        Random random = new Random(12);
        List<Bytes> datagrams = new ArrayList<>();
        Bytes good = Frames.report("0badcafe", 7);
        datagrams.add(Frames.concat(good, Frames.command("0badcafe"), good));
        datagrams.add(Frames.concat(good, Bytes.of(1, 2, 3)));
        datagrams.add(Frames.concat(good, good.slice(0, 20)));
        for (int i = 0; i < 300; i++) {
            byte[] bytes = good.toArray();
            if (i % 3 == 0) {
                datagrams.add(good.slice(0, 1 + random.nextInt(bytes.length - 1)));
                continue;
            }
            for (int flips = 0; flips < i % 4; flips++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            datagrams.add(Bytes.copyOf(bytes, 0, bytes.length));
        }
        assertAgree(datagrams);
    }

    @Test
    void what_answers_what_and_what_comes_again_is_linked() throws Exception {
        DeviceId id = DeviceId.parse("0badcafe");
        Message request = new Message.GetHolidayRequest();
        Bytes asked = FrameCodec.fromServer(id, 3, request).bytes();
        Bytes holiday =
                FrameCodec.fromDevice(id, 9, 3, new Message.SetWorkModeResponse(WorkMode.AUTO))
                        .bytes();
        Bytes mode =
                FrameCodec.fromServer(id, 3, new Message.SetWorkModeRequest(WorkMode.AUTO)).bytes();
        Path file =
                written(
                        List.of(
                                udp(true, Frames.report("0badcafe", 7)),
                                udp(true, Frames.report("0badcafe", 7)),
                                udp(false, mode),
                                udp(false, mode),
                                udp(true, holiday),
                                udp(false, asked),
                                udp(true, Frames.report("0badcafe", 8))));
        List<List<Map<?, ?>>> dissected = dissected(file);
        assertThat(flat(dissected.get(0).getFirst())).doesNotContainKey("retransmission_of");
        assertThat(flat(dissected.get(1).getFirst())).containsEntry("retransmission_of", "1");
        assertThat(flat(dissected.get(2).getFirst())).containsEntry("response_in", "5");
        assertThat(flat(dissected.get(3).getFirst()))
                .containsEntry("retransmission_of", "3")
                .containsEntry("response_in", "5");
        assertThat(flat(dissected.get(4).getFirst()))
                .containsEntry("request_in", "3")
                .containsEntry("response_time", "2.000000000");
        assertThat(flat(dissected.get(5).getFirst()))
                .doesNotContainKey("response_in")
                .doesNotContainKey("retransmission_of");
        assertThat(flat(dissected.get(6).getFirst())).doesNotContainKey("retransmission_of");
    }

    @Test
    void frames_in_a_stream_are_put_together() throws Exception {
        Bytes first = Frames.report("0badcafe", 7);
        Bytes second = Frames.report("0badcafe", 8);
        Bytes third = Frames.report("0badcafe", 9);
        Bytes all = Frames.concat(first, second, third);
        Path file =
                written(
                        List.of(
                                packet(Transport.TCP, true, 9997, all.slice(0, 50)),
                                packet(Transport.TCP, true, 9997, all.slice(50, 10)),
                                packet(Transport.TCP, true, 9997, all.slice(60, all.size() - 60))));
        List<String> ids =
                dissected(file).stream()
                        .flatMap(List::stream)
                        .map(layer -> flat(layer).get("message_id"))
                        .toList();
        assertThat(ids).containsExactly("7", "8", "9");
    }

    @Test
    void on_other_ports_frames_are_known_by_their_form_and_nothing_else_is() throws Exception {
        Bytes report = Frames.report("0badcafe", 7);
        Flow elsewhere = new Flow(Transport.UDP, at("10.0.0.1", 4000), at("10.0.0.2", 5000));
        List<Packet> packets = new ArrayList<>();
        for (Bytes bytes : List.of(report, Frames.with(report, 30, 1), Bytes.of(0xfa, 0xd4, 1))) {
            for (Transport transport : Transport.values()) {
                packets.add(
                        new Packet(
                                "",
                                Optional.of(AT.plusSeconds(packets.size())),
                                Optional.of(
                                        new Flow(
                                                transport,
                                                elsewhere.source(),
                                                at("10.0.0.2", 5000 + packets.size()))),
                                Side.UNKNOWN,
                                Direction.UNKNOWN,
                                Disposition.PASSED,
                                "",
                                Datagram.decode(bytes)));
            }
        }
        assertThat(dissected(written(packets)).stream().map(List::size))
                .containsExactly(1, 1, 0, 0, 0, 0);
    }

    @Test
    void frames_without_addresses_and_marks_can_be_read() throws Exception {
        Path file = folder.resolve("frames.pcapng");
        try (OutputStream out = Files.newOutputStream(file)) {
            PcapngWriter writer = new PcapngWriter(out, "test 1.0");
            writer.packet(Packet.of("", "", Datagram.decode(Frames.report("0badcafe", 7))));
            writer.mark(new Mark("", Optional.of(AT), "pressed boost"));
        }
        assertThat(flat(dissected(file).getFirst().getFirst())).containsEntry("message_id", "7");
        assertThat(run(List.of("-r", file.toString(), "-V")))
                .contains("Timeguard Time Switch, ReportCodeVersionRequest from 0badcafe")
                .contains("pressed boost");
        assertThat(
                        run(
                                List.of(
                                        "-r",
                                        file.toString(),
                                        "-T",
                                        "fields",
                                        "-e",
                                        "_ws.col.Protocol",
                                        "-e",
                                        "_ws.col.Info")))
                .isEqualTo(
                        """
                        TIMEGUARD\tReportCodeVersionRequest 0badcafe seq 255, "4190117051001"
                        MARK\tpressed boost
                        """);
    }

    @Test
    void it_filters_by_name_and_says_in_a_line_what_a_frame_is() throws Exception {
        DeviceId id = DeviceId.parse("0badcafe");
        Path file =
                written(
                        Stream.of(WorkMode.AUTO, WorkMode.ALWAYS_ON)
                                .map(mode ->
                                        udp(
                                                false,
                                                FrameCodec.fromServer(
                                                                id,
                                                                3,
                                                                new Message.SetWorkModeRequest(
                                                                        mode))
                                                        .bytes()))
                                .toList());
        String lines =
                run(
                        List.of(
                                "-r",
                                file.toString(),
                                "-Y",
                                "timeguard.work_mode == \"ALWAYS_ON\" && timeguard.device_id =="
                                        + " 0x0badcafe && timeguard.flags.from_server == 1",
                                "-T",
                                "fields",
                                "-e",
                                "_ws.col.Protocol",
                                "-e",
                                "_ws.col.Info"));
        assertThat(lines).isEqualTo("TIMEGUARD\tSetWorkModeRequest 0badcafe seq 3, ALWAYS_ON\n");
    }
}
