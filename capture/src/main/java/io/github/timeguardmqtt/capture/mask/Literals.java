package io.github.timeguardmqtt.capture.mask;

import io.github.timeguardmqtt.protocol.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses and ids as people write them in the middle of a text. */
final class Literals {

    /** As many characters has the shortest address that says something: {@code 1.1.1.1}. */
    static final int SHORTEST = 7;

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";

    /** IPv4, or what may be IPv6: two colons at least. */
    private static final Pattern ADDRESS =
            Pattern.compile(
                    """
                    (?<![\\w.])(?:OCTET\\.){3}OCTET(?!\\w|\\.\\d)\
                    |(?<![\\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?:\\.\\d{1,3}){3})?(?![\\w:])\
                    """
                            .replace("OCTET", OCTET));

    /** That of a network card, with the same sign between all bytes. */
    private static final Pattern MAC =
            Pattern.compile(
                    "(?<![\\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\\1){4}[0-9A-Fa-f]{2}(?![\\w:-])");

    /** What may be an id, as one number or byte by byte. */
    private static final Pattern FOUR_BYTES =
            Pattern.compile("(?:[0-9A-Fa-f]{2}[ :-]?){3}[0-9A-Fa-f]{2}");

    private Literals() {}

    /** An address as it is written. */
    static String text(InetAddress address) {
        String withPort = Addresses.text(new InetSocketAddress(address, 0));
        return withPort.replaceFirst(":0$", "").replaceAll("[\\[\\]]", "");
    }

    /** The text with other addresses in the place of those that stand in it. */
    static String replaceAddresses(String text, UnaryOperator<InetAddress> shown) {
        return ADDRESS.matcher(text)
                .replaceAll(found -> {
                    InetAddress address = address(found.group());
                    if (address == null) {
                        return Matcher.quoteReplacement(found.group());
                    }
                    InetAddress other = shown.apply(address);
                    return Matcher.quoteReplacement(
                            other.equals(address) ? found.group() : text(other));
                });
    }

    /** The text without addresses of network cards. */
    static String hideCards(String text) {
        return MAC.matcher(text).replaceAll("xx$1xx$1xx$1xx$1xx$1xx");
    }

    /**
     * The text with other ids in the place of those that stand in it, as a number or as its bytes
     * in either order.
     *
     * @param shown the id to show in place of one, null where it is none
     */
    static String replaceIds(String text, IntFunction<@Nullable Integer> shown) {
        Matcher bytes = FOUR_BYTES.matcher(text);
        StringBuilder changed = null;
        int at = 0;
        while (at < text.length()) {
            if (!bytes.region(at, text.length()).lookingAt()) {
                at++;
                continue;
            }
            int value = HexFormat.fromHexDigits(bytes.group().replaceAll("[ :-]", ""));
            Integer id = shown.apply(value);
            Integer reversed = shown.apply(Integer.reverseBytes(value));
            if (id == null && reversed == null) {
                at++;
                continue;
            }
            if (changed == null) {
                changed = new StringBuilder(text);
            }
            put(id != null ? id : Integer.reverseBytes(reversed), changed, at);
            at = bytes.end();
        }
        return changed == null ? text : changed.toString();
    }

    /** Over the hex digits that stand there, so that what is between them stays. */
    private static void put(int value, StringBuilder to, int start) {
        String digits = HexFormat.of().toHexDigits(value);
        int at = start;
        for (int i = 0; i < digits.length(); at++) {
            if (HexFormat.isHexDigit(to.charAt(at))) {
                to.setCharAt(at, digits.charAt(i++));
            }
        }
    }

    private static @Nullable InetAddress address(String literal) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            return null; // such as a time of day
        }
    }
}
