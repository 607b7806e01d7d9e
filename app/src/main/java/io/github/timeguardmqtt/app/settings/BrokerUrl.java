package io.github.timeguardmqtt.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.Secret;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Optional;

/**
 * A broker's place: {@code mqtt://192.168.1.5}, {@code mqtts://user:pass%2Fword@example.org:8883}.
 *
 * @param tls whether it is {@code mqtts}
 * @param port 1883, or 8883 with TLS, where the URL has none
 */
public record BrokerUrl(
        boolean tls, String host, int port, Optional<String> username, Optional<Secret> password) {

    /**
     * @throws IllegalArgumentException when {@code text} is not of that form; the sentence has no
     *     user and no password in it
     */
    public static BrokerUrl parse(String text) {
        String scheme = text.replaceFirst("(?s)://.*", "").toLowerCase(Locale.ROOT);
        if (!text.contains("://") || !(scheme.equals("mqtt") || scheme.equals("mqtts"))) {
            throw wrong(text);
        }
        boolean tls = scheme.equals("mqtts");
        String rest = text.substring(text.indexOf("://") + 3);
        int at = rest.lastIndexOf('@');
        String place = rest.substring(at + 1).replaceFirst("/$", "");
        boolean hasPort = place.matches("(\\[.*]|[^\\[:]*):.*");
        int colon = hasPort ? place.lastIndexOf(':') : place.length();
        String[] user = at < 0 ? new String[] {} : rest.substring(0, at).split(":", 2);
        if (user.length == 2 && user[1].equals(OptionValues.HIDDEN)) {
            throw new IllegalArgumentException(OptionValues.WAS_HIDDEN);
        }
        if (user.length > 0 && user[0].isEmpty()) {
            throw wrong(text);
        }
        try {
            String host = new OptionValues.Host().parse(place.substring(0, colon));
            int port = hasPort ? OptionValues.port(place.substring(colon + 1)) : tls ? 8883 : 1883;
            return new BrokerUrl(
                    tls,
                    host,
                    port,
                    user.length > 0 ? Optional.of(decoded(user[0])) : Optional.empty(),
                    user.length > 1 ? Optional.of(new Secret(decoded(user[1]))) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
    }

    /** The same as a URL that may be shown. */
    public String withoutPassword() {
        String user =
                username.map(name -> URLEncoder.encode(name, UTF_8).replace("+", "%20") + "@")
                        .orElse("");
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "%s://%s%s:%d".formatted(tls ? "mqtts" : "mqtt", user, shownHost, port);
    }

    /** The text, with stars for a password. */
    static String hidden(String text) {
        return text.replaceFirst("(?s)^([^/]*//[^:]*:).*@", "$1" + OptionValues.HIDDEN + "@");
    }

    private static IllegalArgumentException wrong(String text) {
        // Without what may be a password, however the text is mistyped.
        String shown = text.replaceFirst("(?s)^([A-Za-z]*://)?.*@", "$1…@");
        return new IllegalArgumentException(
                "\"%s\" is not a broker's URL: expected mqtt://[USER[:PASSWORD]@]HOST[:PORT], or mqtts:// for TLS, with other signs than letters and digits of user and password as %%XX"
                        .formatted(shown));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
