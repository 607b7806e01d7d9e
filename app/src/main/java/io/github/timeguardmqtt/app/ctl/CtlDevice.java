package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.GatewayLink;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A device of a running gateway, as the gateway tells of it. */
final class CtlDevice {

    /** What a device is told of itself: the answer of {@code devices/find}. */
    private final JsonObject about;

    private final GatewayLink link;

    private CtlDevice(GatewayLink link, JsonObject about) {
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
        List<JsonObject> found = devices(link, like);
        if (found.size() == 1) {
            return new CtlDevice(link, found.getFirst());
        }
        if (!found.isEmpty()) {
            throw new NoAnswerException(
                    "\"%s\" could be %s: give more of it".formatted(like, listed(found)));
        }
        List<JsonObject> known = devices(link, "");
        throw new NoAnswerException(
                known.isEmpty()
                        ? "the gateway knows no device yet"
                        : "no device is called \"%s\"; there is %s".formatted(like, listed(known)));
    }

    private static List<JsonObject> devices(GatewayLink link, String like)
            throws NoAnswerException, InterruptedException {
        return link.ask("devices/find", JsonValue.object().put("like", like).build())
                .objects("devices");
    }

    private static String listed(List<JsonObject> devices) {
        String first =
                devices.stream().limit(10).map(CtlDevice::title).collect(Collectors.joining(", "));
        return devices.size() > 10 ? first + " and others" : first;
    }

    String id() {
        return about.text("id").orElse("");
    }

    /** For people: {@code Boiler (0badcafe)}. */
    String title() {
        return title(about);
    }

    private static String title(JsonObject about) {
        String id = about.text("id").orElse("");
        return about.text("name").map(name -> ShownText.safe(name) + " (" + id + ")").orElse(id);
    }

    boolean isOnline() {
        return about.flag("online").orElse(false);
    }

    /** A text that the gateway tells of it besides its state, such as its model. */
    Optional<String> text(String key) {
        return about.text(key).map(ShownText::safe);
    }

    /** A request about it. */
    private JsonValue.ObjectBuilder about() {
        return JsonValue.object().put("device", id());
    }

    /** All that is known, by the names of the topics. */
    JsonObject state() throws NoAnswerException, InterruptedException {
        return state(told());
    }

    /** The state in what the gateway tells. */
    static JsonObject state(JsonObject told) {
        return told.object("state").orElse(JsonObject.EMPTY);
    }

    /** All that the gateway tells of it: its state, and how it is taken. */
    JsonObject told() throws NoAnswerException, InterruptedException {
        return link.ask("device", about().build());
    }

    /** The same once it has reported again; after a minute without a report as it was. */
    JsonObject report() throws NoAnswerException, InterruptedException {
        return link.ask("device/report", about().build());
    }

    /** What the relay will do. */
    JsonObject plan(int days) throws NoAnswerException, InterruptedException {
        return link.ask("plan", about().put("days", days).build());
    }

    /** Gives a command, and waits for its result. */
    CtlResult command(String command, JsonValue value)
            throws NoAnswerException, InterruptedException {
        return new CtlResult(
                link.ask("command", about().put("command", command).put("value", value).build()));
    }

    /**
     * Has the gateway read everything from it.
     *
     * @throws NoAnswerException when that did not work
     */
    void read() throws NoAnswerException, InterruptedException {
        CtlResult read = command("get", JsonValue.of(""));
        if (!read.isConfirmed()) {
            throw new NoAnswerException(
                    "%s cannot be read: %s".formatted(title(), read.sentence()));
        }
    }
}
