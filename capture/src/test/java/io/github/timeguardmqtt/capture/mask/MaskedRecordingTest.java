package io.github.timeguardmqtt.capture.mask;

import static io.github.timeguardmqtt.testing.Frames.concat;
import static io.github.timeguardmqtt.testing.Frames.report;
import static io.github.timeguardmqtt.testing.Frames.unknown;
import static io.github.timeguardmqtt.testing.Frames.with;
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
import io.github.timeguardmqtt.capture.mask.Mask.Pseudonym;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden besides ids, and that nothing of it is left. */
class MaskedRecordingTest {

    private static final String ONE = "0badcafe";
    private static final String HOME = "192.168.7.48";
    private static final String CLOUD = "31.193.128.139";

    private final Mask mask = new Mask(true, List.of("Mary's"));

    private static Packet packet(String from, String to, String text, Bytes bytes) {
        return new Packet(
                "packet 1",
                Optional.empty(),
                Optional.of(new Flow(Transport.UDP, at(from), at(to))),
                Side.UNKNOWN,
                Direction.UNKNOWN,
                Disposition.PASSED,
                text,
                Datagram.decode(bytes));
    }

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static Bytes named(String name) {
        return FrameCodec.fromServer(
                        DeviceId.parse(ONE),
                        3,
                        new Message.SetScheduleNameRequest(1, Text.name(name)))
                .bytes();
    }

    private static Bytes utf8(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Bytes.copyOf(bytes);
    }

    private List<Captured> masked(Captured... recording) {
        for (Captured captured : recording) {
            mask.learn(captured);
        }
        List<Captured> masked = new ArrayList<>();
        for (Captured captured : recording) {
            masked.add(mask.mask(captured));
        }
        return masked;
    }

    private static Packet first(List<Captured> masked) {
        return (Packet) masked.getFirst();
    }

