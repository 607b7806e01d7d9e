package io.github.timeguardmqtt.capture.mask;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.Unreadable;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts pseudonyms in the place of ids, addresses and names, the same one everywhere.
 *
 * <ul>
 *   <li>The first device id becomes {@code 12345678}, the second {@code 12345679} and so on,
 *       wherever its four bytes stand in a payload, in either order.
 *   <li>Addresses become those that are set aside for documentation, in headers, payloads and
 *       texts; in texts also those that stand in no header, and so in what a payload has written
 *       out, where they are of a home's network. What says nothing of anybody stays: loopback,
 *       unspecified, multicast. Written addresses of network cards become crosses.
 *   <li>Names of schedules become as many bytes of another name.
 *   <li>Vocabulary that somebody asks for become crosses, in large and small letters.
 * </ul>
 *
 * Checksums are made anew, so that a masked frame is as valid as its original. What is no valid
 * frame keeps no text. So many are told apart of each sort; all beyond, which only somebody who
 * invents them brings about, get the same pseudonym. What is not known yet cannot be found in the
 * middle of anything: who has all of a recording lets the mask {@link #learn} it first. Safe for
 * several threads.
 */
public final class Mask {

    private static final int MAGIC = 0xd4fa;

    /** Where the device id stands in a payload, and in a frame. */
    private static final int ID_IN_PAYLOAD = 8;

    private static final int PARAMS_IN_PAYLOAD = 12;
    private static final int ID_IN_FRAME = 16;
    private static final int ID_SIZE = 4;

    /** Where text begins to say something, in what is no frame. */
    private static final int SHORTEST_TEXT = 4;

    private final boolean on;
    private final Pseudonyms pseudonyms;

    /**
     * What stands for what.
     *
     * @param sort {@code id}, {@code address}, {@code name}
     */
    public record Pseudonym(String sort, String original, String shown) {}

    public Mask(boolean on) {
        this(on, List.of());
    }

    /**
     * @param words to hide besides, of three bytes or more, wherever they stand
     * @throws IllegalArgumentException when one is shorter
     */
    public Mask(boolean on, List<String> words) {
        this.on = on;
        pseudonyms = new Pseudonyms(words);
    }

    /**
     * Takes note of what is to be hidden in this; all of a recording before any of it is masked.
     */
    public synchronized void learn(Captured captured) {
        if (!on) {
            return;
        }
        Literals.replaceAddresses(text(captured), this::noted);
        if (captured instanceof Packet packet) {
            for (Frame frame : packet.datagram().frames()) {
                pseudonyms.learnId(frame.device().value());
                Literals.replaceAddresses(text(frame.payload()), this::notedAtHome);
                name(frame).ifPresent(pseudonyms::learnName);
            }
            packet.flow()
                    .ifPresent(flow -> {
                        note(flow.source());
                        note(flow.destination());
                    });
        }
    }

    private void note(InetSocketAddress address) {
        if (address.getAddress() != null) {
            noted(address.getAddress());
        }
    }

    private InetAddress noted(InetAddress address) {
        pseudonyms.learnAddress(address);
        return address;
    }

    /** Others that stand in a payload may be versions. */
    private InetAddress notedAtHome(InetAddress address) {
        return isAtHome(address) ? noted(address) : address;
    }

    private static boolean isAtHome(InetAddress address) {
        return address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }

    /** The same with pseudonyms. */
    public synchronized Captured mask(Captured captured) {
        if (!on) {
            return captured;
        }
        pseudonyms.settle();
        return switch (captured) {
            case Packet packet ->
                    new Packet(
                            packet.where(),
                            packet.at(),
                            packet.flow().map(this::mask),
                            packet.leg(),
                            packet.direction(),
                            packet.fate(),
                            mask(packet.text()),
                            Datagram.decode(mask(packet.datagram())));
            case Mark mark -> new Mark(mark.where(), mark.at(), mask(mark.text()));
            case Unreadable none ->
                    new Unreadable(none.where(), none.reason(), none.sentence(), mask(none.text()));
        };
    }

    /** The id to show in place of this one. */
    public synchronized DeviceId mask(DeviceId id) {
        return on ? new DeviceId(pseudonyms.id(id.value())) : id;
    }

    /** The addresses to show in place of these. */
    public synchronized Flow mask(Flow flow) {
        return new Flow(flow.transport(), mask(flow.source()), mask(flow.destination()));
    }

    /** The address to show in place of this one; its port stays, and a host's name. */
    public synchronized InetSocketAddress mask(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return on && host != null
                ? new InetSocketAddress(pseudonyms.address(host), address.getPort())
                : address;
    }

    /** The text to show in place of this one. */
    public synchronized String mask(String text) {
        if (!on || text.isEmpty()) {
            return text;
        }
        pseudonyms.settle();
        String shown = Literals.replaceAddresses(text, pseudonyms::addressInText);
        shown = Literals.replaceIds(Literals.hideCards(shown), pseudonyms::knownId);
        return spoken(shown);
    }

    private String spoken(String text) {
        Bytes original = Pseudonyms.utf8(text);
        byte[] shown = original.toArray();
        for (int at = 0; at < shown.length; ) {
            Bytes instead = pseudonyms.spokenAt(original, at);
            if (instead != null) {
                instead.copyTo(shown, at);
            }
            at += instead == null ? 1 : instead.size();
        }
        return new String(shown, UTF_8);
    }

    /** The bytes to show in place of these. */
    public synchronized Bytes mask(Datagram datagram) {
        if (!on) {
            return datagram.bytes();
        }
        List<Frame> frames = datagram.frames();
        if (frames.isEmpty()) {
            return maskBroken(datagram.bytes(), Set.of());
        }
        // All ids first: one frame may hold the id of another.
        Set<Integer> own = new HashSet<>();
        for (Frame frame : frames) {
            pseudonyms.id(frame.device().value());
            own.add(frame.device().value());
            Literals.replaceAddresses(
                    text(frame.payload()),
                    address -> isAtHome(address) ? pseudonyms.address(address) : address);
        }
        List<Bytes> parts = new ArrayList<>(frames.size() + 1);
        for (Frame frame : frames) {
            byte[] payload = frame.payload().toArray();
            search(frame.payload(), ID_IN_PAYLOAD, own, payload);
            name(frame).ifPresent(name -> putName(frame, name, payload));
            hideCards(payload);
            parts.add(FrameCodec.withPayload(frame, Bytes.copyOf(payload)));
        }
        parts.add(maskBroken(datagram.trailing(), own));
        return Bytes.concat(parts);
    }

    private static void hideCards(byte[] payload) {
        String shown = Literals.hideCards(text(Bytes.copyOf(payload)));
        for (int i = 0; i < shown.length(); i++) {
            payload[i] = (byte) shown.charAt(i);
        }
    }

    /** What stands for what, in the order in which it was met. */
    public synchronized List<Pseudonym> pseudonyms() {
        return pseudonyms.all();
    }

    /**
     * The originals of which something is left in what should be masked, each in words: none where
     * the mask has done its work.
     */
    public synchronized List<String> traces(Captured masked) {
        List<String> found = new ArrayList<>();
        String text = text(masked);
        if (!mask(text).equals(text)) {
            found.add("in a text");
        }
        if (masked instanceof Packet packet) {
            packet.flow()
                    .filter(flow ->
                            pseudonyms.has(flow.source().getAddress())
                                    || pseudonyms.has(flow.destination().getAddress()))
                    .ifPresent(flow -> found.add("an address in a header"));
            Bytes bytes = packet.datagram().bytes();
            byte[] shown = bytes.toArray();
            search(bytes, 0, Set.of(), shown);
            if (!Bytes.copyOf(shown).equals(bytes)) {
                found.add("an id, an address or a name in a payload");
            }
            for (Frame frame : packet.datagram().frames()) {
                if (name(frame).filter(pseudonyms::hasName).isPresent()) {
                    found.add("the name of a schedule");
                }
            }
        }
        return found;
    }

    private static String text(Captured captured) {
        return switch (captured) {
            case Packet packet -> packet.text();
            case Mark mark -> mark.text();
            case Unreadable none -> none.text();
        };
    }

    /**
     * Something that is no frame: what is known is hidden wherever it stands, text is, and where a
     * frame that is cut off or damaged would have its id stands none that nobody knows.
     */
    private Bytes maskBroken(Bytes bytes, Set<Integer> own) {
        byte[] shown = bytes.toArray();
        search(bytes, 0, own, shown);
        for (int at = 0; at + ID_IN_FRAME < shown.length; at++) {
            if (bytes.u16(at) == MAGIC) {
                int id = at + ID_IN_FRAME;
                int end = Math.min(shown.length, id + ID_SIZE);
                if (end - id < ID_SIZE || hidden((int) bytes.u32(id), own) == null) {
                    Arrays.fill(shown, id, end, (byte) 0);
                }
            }
        }
        hideText(bytes, shown);
        return Bytes.copyOf(shown);
    }

    /** Crosses out every run of letters, digits and signs that is long enough to say something. */
    private void hideText(Bytes bytes, byte[] shown) {
        int start = 0;
        for (int at = 0; at <= bytes.size(); at++) {
            int size = at < bytes.size() ? characterAt(bytes, at) : 0;
            if (size > 0) {
                at += size - 1;
                continue;
            }
            if (at - start >= SHORTEST_TEXT) {
                for (int i = start; i < at; i++) {
                    if (shown[i] == (byte) bytes.at(i)) {
                        shown[i] = 'x';
                    }
                }
            }
            start = at + 1;
        }
    }

    /** How many bytes the character there has in UTF-8; 0 where none can be read. */
    private static int characterAt(Bytes bytes, int at) {
        int first = bytes.at(at);
        int size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (size == 1) {
            return isPrintable(first) ? 1 : 0;
        }
        if (first > 0xf4 || at + size > bytes.size()) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((bytes.at(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** As in ASCII. */
    private static boolean isPrintable(int octet) {
        return octet >= ' ' && octet < 0x7f;
    }

    /**
     * Hides in {@code shown} what is known of {@code bytes}, from {@code start} on, looking at the
     * original bytes only.
     *
     * @param own the ids of the datagram itself, which there may have been no room for
     */
    private void search(Bytes bytes, int start, Set<Integer> own, byte[] shown) {
        for (int at = start; at < bytes.size(); ) {
            Bytes instead = pseudonyms.soughtAt(bytes, at);
            if (instead != null) {
                instead.copyTo(shown, at);
                at += instead.size();
                continue;
            }
            if (at + ID_SIZE <= bytes.size()) {
                int value = (int) bytes.u32(at);
                Integer hidden = hidden(value, own);
                Integer hiddenReversed = hidden(Integer.reverseBytes(value), own);
                if (hidden != null) {
                    put(hidden, shown, at);
                    at += ID_SIZE;
                    continue;
                }
                if (hiddenReversed != null) {
                    put(Integer.reverseBytes(hiddenReversed), shown, at);
                    at += ID_SIZE;
                    continue;
                }
            }
            at++;
        }
    }

    /** What to show in place of this id, null where it is none. */
    private @Nullable Integer hidden(int id, Set<Integer> own) {
        Integer known = pseudonyms.knownId(id);
        return known == null && own.contains(id) ? Integer.valueOf(Pseudonyms.ANY_ID) : known;
    }

    /** The name that a frame brings, where it is not empty. */
    private static Optional<Bytes> name(Frame frame) {
        Text name =
                switch (frame.message()) {
                    case Message.GetScheduleResponse(Schedule schedule) -> schedule.name();
                    case Message.SetScheduleRequest(Schedule schedule) -> schedule.name();
                    case Message.SetScheduleResponse(Schedule schedule) -> schedule.name();
                    case Message.SetScheduleNameRequest(_, Text text) -> text;
                    default -> Text.EMPTY;
                };
        return name.isEmpty() ? Optional.empty() : Optional.of(name.bytes());
    }

    /** Puts the pseudonym into the field, and nothing behind it. */
    private void putName(Frame frame, Bytes name, byte[] payload) {
        int at = PARAMS_IN_PAYLOAD + frame.kind().paramsSize() - Schedule.NAME_SIZE;
        Arrays.fill(payload, at, at + Schedule.NAME_SIZE, (byte) 0);
        pseudonyms.name(name).copyTo(payload, at);
    }

    /** A character for each byte; "" where no run of text is long enough for an address. */
    private static String text(Bytes bytes) {
        int run = 0;
        for (int at = 0; at < bytes.size(); at++) {
            run = isPrintable(bytes.at(at)) ? run + 1 : 0;
            if (run >= Literals.SHORTEST) {
                return new String(bytes.toArray(), ISO_8859_1);
            }
        }
        return "";
    }

    private static void put(int value, byte[] target, int at) {
        for (int i = 0; i < ID_SIZE; i++) {
            target[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
