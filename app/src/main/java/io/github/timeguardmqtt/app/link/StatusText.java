package io.github.timeguardmqtt.app.link;

import static java.util.stream.Collectors.joining;

import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ShownText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/** A gateway's status for people, in lines of 80 columns where names and addresses allow it. */
final class StatusText {

    private static final int NAME_COLUMNS = 14;
    private static final List<String> HEADER =
            List.of("id", "name", "online", "mode", "relay", "heard", "address");

    private final Instant now;

    StatusText(Instant now) {
        this.now = now;
    }

    /**
     * @throws NoSuchElementException when it is not the status of a gateway
     */
    String of(JsonObject status) {
        List<JsonObject> devices = status.objects("devices");
        List<JsonObject> links = status.objects("links");
        StringBuilder text = new StringBuilder();
        text.append(
                "Running for %s; %d %s known, %d online; %s waiting\n"
                        .formatted(
                                ShownText.span(Duration.ofSeconds(number(status, "uptime"))),
                                devices.size(),
                                devices.size() == 1 ? "device" : "devices",
                                number(status, "online"),
                                count(number(status, "commandsWaiting"), "command")));
        if (!devices.isEmpty()) {
            List<List<String>> rows = new ArrayList<>(List.of(HEADER));
            devices.forEach(device -> rows.add(row(device)));
            text.append('\n').append(table(rows));
        }
        if (!links.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            for (JsonObject link : links) {
                rows.add(List.of(shown(link, "name"), shown(link, "state")));
            }
            text.append('\n').append(table(rows));
        }
        JsonObject drops = status.object("drops").orElseThrow();
        String dropped =
                drops.members().keySet().stream()
                        .map(reason -> ShownText.safe(reason + " " + number(drops, reason)))
                        .collect(joining(", "));
        List<List<String>> counts = new ArrayList<>();
        counts.add(
                List.of(
                        "from",
                        "%d from devices, %d from the cloud"
                                .formatted(
                                        number(status, "fromDevices"),
                                        number(status, "fromCloud"))));
        counts.add(
                List.of(
                        "to",
                        "%d to devices, %d to the cloud"
                                .formatted(
                                        number(status, "toDevices"), number(status, "toCloud"))));
        counts.add(
                List.of(
                        "answered",
                        "%d by the gateway itself".formatted(number(status, "answered"))));
        counts.add(List.of("dropped", dropped.isEmpty() ? "none" : dropped));
        status.object("capture")
                .ifPresent(capture -> counts.add(List.of("recorded", recorded(capture))));
        text.append('\n').append(table(counts));
        return text.toString();
    }

    private static String recorded(JsonObject capture) {
        long leftOut = number(capture, "leftOut");
        String files =
                String.format(
                        Locale.ROOT,
                        "%s, %.1f MB, in %s%s",
                        count(number(capture, "files"), "file"),
                        number(capture, "bytes") / 1e6,
                        shown(capture, "directory"),
                        leftOut == 0 ? "" : "; %s left out".formatted(count(leftOut, "packet")));
        return capture.text("problem")
                .map(problem -> "nothing just now: " + ShownText.safe(problem) + "; " + files)
                .orElseGet(() -> files + "; now " + shown(capture, "file"));
    }

    private List<String> row(JsonObject device) {
        String relay = device.object("report").map(report -> shown(report, "relay")).orElse("-");
        return List.of(
                shown(device, "id"),
                cut(shown(device, "name")),
                device.flag("online").orElse(false) ? "yes" : "no",
                shown(device, "mode"),
                relay.toLowerCase(Locale.ROOT),
                ago(device.text("heard").orElseThrow()),
                shown(device, "address"));
    }

    private String ago(String heard) {
        Duration ago = Duration.between(Instant.parse(heard), now);
        return ago.isNegative() ? "0 s ago" : ShownText.span(ago) + " ago";
    }

    private static String count(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private static String table(List<List<String>> rows) {
        int last = rows.getFirst().size() - 1;
        int[] widths = new int[last];
        for (List<String> row : rows) {
            for (int column = 0; column < last; column++) {
                widths[column] = Math.max(widths[column], columns(row.get(column)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < last; column++) {
                String cell = row.get(column);
                text.append(cell).repeat(' ', widths[column] - columns(cell) + 2);
            }
            text.append(row.get(last)).append('\n');
        }
        return text.toString();
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cut(String name) {
        return columns(name) <= NAME_COLUMNS
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NAME_COLUMNS - 3)) + "...";
    }

    private static String shown(JsonObject fields, String name) {
        return fields.text(name).filter(text -> !text.isEmpty()).map(ShownText::safe).orElse("-");
    }

    private static long number(JsonObject fields, String name) {
        return fields.number(name).orElseThrow();
    }
}
