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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    private static final int FIRST = 0x12345678;

    /** How many of a sort are told apart: far above what is in any home. */
    private static final int MAX_EACH = 65_536;

    /** Stands for every id that is not told apart. */
    private static final int ANY = 0;

    private static final int MAGIC = 0xd4fa;

    /** Where the device id stands in a payload, and in a frame. */
    private static final int ID_IN_PAYLOAD = 8;

    private static final int PARAMS_IN_PAYLOAD = 12;
    private static final int ID_IN_FRAME = 16;
    private static final int ID_SIZE = 4;

    /** Shorter names and words stand anywhere by chance: they are hidden where they belong. */
    private static final int SHORTEST_SOUGHT = 3;

    /** What a name is called instead: the first that is not a name itself. */
    private static final List<String> PSEUDONYMS = List.of("name", "title", "label");

    /** Where text begins to say something, in what is no frame. */
    private static final int SHORTEST_TEXT = 4;

    private final boolean on;
    private final Set<Integer> realIds = new LinkedHashSet<>();
    private final Set<InetAddress> realAddresses = new LinkedHashSet<>();
    private final Set<Bytes> realNames = new LinkedHashSet<>();
    private boolean settled = true;
    private final Map<Integer, Integer> ids = new LinkedHashMap<>();
    private final Map<InetAddress, InetAddress> addresses = new LinkedHashMap<>();
    private final Map<Bytes, Bytes> names = new LinkedHashMap<>();
    private final List<Bytes> words;
    private final Set<InetAddress> shownAddresses = new HashSet<>();

    /** Names and words in small letters: no pseudonym has one of them in it. */
    private final Set<Bytes> known = new HashSet<>();

    private final Dictionary bytes = new Dictionary(false);
    private final Dictionary written = new Dictionary(true);

    /** Names and words, which are sought in texts too. */
    private final Dictionary spoken = new Dictionary(true);

    private int nextId = FIRST;
    private int nextAddress;
    private int nextName = 1;

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
        this.words = words.stream().map(Mask::word).toList();
        for (Bytes word : this.words) {
            known.add(Dictionary.lower(word));
            hide(word, crosses(word.size()));
        }
    }

    private static Bytes word(String word) {
        Bytes bytes = utf8(word);
        if (bytes.size() < SHORTEST_SOUGHT) {
            throw new IllegalArgumentException(
                    "\"%s\" is too short to be hidden: expected %d letters or more"
                            .formatted(word, SHORTEST_SOUGHT));
        }
        return bytes;
    }

    /**
     * Takes note of what is to be hidden in this; all of a recording before any of it is masked.
     */
    public synchronized void learn(Captured captured) {
        if (!on) {
            return;
        }
        settled = false;
        Literals.replaceAddresses(text(captured), this::noted);
        if (captured instanceof Packet packet) {
            for (Frame frame : packet.datagram().frames()) {
                realIds.add(frame.device().value());
                Literals.replaceAddresses(text(frame.payload()), this::notedAtHome);
                name(frame)
                        .ifPresent(name -> {
                            realNames.add(name);
                            known.add(Dictionary.lower(name));
                        });
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
        realAddresses.add(address);
        return address;
    }

    /** Others that stand in a payload may be versions. */
    private InetAddress notedAtHome(InetAddress address) {
        return isAtHome(address) ? noted(address) : address;
    }

    private static boolean isAtHome(InetAddress address) {
        return address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }

    /** Gives pseudonyms to all that was learnt, none of which is one of them. */
    private void settle() {
        if (!settled) {
            settled = true;
            realIds.forEach(this::shownId);
            realAddresses.forEach(this::shownAddress);
            realNames.forEach(this::shownName);
        }
    }

    /** The same with pseudonyms. */
    public synchronized Captured mask(Captured captured) {
        if (!on) {
            return captured;
        }
        settle();
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
        return on ? new DeviceId(shownId(id.value())) : id;
    }

    /** The addresses to show in place of these. */
    public synchronized Flow mask(Flow flow) {
        return new Flow(flow.transport(), mask(flow.source()), mask(flow.destination()));
    }

    /** The address to show in place of this one; its port stays, and a host's name. */
    public synchronized InetSocketAddress mask(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        return on && host != null
                ? new InetSocketAddress(shownAddress(host), address.getPort())
                : address;
    }

    /** The text to show in place of this one. */
    public synchronized String mask(String text) {
        if (!on || text.isEmpty()) {
            return text;
        }
        settle();
        String shown = Literals.replaceAddresses(text, this::shownInText);
        shown = Literals.replaceIds(Literals.hideCards(shown), ids::get);
        return spoken(shown);
    }

    private String spoken(String text) {
        Bytes original = utf8(text);
        byte[] shown = original.toArray();
        for (int at = 0; at < shown.length; ) {
            Bytes instead = spoken.at(original, at);
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
            shownId(frame.device().value());
            own.add(frame.device().value());
            Literals.replaceAddresses(
                    text(frame.payload()),
                    address -> isAtHome(address) ? shownAddress(address) : address);
        }
        List<Bytes> parts = new ArrayList<>(frames.size() + 1);
        for (Frame frame : frames) {
            byte[] payload = frame.payload().toArray();
            search(frame.payload(), ID_IN_PAYLOAD, own, payload);
            name(frame).ifPresent(name -> putName(frame, name, payload));
            hideCards(payload);
            parts.add(FrameCodec.withPayload(frame, Bytes.copyOf(payload, 0, payload.length)));
        }
        parts.add(maskBroken(datagram.trailing(), own));
        return Bytes.concat(parts);
    }

    private static void hideCards(byte[] payload) {
        String shown = Literals.hideCards(text(Bytes.copyOf(payload, 0, payload.length)));
        for (int i = 0; i < shown.length(); i++) {
            payload[i] = (byte) shown.charAt(i);
        }
    }

    /** What stands for what, in the order in which it was met. */
    public synchronized List<Pseudonym> pseudonyms() {
        List<Pseudonym> all = new ArrayList<>();
        ids.forEach((id, shown) ->
                all.add(
                        new Pseudonym(
                                "id",
                                new DeviceId(id).toString(),
                                new DeviceId(shown).toString())));
        addresses.forEach((address, shown) ->
                all.add(new Pseudonym("address", Literals.text(address), Literals.text(shown))));
        names.forEach((name, shown) -> all.add(new Pseudonym("name", utf8(name), utf8(shown))));
        words.forEach(word -> all.add(new Pseudonym("word", utf8(word), "x".repeat(word.size()))));
        return all;
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
                            addresses.containsKey(flow.source().getAddress())
                                    || addresses.containsKey(flow.destination().getAddress()))
                    .ifPresent(flow -> found.add("an address in a header"));
            Bytes bytes = packet.datagram().bytes();
            byte[] shown = bytes.toArray();
            search(bytes, 0, Set.of(), shown);
            if (!Bytes.copyOf(shown, 0, shown.length).equals(bytes)) {
                found.add("an id, an address or a name in a payload");
            }
            for (Frame frame : packet.datagram().frames()) {
                if (name(frame).filter(names::containsKey).isPresent()) {
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
        return Bytes.copyOf(shown, 0, shown.length);
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
            Bytes instead = soughtAt(bytes, at);
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

    private @Nullable Bytes soughtAt(Bytes original, int at) {
        Bytes shown = spoken.at(original, at);
        if (shown == null) {
            shown = written.at(original, at);
        }
        return shown == null ? bytes.at(original, at) : shown;
    }

    /** What to show in place of this id, null where it is none. */
    private @Nullable Integer hidden(int id, Set<Integer> own) {
        Integer known = ids.get(id);
        return known == null && own.contains(id) ? Integer.valueOf(ANY) : known;
    }

    private int shownId(int id) {
        Integer known = ids.get(id);
        if (known != null) {
            return known;
        }
        if (ids.size() >= MAX_EACH) {
            return ANY;
        }
        while (realIds.contains(nextId)) {
            nextId++; // somebody has it
        }
        int shown = nextId++;
        ids.put(id, shown);
        seekText(new DeviceId(id).toString(), new DeviceId(shown).toString());
        return shown;
    }

    /** The same, where it is not a pseudonym already. */
    private InetAddress shownInText(InetAddress address) {
        boolean isPseudonym = shownAddresses.contains(address) && !addresses.containsKey(address);
        return isPseudonym ? address : shownAddress(address);
    }

    private InetAddress shownAddress(InetAddress address) {
        InetAddress known = addresses.get(address);
        if (known != null) {
            return known;
        }
        boolean isV4 = address.getAddress().length == 4;
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || (isV4 && Bytes.copyOf(address.getAddress(), 0, 4).u32(0) == 0xffffffffL)) {
            return address;
        }
        if (nextAddress >= MAX_EACH) {
            return InetAddress.ofLiteral(isV4 ? "0.0.0.0" : "::");
        }
        InetAddress shown;
        do {
            shown = Documentation.address(nextAddress++, isV4);
        } while (realAddresses.contains(shown));
        addresses.put(address, shown);
        shownAddresses.add(shown);
        byte[] original = address.getAddress();
        byte[] replacement = shown.getAddress();
        bytes.put(
                Bytes.copyOf(original, 0, original.length),
                Bytes.copyOf(replacement, 0, replacement.length));
        seekText(Literals.text(address), Literals.text(shown));
        return shown;
    }

    /** Seeks a text too, of which the replacement is filled up or cut to its length. */
    private void seekText(String original, String shown) {
        Bytes text = utf8(original);
        written.put(text, fitted(shown, text.size()));
    }

    /** Hides a name or a word from now on, in payloads and texts, in large and small letters. */
    private void hide(Bytes original, Bytes shown) {
        String text = utf8(original);
        Stream.of(text, text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT))
                .map(Mask::utf8)
                .filter(form -> form.size() == original.size())
                .forEach(form -> spoken.put(form, shown));
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
        shownName(name).copyTo(payload, at);
    }

    private Bytes shownName(Bytes name) {
        Bytes known = names.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() >= MAX_EACH) {
            return crosses(name.size());
        }
        Bytes shown = freeName(name.size());
        names.put(name, shown);
        if (name.size() >= SHORTEST_SOUGHT) {
            hide(name, shown);
        }
        return shown;
    }

    /** One that has nothing in it that is to be hidden itself. */
    private Bytes freeName(int size) {
        int number = nextName++;
        for (String word : PSEUDONYMS) {
            Bytes shown = fitted(word + number, size);
            if (isFree(shown)) {
                return shown;
            }
        }
        return crosses(size);
    }

    private boolean isFree(Bytes shown) {
        for (int from = 0; from < shown.size(); from++) {
            for (int size = 1; from + size <= shown.size(); size++) {
                if (known.contains(shown.slice(from, size))
                        && (size >= SHORTEST_SOUGHT || size == shown.size())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** So many bytes: the last of the text, or the text filled up with dots. */
    private static Bytes fitted(String text, int size) {
        String cut = text.substring(Math.max(0, text.length() - size));
        return utf8(cut + ".".repeat(size - cut.length()));
    }

    private static Bytes crosses(int size) {
        return utf8("x".repeat(size));
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

    private static Bytes utf8(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Bytes.copyOf(bytes, 0, bytes.length);
    }

    private static String utf8(Bytes bytes) {
        return new String(bytes.toArray(), UTF_8);
    }

    private static void put(int value, byte[] target, int at) {
        for (int i = 0; i < ID_SIZE; i++) {
            target[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
