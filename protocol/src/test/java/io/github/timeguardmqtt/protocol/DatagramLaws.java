package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.protocol.Rejected.Reason;
import java.nio.charset.Charset;
import java.time.DayOfWeek;
import java.util.BitSet;
import java.util.Optional;
import java.util.SequencedSet;

/** What holds for every datagram, whatever bytes it has. */
final class DatagramLaws {

    private static final int PARAMS_AT = 20;
    private static final int TAIL = 4;

    private DatagramLaws() {}

    static void hold(Bytes bytes) {
        Datagram datagram = Datagram.decode(bytes);
        assertThat(datagram.bytes()).isEqualTo(bytes);
        switch (datagram.first()) {
            case Rejected rejected -> rejection(bytes, rejected, datagram);
            case Frame _ -> frames(bytes, datagram);
        }
    }

    private static void rejection(Bytes bytes, Rejected rejected, Datagram datagram) {
        assertThat(firstReason(bytes)).contains(rejected.reason());
        assertThat(rejected.offset()).isBetween(0, bytes.size());
        assertThat(rejected.detail()).isNotBlank();
        assertThat(datagram.frames()).isEmpty();
        assertThat(datagram.more()).isEmpty();
        assertThat(datagram.trailing()).isEqualTo(Bytes.EMPTY);
    }

    private static void frames(Bytes bytes, Datagram datagram) {
        Bytes rest = bytes;
        for (Frame frame : datagram.frames()) {
            assertThat(firstReason(rest)).isEmpty();
            assertThat(frame.bytes()).isEqualTo(rest.slice(0, frame.bytes().size()));
            frame(frame);
            rest = rest.from(frame.bytes().size());
        }
        assertThat(datagram.trailing()).isEqualTo(rest);
        if (!rest.isEmpty()) {
            assertThat(firstReason(rest)).isPresent();
        }
    }

    private static void frame(Frame frame) {
        Places places = new Places(frame.bytes());
        FrameFields.visit(frame.message(), places);
        int messageEnd = frame.bytes().size() - TAIL - frame.extra().size();
        BitSet messageBits = new BitSet();
        messageBits.set(8 * PARAMS_AT, 8 * messageEnd);
        assertThat(places.told).isEqualTo(messageBits);

        Frame built = FrameCodec.exact(frame.envelope(), frame.message(), frame.extra());
        if (!places.hasHiddenText) {
            assertThat(built.bytes()).isEqualTo(frame.bytes());
        }
        assertThat(built.bytes().size()).isEqualTo(frame.bytes().size());
        if (!(FrameCodec.decode(built.bytes()) instanceof Frame again)) {
            throw new AssertionError("built, but not a frame: " + built);
        }
        assertThat(again.envelope()).isEqualTo(frame.envelope());
        assertThat(again.message()).isEqualTo(frame.message()).hasSameHashCodeAs(frame.message());
        assertThat(again.extra()).isEqualTo(frame.extra());
        assertThat(frame.bytes().toHex()).isEqualTo(Bytes.ofHex(frame.bytes().toHex()).toHex());
    }

    /** The first of the reasons in their order, found the plain way. */
    private static Optional<Reason> firstReason(Bytes b) {
        if (b.size() < 2) {
            return Optional.of(Reason.TRUNCATED);
        }
        if (b.at(0) != 0xfa || b.at(1) != 0xd4) {
            return Optional.of(Reason.MAGIC);
        }
        if (b.size() >= 4 && (b.u16(2) < 12 || b.u16(2) > 65_507 - 12)) {
            return Optional.of(Reason.SIZE);
        }
        if (b.size() < 8 || b.size() < b.u16(2) + 12) {
            return Optional.of(Reason.TRUNCATED);
        }
        int end = b.u16(2) + 12;
        if (b.at(end - 2) != 0x2d || b.at(end - 1) != 0xdf) {
            return Optional.of(Reason.FOOTER);
        }
        if (b.u16(end - 4) != Wire.checksum(b.slice(8, end - 12))) {
            return Optional.of(Reason.CHECKSUM);
        }
        if (b.at(8) > 15) {
            return Optional.of(Reason.TYPE);
        }
        if (b.at(9) > 15) {
            return Optional.of(Reason.FLAGS);
        }
        return 12 + b.u16(10) > b.u16(2) ? Optional.of(Reason.PARAMS_SIZE) : Optional.empty();
    }

    /** Notes the bits that are told, each at most once. */
    private static final class Places implements FieldVisitor {

        private final Bytes frame;
        private final BitSet told = new BitSet();
        private boolean hasHiddenText;

        Places(Bytes frame) {
            this.frame = frame;
        }

        private void mark(Place place) {
            for (int bit = 0; bit < 8 * place.length(); bit++) {
                if (place.bits() == 0 || (place.bits() & 1 << bit) != 0) {
                    int at = 8 * place.offset() + bit;
                    assertThat(told.get(at)).as("told twice: %s", place).isFalse();
                    told.set(at);
                }
            }
        }

        @Override
        public void number(String name, Place place, long value, Unit unit) {
            mark(place);
        }

        @Override
        public void flag(String name, Place place, boolean value) {
            mark(place);
        }

        @Override
        public void coded(String name, Place place, Coded value) {
            mark(place);
            assertThat(value.label()).isNotEmpty();
        }

        @Override
        public void days(String name, Place place, SequencedSet<DayOfWeek> value) {
            mark(place);
            assertThat(Period.repeatOn(value)).isEqualTo(frame.at(place.offset()) & 0x7f);
        }

        @Override
        public void text(String name, Place place, Text value, Charset charset) {
            mark(place);
            Bytes behind = frame.slice(place.offset(), place.length()).from(value.bytes().size());
            hasHiddenText |= !behind.equals(Wire.zeros(behind.size()));
            value.in(charset)
                    .ifPresent(text ->
                            assertThat(Bytes.wrap(text.getBytes(charset)))
                                    .isEqualTo(value.bytes()));
        }

        @Override
        public void unknown(String name, Place place, Bytes value) {
            mark(place);
            assertThat(value).isEqualTo(frame.slice(place.offset(), place.length()));
        }

        @Override
        public void beginObject(String name) {}

        @Override
        public void endObject() {}

        @Override
        public void beginList(String name) {}

        @Override
        public void endList() {}
    }
}