    @Test
    void addresses_become_those_of_documentation_the_same_each_time() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", report(ONE, 1)),
                        packet(CLOUD, HOME, "", report(ONE, 2)),
                        packet("fd00::48", "ff02::1", "", report(ONE, 3)));
        assertThat(masked)
                .extracting(one -> ((Packet) one).flow().orElseThrow())
                .extracting(flow ->
                        Addresses.text(flow.source()) + " " + Addresses.text(flow.destination()))
                .containsExactly(
                        "192.0.2.1:9997 192.0.2.2:9997",
                        "192.0.2.2:9997 192.0.2.1:9997",
                        "[2001:db8::3]:9997 [ff02::1]:9997");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.251", "::1", "::"})
    void what_says_nothing_of_anybody_stays(String address) {
        assertThat(mask.mask(at(address))).isEqualTo(at(address));
    }

    @Test
    void an_address_is_hidden_in_payloads_and_texts_too() {
        Bytes params = concat(Bytes.of(192, 168, 7, 48), utf8(" at 192.168.7.48"));
        Packet packet =
                first(
                        masked(
                                packet(HOME, CLOUD, "from 192.168.7.48:9997", unknown(ONE, params)),
                                new Mark("", Optional.empty(), "pinged 192.168.7.48")));
        assertThat(packet.text()).isEqualTo("from 192.0.2.1:9997");
        assertThat(packet.datagram().bytes())
                .isEqualTo(
                        unknown(
                                "12345678",
                                concat(Bytes.of(192, 0, 2, 1), utf8(" at 192.0.2.1..."))));
    }

    @Test
    void names_are_hidden_where_they_belong_and_wherever_else_they_stand() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", unknown(ONE, utf8("(Living room)"))),
                        packet(HOME, CLOUD, "", named("Living room")),
                        new Mark("", Optional.empty(), "set Living room of " + ONE));
        assertThat(first(masked).datagram().bytes())
                .isEqualTo(unknown("12345678", utf8("(name1......)")));
        assertThat(((Packet) masked.get(1)).datagram().frames().getFirst().message())
                .isEqualTo(new Message.SetScheduleNameRequest(1, Text.name("name1......")));
        assertThat(((Mark) masked.get(2)).text()).isEqualTo("set name1...... of 12345678");
    }

    @Test
    void a_short_name_is_hidden_in_its_field_alone() {
        Packet packet = first(masked(packet(HOME, CLOUD, "on", named("on"))));
        assertThat(packet.text()).isEqualTo("on");
        assertThat(packet.datagram().frames().getFirst().message())
                .isEqualTo(new Message.SetScheduleNameRequest(1, Text.name("e1")));
    }

    @Test
    void words_are_crossed_out_wherever_they_stand() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", unknown(ONE, utf8("Mary's Wi-Fi"))),
                        new Mark("", Optional.empty(), "pressed Mary's button"));
        assertThat(first(masked).datagram().bytes())
                .isEqualTo(unknown("12345678", utf8("xxxxxx Wi-Fi")));
        assertThat(((Mark) masked.get(1)).text()).isEqualTo("pressed xxxxxx button");
    }

    @Test
    void names_and_words_are_hidden_in_any_letters_and_the_longest_first() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", named("Week")),
                        packet(HOME, CLOUD, "", named("Weekend")),
                        packet(HOME, CLOUD, "", unknown(ONE, utf8("WEEKEND, MARY'S"))),
                        new Mark("", Optional.empty(), "weekend of mary's, \u00e4 week"));
        assertThat(((Packet) masked.get(2)).datagram().bytes())
                .isEqualTo(unknown("12345678", utf8("name2.., xxxxxx")));
        assertThat(((Mark) masked.get(3)).text()).isEqualTo("name2.. of xxxxxx, \u00e4 ame1");
        assertThat(masked).allSatisfy(one -> assertThat(mask.traces(one)).isEmpty());
    }

    @Test
    void a_pseudonym_has_no_name_in_it() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", named("Name")),
                        packet(HOME, CLOUD, "", named("Living room")));
        assertThat(mask.pseudonyms())
                .filteredOn(one -> one.sort().equals("name"))
                .extracting(Pseudonym::shown)
                .containsExactly("ame1", "title2.....");
        assertThat(masked).allSatisfy(one -> assertThat(mask.traces(one)).isEmpty());
    }

    @Test
    void an_address_in_a_text_is_hidden_though_no_header_has_it_and_no_other_is_touched() {
        String text =
                "from 10.9.8.7:9997, [fd00::48]:9997 and 192.168.7.4, not 192.168.7.48;"
                        + " fe80::1%eth0, card a4:cf:12:00:be:ef";
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, text, report(ONE, 1)),
                        new Mark("", Optional.empty(), text));
        String shown =
                "from 192.0.2.1:9997, [2001:db8::2]:9997 and 192.0.2.3, not 192.0.2.4;"
                        + " 2001:db8::5%eth0, card xx:xx:xx:xx:xx:xx";
        assertThat(first(masked).text()).isEqualTo(shown);
        assertThat(((Mark) masked.get(1)).text()).isEqualTo(shown);
        assertThat(masked).allSatisfy(one -> assertThat(mask.traces(one)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at 12:30:45 to 13:00",
                "version 4.2.0, 1.2.3.4.5 and 300.1.1.1",
                "C++ std::string",
                "127.0.0.1 and [::1]:9997",
                "20261123 is no id",
            })
    void what_only_looks_like_an_address_stays(String text) {
        assertThat(mask.mask(text)).isEqualTo(text);
    }

    @Test
    void an_id_in_a_text_is_hidden_however_it_is_written() {
        List<Captured> masked =
                masked(
                        packet(HOME, CLOUD, "", report(ONE, 1)),
                        new Mark("", Optional.empty(), spelt(ONE, "0x%s, %S, %s%s%s%s")));
        assertThat(((Mark) masked.get(1)).text())
                .isEqualTo(spelt("12345678", "0x%s, %s, %s%s%s%s"));
        Mark dump = new Mark("", Optional.empty(), "fa d4 " + reversed(ONE, " ") + " 01");
        assertThat(((Mark) mask.mask(dump)).text()).isEqualTo("fa d4 78 56 34 12 01");
    }

    private static String spelt(String id, String form) {
        String spaced = reversed(id, "");
        return form.formatted(
                id,
                id,
                spaced.substring(0, 2),
                spaced.substring(2, 4),
                spaced.substring(4, 6),
                spaced.substring(6));
    }

    private static String reversed(String id, String between) {
        return String.join(
                between,
                id.substring(6),
                id.substring(4, 6),
                id.substring(2, 4),
                id.substring(0, 2));
    }

    @Test
    void what_a_payload_says_of_the_home_network_is_hidden() {
        Bytes params = utf8("ip=10.20.30.40;mac=A4-CF-12-00-BE-EF;fw=1.2.3.4");
        Packet packet = first(masked(packet(HOME, CLOUD, "", unknown(ONE, params))));
        assertThat(packet.datagram().bytes())
                .isEqualTo(
                        unknown(
                                "12345678",
                                utf8("ip=192.0.2.1..;mac=xx-xx-xx-xx-xx-xx;fw=1.2.3.4")));
        assertThat(mask.traces(packet)).isEmpty();
    }

    @Test
    void a_word_that_stands_anywhere_by_chance_is_refused() {
        assertThatThrownBy(() -> new Mask(true, List.of("ab")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"ab\" is too short to be hidden: expected 3 letters or more");
    }

    @Test
    void what_is_no_frame_keeps_no_text() {
        Bytes damaged = with(named("Living room"), 30, 0x20);
        Packet packet = first(masked(packet(HOME, CLOUD, "", damaged)));
        assertThat(new String(packet.datagram().bytes().toArray(), UTF_8))
                .doesNotContain("Living")
                .doesNotContain("room")
                .contains("xxxx");
    }

    @Test
    void what_is_no_frame_keeps_no_text_of_other_alphabets() {
        Bytes damaged = with(named("K\u00fc\u00f6\u00e4e"), 30, 0x20);
        Packet packet = first(masked(packet(HOME, CLOUD, "", damaged)));
        assertThat(new String(packet.datagram().bytes().toArray(), UTF_8))
                .doesNotContainPattern("[\u00fc\u00f6\u00e4]")
                .contains("xxxxxxxx");
    }

    @Test
    void what_was_masked_before_is_masked_again() {
        Captured[] recording = {
            packet(HOME, CLOUD, "", named("Living room")),
            packet(CLOUD, HOME, "", report("cafed00d", 1))
        };
        Captured[] once = masked(recording).toArray(Captured[]::new);
        Mask again = new Mask(true);
        for (Captured captured : once) {
            again.learn(captured);
        }
        for (Captured captured : once) {
            Captured twice = again.mask(captured);
            assertThat(again.traces(captured)).isNotEmpty();
            assertThat(again.traces(twice)).isEmpty();
        }
    }

    @Test
    void it_is_listed_what_stands_for_what() {
        masked(packet(HOME, CLOUD, "", named("Living room")));
        assertThat(mask.pseudonyms())
                .containsExactly(
                        new Pseudonym("id", ONE, "12345678"),
                        new Pseudonym("address", HOME, "192.0.2.1"),
                        new Pseudonym("address", CLOUD, "192.0.2.2"),
                        new Pseudonym("name", "Living room", "name1......"),
                        new Pseudonym("word", "Mary's", "xxxxxx"));
    }

    @Test
    void what_is_left_of_an_original_is_found() {
        masked(packet(HOME, CLOUD, "", named("Living room")));
        Bytes harmless = report("12345678", 1);
        assertThat(mask.traces(packet("192.0.2.1", "192.0.2.2", "", harmless))).isEmpty();
        assertThat(mask.traces(packet(HOME, "192.0.2.2", "", harmless)))
                .containsExactly("an address in a header");
        assertThat(mask.traces(packet("192.0.2.1", "192.0.2.2", "of " + ONE, harmless)))
                .containsExactly("in a text");
        assertThat(mask.traces(packet("192.0.2.1", "192.0.2.2", "", report(ONE, 1))))
                .containsExactly("an id, an address or a name in a payload");
        assertThat(mask.traces(new Mark("", Optional.empty(), "Living room")))
                .containsExactly("in a text");
    }

    @Test
    void beyond_the_addresses_that_are_told_apart_all_are_the_same() {
        for (int i = 0; i < 70_000; i++) {
            mask.mask(at("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255)));
        }
        assertThat(mask.mask(at("10.200.0.1"))).isEqualTo(at("0.0.0.0"));
    }
}
