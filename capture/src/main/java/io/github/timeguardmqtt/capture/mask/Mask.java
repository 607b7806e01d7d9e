package io.github.timeguardmqtt.capture.mask;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.Addresses;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 *       texts. What says nothing of anybody stays: loopback, unspecified, multicast.
 *   <li>Names of schedules become as many bytes of another name.
 *   <li>Words that somebody asks for become crosses.
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
    private final Map<Integer, List<Pattern>> patterns = new HashMap<>();
    private int nextId = FIRST;
    private int nextAddress;
    private int nextName = 1;

    /** Bytes to find, and as many to put in their place. */
    private record Pattern(Bytes original, Bytes shown) {}

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
        this.words.forEach(word -> seek(word, crosses(word.size())));
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
        if (on && captured instanceof Packet packet) {
            settled = false;
            for (Frame frame : packet.datagram().frames()) {
                realIds.add(frame.device().value());
                name(frame).ifPresent(realNames::add);
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
            realAddresses.add(address.getAddress());
        }
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
        String shown = text;
        for (Map.Entry<InetAddress, InetAddress> address : addresses.entrySet()) {
            shown = shown.replace(text(address.getKey()), text(address.getValue()));
        }
        for (Map.Entry<Integer, Integer> id : ids.entrySet()) {
            shown =
                    shown.replaceAll(
                            "(?i)" + new DeviceId(id.getKey()), "" + new DeviceId(id.getValue()));
        }
        for (Map.Entry<Bytes, Bytes> name : names.entrySet()) {
            if (name.getKey().size() >= SHORTEST_SOUGHT) {
                shown = shown.replace(utf8(name.getKey()), utf8(name.getValue()));
            }
        }
        for (Bytes word : words) {
            shown = shown.replace(utf8(word), utf8(crosses(word.size())));
        }
        return shown;
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
        }
        List<Bytes> parts = new ArrayList<>(frames.size() + 1);
        for (Frame frame : frames) {
            byte[] payload = frame.payload().toArray();
            search(frame.payload(), ID_IN_PAYLOAD, own, payload);
            name(frame).ifPresent(name -> putName(frame, name, payload));
            parts.add(FrameCodec.withPayload(frame, Bytes.copyOf(payload, 0, payload.length)));
        }
        parts.add(maskBroken(datagram.trailing(), own));
        return Bytes.concat(parts);
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
        addresses.forEach(
                (address, shown) -> all.add(new Pseudonym("address", text(address), text(shown))));
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
        String text =
                switch (masked) {
                    case Packet packet -> packet.text();
                    case Mark mark -> mark.text();
                    case Unreadable none -> none.text();
                };
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
            boolean isText = at < bytes.size() && isPrintable(bytes.at(at));
            if (!isText) {
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
    }

    /** As in ASCII, or a byte of another character in UTF-8. */
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
            Pattern pattern = patternAt(bytes, at);
            if (pattern != null) {
                pattern.shown.copyTo(shown, at);
                at += pattern.shown.size();
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

    private @Nullable Pattern patternAt(Bytes bytes, int at) {
        List<Pattern> candidates = patterns.getOrDefault(bytes.at(at), List.of());
        for (Pattern pattern : candidates) {
            int size = pattern.original.size();
            if (at + size <= bytes.size() && bytes.slice(at, size).equals(pattern.original)) {
                return pattern;
            }
        }
        return null;
    }

    /** From now on these bytes are hidden wherever they stand. */
    private void seek(Bytes original, Bytes shown) {
        patterns.computeIfAbsent(original.at(0), _ -> new ArrayList<>())
                .add(new Pattern(original, shown));
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
        byte[] original = address.getAddress();
        byte[] replacement = shown.getAddress();
        seek(
                Bytes.copyOf(original, 0, original.length),
                Bytes.copyOf(replacement, 0, replacement.length));
        seekText(text(address), text(shown));
        return shown;
    }

    /** Seeks a text too, of which the replacement is filled up or cut to its length. */
    private void seekText(String original, String shown) {
        Bytes bytes = utf8(original);
        seek(bytes, fitted(shown, bytes.size()));
        String upper = original.toUpperCase(Locale.ROOT);
        if (!upper.equals(original)) {
            seek(utf8(upper), fitted(shown, bytes.size()));
        }
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
        Bytes shown;
        do {
            shown = fitted("name" + nextName++, name.size());
        } while (realNames.contains(shown) && nextName < MAX_EACH);
        names.put(name, shown);
        if (name.size() >= SHORTEST_SOUGHT) {
            seek(name, shown);
        }
        return shown;
    }

    /** So many bytes: the last of the text, or the text filled up with dots. */
    private static Bytes fitted(String text, int size) {
        String cut = text.substring(Math.max(0, text.length() - size));
        return utf8(cut + ".".repeat(size - cut.length()));
    }

    private static Bytes crosses(int size) {
        return utf8("x".repeat(size));
    }

    private static String text(InetAddress address) {
        String withPort = Addresses.text(new InetSocketAddress(address, 0));
        return withPort.replaceFirst(":0$", "").replaceAll("[\\[\\]]", "");
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
