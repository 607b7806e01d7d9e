package io.github.timeguardmqtt.capture.mask;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.capture.mask.Mask.Pseudonym;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ids, addresses, names and words that are to be hidden, and what stands for each. So many are told
 * apart of each sort; all beyond get the same pseudonym.
 */
final class Pseudonyms {

    /** Stands for every id that is not told apart. */
    static final int ANY_ID = 0;

    private static final int FIRST_ID = 0x12345678;

    /** How many of a sort are told apart: far above what is in any home. */
    private static final int MAX_EACH = 65_536;

    /** Shorter names and words stand anywhere by chance: they are hidden where they belong. */
    private static final int SHORTEST_SOUGHT = 3;

    /** What a name is called instead: the first that is not a name itself. */
    private static final List<String> NAMES = List.of("name", "title", "label");

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

    private int nextId = FIRST_ID;
    private int nextAddress;

    /**
     * @param words to hide besides, of three bytes or more, wherever they stand
     * @throws IllegalArgumentException when one is shorter
     */
    Pseudonyms(List<String> words) {
        this.words = words.stream().map(Pseudonyms::word).toList();
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

    void learnId(int id) {
        settled = false;
        realIds.add(id);
    }

    void learnAddress(InetAddress address) {
        settled = false;
        realAddresses.add(address);
    }

    void learnName(Bytes name) {
        settled = false;
        realNames.add(name);
        known.add(Dictionary.lower(name));
    }

    /** Gives pseudonyms to all that was learnt, none of which is one of them. */
    void settle() {
        if (!settled) {
            settled = true;
            realIds.forEach(this::id);
            realAddresses.forEach(this::address);
            realNames.forEach(this::name);
        }
    }

    /** Whether the address has a pseudonym. */
    boolean has(@Nullable InetAddress address) {
        return addresses.containsKey(address);
    }

    /** Whether the name has a pseudonym. */
    boolean hasName(Bytes name) {
        return names.containsKey(name);
    }

    /** The id to show in place of this one; null where it is not known. */
    @Nullable Integer knownId(int id) {
        return ids.get(id);
    }

    /** What to show in place of the longest name or word there; null where none is. */
    @Nullable Bytes spokenAt(Bytes original, int at) {
        return spoken.at(original, at);
    }

    /** What to show in place of the longest of anything but ids there; null where none is. */
    @Nullable Bytes soughtAt(Bytes original, int at) {
        Bytes shown = spoken.at(original, at);
        if (shown == null) {
            shown = written.at(original, at);
        }
        return shown == null ? bytes.at(original, at) : shown;
    }

    /** What stands for what, in the order in which it was met. */
    List<Pseudonym> all() {
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

    /** The id to show in place of this one; {@link #ANY_ID} beyond those that are told apart. */
    int id(int id) {
        Integer known = ids.get(id);
        if (known != null) {
            return known;
        }
        if (ids.size() >= MAX_EACH) {
            return ANY_ID;
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
    InetAddress addressInText(InetAddress address) {
        boolean isPseudonym = shownAddresses.contains(address) && !addresses.containsKey(address);
        return isPseudonym ? address : address(address);
    }

    /** The address to show in place of this one: itself where it says nothing of anybody. */
    InetAddress address(InetAddress address) {
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
        bytes.put(Bytes.copyOf(original), Bytes.copyOf(replacement));
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
                .map(Pseudonyms::utf8)
                .filter(form -> form.size() == original.size())
                .forEach(form -> spoken.put(form, shown));
    }

    /** As many bytes to show in place of this name. */
    Bytes name(Bytes name) {
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
        int number = names.size() + 1;
        for (String word : NAMES) {
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

    static Bytes utf8(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Bytes.copyOf(bytes);
    }

    private static String utf8(Bytes bytes) {
        return new String(bytes.toArray(), UTF_8);
    }
}
