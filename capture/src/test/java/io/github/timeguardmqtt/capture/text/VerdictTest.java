package io.github.timeguardmqtt.capture.text;

import static io.github.timeguardmqtt.testing.Frames.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {

    static Stream<Arguments> datagrams() {
        Bytes known = Frames.report("0badcafe", 1);
        Bytes unknown = Frames.unknown("0badcafe", Bytes.of(1));
        Bytes damaged = Frames.with(known, 22, 0xff);
        return Stream.of(
                argumentSet("known", known, "success"),
                argumentSet("two known", concat(known, known), "success"),
                argumentSet("unknown", unknown, "unknown"),
                argumentSet("unknown among known", concat(known, unknown, known), "unknown"),
                argumentSet("damaged", damaged, "failed"),
                argumentSet("damaged before known", concat(damaged, known), "failed"),
                argumentSet("damaged behind known", concat(known, damaged), "failed"),
                argumentSet("garbage behind known", concat(known, Bytes.of(0)), "failed"),
                argumentSet("garbage behind unknown", concat(unknown, Bytes.of(0)), "failed"),
                argumentSet("nothing", Bytes.EMPTY, "failed"));
    }

    @ParameterizedTest
    @MethodSource("datagrams")
    void a_datagram_has_one_verdict(Bytes datagram, String label) {
        assertThat(Verdict.of(Datagram.decode(datagram)).label()).isEqualTo(label);
    }
}
