package io.github.timeguardmqtt.gateway.capture;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.capture.FrameLog.Detail;
import io.github.timeguardmqtt.gateway.traffic.Traffic;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.LogLines;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FrameLogTest {

    private static final Bytes FRAME = Frames.report("0badcafe", 1);
    private static final Instant AT = Instant.parse("2021-07-13T20:18:07.920480Z");

    private static InetSocketAddress at(String literal) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), 9997);
    }

    private static Traffic traffic(Bytes bytes) {
        return new Traffic(
                AT, at("192.168.86.1"), at("31.193.128.139"), false, Datagram.decode(bytes));
    }

    private static String written(Detail detail, boolean masked, Traffic... traffic) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (FrameLog log =
                new FrameLog(out, new Mask(masked), detail, ZoneId.of("Europe/London"))) {
            for (Traffic each : traffic) {
                log.add(each);
            }
            await().until(() ->
                    out.toString(UTF_8).lines().filter(line -> line.startsWith("[20")).count()
                            == traffic.length);
        }
        return out.toString(UTF_8);
    }

    @Test
    void a_line_is_time_addresses_verdict_and_hex() {
        assertThat(written(Detail.LINES, false, traffic(FRAME)))
                .isEqualTo(
                        "[2021-07-13 21:18:07.920480] [192.168.86.1:9997 -> 31.193.128.139:9997]"
                                + " [parsing:success] "
                                + FRAME.toSpacedHex()
                                + "\n");
    }

    @Test
    void what_is_withheld_goes_to_the_void_and_what_is_made_here_comes_from_the_gateway() {
        Traffic traffic =
                new Traffic(
                        AT,
                        InetSocketAddress.createUnresolved("gateway", 9997),
                        at("2001:db8::5"),
                        true,
                        Datagram.decode(Bytes.EMPTY));
        assertThat(written(Detail.LINES, false, traffic))
                .isEqualTo(
                        "[2021-07-13 21:18:07.920480] [gateway:9997 -> void([2001:db8::5]:9997)]"
                                + " [parsing:failed]\n");
    }

    @Test
    void fields_come_with_or_without_the_line() {
        String fields = written(Detail.FIELDS, false, traffic(FRAME));
        assertThat(fields)
                .startsWith(
                        "[2021-07-13 21:18:07.920480] [192.168.86.1:9997 -> 31.193.128.139:9997]\n")
                .contains("ReportCodeVersionRequest")
                .contains("0badcafe")
                .doesNotContain("parsing:");
        assertThat(written(Detail.LINES_AND_FIELDS, false, traffic(FRAME)))
                .contains("[parsing:success] " + FRAME.toSpacedHex() + "\n")
                .contains("ReportCodeVersionRequest");
    }

    @Test
    void masked_fields_show_no_id() {
        Bytes id = Frames.wire("0badcafe");
        Bytes unknown = Frames.unknown("0badcafe", Frames.concat(id, Frames.reversed(id)));
        String written =
                written(
                        Detail.LINES_AND_FIELDS,
                        true,
                        traffic(FRAME),
                        traffic(unknown),
                        traffic(Frames.with(unknown, 24, 0)),
                        traffic(Frames.concat(FRAME, FRAME.slice(0, 20))),
                        traffic(FRAME.slice(0, 22)));
        assertThat(written)
                .contains("device 12345678")
                .doesNotContainIgnoringCase("0badcafe")
                .doesNotContain(id.toSpacedHex())
                .doesNotContain(Frames.reversed(id).toSpacedHex());
    }

    @Test
    void whatever_comes_is_written_down() {
        Random random = new Random(5);
        Traffic[] noise = new Traffic[5000];
        for (int i = 0; i < noise.length; i++) {
            byte[] params = new byte[random.nextInt(40)];
            random.nextBytes(params);
            Bytes bytes = Bytes.copyOf(params, 0, params.length);
            noise[i] = traffic(random.nextBoolean() ? bytes : Frames.unknown("0badcafe", bytes));
        }
        assertThat(written(Detail.LINES_AND_FIELDS, true, noise).lines())
                .filteredOn(line -> line.contains("[parsing:"))
                .hasSize(noise.length);
    }

    @Test
    void a_line_is_seen_before_the_next_one_comes() throws Exception {
        try (PipedInputStream in = new PipedInputStream();
                PipedOutputStream out = new PipedOutputStream(in);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8));
                FrameLog log = new FrameLog(out, new Mask(false), Detail.LINES, ZoneOffset.UTC)) {
            for (int i = 0; i < 3; i++) {
                log.add(traffic(FRAME));
                assertThat(reader.readLine()).endsWith(FRAME.toSpacedHex());
            }
        }
    }

    /** Takes nothing until it is released. */
    private static final class Stuck extends OutputStream {

        private final CountDownLatch released = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            throw new UnsupportedOperationException();
        }

        @Override
        public synchronized void write(byte[] bytes, int start, int length) throws IOException {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            taken.write(bytes, start, length);
        }
    }

    @Test
    void a_slow_reader_costs_lines_and_it_is_told_when_that_begins_and_how_many_they_were() {
        Stuck out = new Stuck();
        Bytes large = Frames.concat(FRAME, Bytes.copyOf(new byte[60_000], 0, 60_000));
        int added = 1000;
        try (LogLines lines = new LogLines()) {
            FrameLog log = new FrameLog(out, new Mask(false), Detail.LINES, ZoneOffset.UTC);
            for (int i = 0; i < added; i++) {
                log.add(traffic(large));
            }
            assertThat(lines.with("frame log"))
                    .containsExactly("The output of the frame log is too slow: lines are left out");
            out.released.countDown();
            lines.expect("were left out");
            log.close();
            long written = out.taken.toString(UTF_8).lines().count();
            assertThat(written).isBetween(100L, 160L);
            assertThat(lines.with("frame log"))
                    .hasSize(2)
                    .contains(
                            "The frame log goes on; %d datagrams were left out"
                                    .formatted(added - written));
        }
    }

    @Test
    void a_stuck_reader_does_not_hold_up_the_end() {
        Stuck out = new Stuck();
        FrameLog log = new FrameLog(out, new Mask(false), Detail.LINES, ZoneOffset.UTC);
        log.add(traffic(FRAME));
        log.close();
        assertThat(out.released.getCount()).as("still stuck").isEqualTo(1);
        out.released.countDown();
    }

    @Test
    void a_reader_that_has_left_is_told_once_and_nothing_is_kept_for_it() {
        OutputStream gone =
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        try (LogLines lines = new LogLines();
                FrameLog log = new FrameLog(gone, new Mask(false), Detail.LINES, ZoneOffset.UTC)) {
            log.add(traffic(FRAME));
            lines.expect("The frame log ended, traffic goes on: Broken pipe");
            Bytes large = Bytes.copyOf(new byte[60_000], 0, 60_000);
            for (int i = 0; i < 1000; i++) {
                log.add(traffic(large));
            }
            assertThat(lines.with("frame log")).hasSize(1);
        }
    }
}
