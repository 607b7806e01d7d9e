package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.GatewayLink;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A device of a running gateway, as the gateway tells of it. */
final class CtlDevice {

    /** What a device is told of itself: the answer of {@code devices/find}. */
    private final Map<?, ?> about;

    private final GatewayLink link;

    private CtlDevice(GatewayLink link, Map<?, ?> about) {
        this.link = link;
        this.about = about;
    }

    /**
     * Finds the one that is meant.
     *
     * @param like its id, its name, or an unambiguous start of one of them
     * @throws NoAnswerException when it is none, or could be several
     */
    static CtlDevice find(GatewayLink link, String like)
            throws NoAnswerException, InterruptedException {
        List<?> found = devices(link, like);
        if (found.size() == 1) {
            return new CtlDevice(link, (Map<?, ?>) found.getFirst());
        }
        if (!found.isEmpty()) {
            throw new NoAnswerException(
                    "\"%s\" could be %s: give more of it".formatted(like, listed(found)));
        }
        List<?> known = devices(link, "");
        throw new NoAnswerException(
                known.isEmpty()
                        ? "the gateway knows no device yet"
                        : "no device is called \"%s\"; there is %s".formatted(like, listed(known)));
    }

    private static List<?> devices(GatewayLink link, String like)
            throws NoAnswerException, InterruptedException {
        return link.ask("devices/find", Map.of("like", like)).get("devices") instanceof List<?> all
                ? all
                : List.of();
    }

    private static String listed(List<?> devices) {
        String first =
                devices.stream()
                        .limit(10)
                        .map(device -> title((Map<?, ?>) device))
                        .collect(Collectors.joining(", "));
        return devices.size() > 10 ? first + " and others" : first;
    }

    String id() {
        return String.valueOf(about.get("id"));
    }

    /** For people: {@code Boiler (0badcafe)}. */
    String title() {
        return title(about);
    }

    private static String title(Map<?, ?> about) {
        return about.get("name") instanceof String name
                ? ShownText.safe(name) + " (" + about.get("id") + ")"
                : String.valueOf(about.get("id"));
    }

    boolean isOnline() {
        return Boolean.TRUE.equals(about.get("online"));
    }

    /** A text that the gateway tells of it besides its state, such as its model. */
    Optional<String> text(String key) {
        return about.get(key) instanceof String text
                ? Optional.of(ShownText.safe(text))
                : Optional.empty();
    }

    /** All that is known, by the names of the topics. */
    Map<String, @Nullable Object> state() throws NoAnswerException, InterruptedException {
        return state(told());
    }

    /** The state in what the gateway tells. */
    static Map<String, @Nullable Object> state(Map<String, @Nullable Object> told) {
        Object state = told.get("state");
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        if (state instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> known.put(String.valueOf(key), value));
        }
        return known;
    }

    /** All that the gateway tells of it: its state, and how it is taken. */
    Map<String, @Nullable Object> told() throws NoAnswerException, InterruptedException {
        return link.ask("device", Map.of("device", id()));
    }

    /** The same once it has reported again; after a minute without a report as it was. */
    Map<String, @Nullable Object> report() throws NoAnswerException, InterruptedException {
        return link.ask("device/report", Map.of("device", id()));
    }

    /** What the relay will do. */
    Map<String, @Nullable Object> plan(int days) throws NoAnswerException, InterruptedException {
        return link.ask("plan", Map.of("device", id(), "days", days));
    }

    /** Gives a command, and waits for its result. */
    CtlResult command(String command, Object value) throws NoAnswerException, InterruptedException {
        return new CtlResult(
                link.ask("command", Map.of("device", id(), "command", command, "value", value)));
    }

    /**
     * Has the gateway read everything from it.
     *
     * @throws NoAnswerException when that did not work
     */
    void read() throws NoAnswerException, InterruptedException {
        CtlResult read = command("get", "");
        if (!read.isConfirmed()) {
            throw new NoAnswerException(
                    "%s cannot be read: %s".formatted(title(), read.sentence()));
        }
    }
}
