package io.github.timeguardmqtt.app.doctor;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that {@code timeguard doctor} can find, with what to do then. docs/reference/doctor.md
 * has a row for each. What stands in braces is filled in: {@code {port}}.
 */
enum Diagnosis {
    GATEWAY_RUNS("gateway"),
    GATEWAY_NONE(
            "gateway",
            Verdict.SKIP,
            "Start `timeguard run`; if it runs already, ask as its user, and with its --data."),
    GATEWAY_STRANGE(
            "gateway",
            Verdict.FAIL,
            "Restart the gateway, so that it is of the same version as this command."),

    PORT_GATEWAY("port"),
    PORT_FREE("port"),
    PORT_UNKNOWN(
            "port", Verdict.FAIL, "Give --listen an address of this computer, or leave it out."),
    PORT_TAKEN(
            "port",
            Verdict.FAIL,
            "Find out with `sudo ss -lnptu 'sport = :{port}'` who has it, and end that program; if"
                    + " it is a gateway, ask as its user, and with its --data."),
    PORT_REFUSED(
            "port",
            Verdict.FAIL,
            "Give --listen an address of this computer and a port above 1023, or leave it out."),

    FRAMES_ARRIVE("frames"),
    FRAMES_MISSED(
            "frames",
            Verdict.WARN,
            "See that the switch has power and Wi-Fi, and still the address that the redirect"
                    + " names."),
    FRAMES_NONE(
            "frames",
            Verdict.FAIL,
            "Enter in your router what `timeguard router` prints, and see that the switch has power"
                    + " and Wi-Fi."),
    FRAMES_ENDED(
            "frames",
            Verdict.FAIL,
            "See that the switch has power and Wi-Fi, and still the address that the redirect in"
                    + " your router names."),
    FRAMES_FOREIGN(
            "frames",
            Verdict.FAIL,
            "Look with `sudo tcpdump -ni any -X port {port}` at what arrives, and send here only"
                    + " what a switch sends."),
    FRAMES_UNHEARD(
            "frames", Verdict.SKIP, "Do what is said at \"port\" or \"gateway\", and ask again."),

    SOURCES_SEEN("sources"),
    SOURCES_REFUSED(
            "sources",
            Verdict.FAIL,
            "Name the network of your switch with --allow-source, if that is where it is; otherwise"
                    + " close this port to the internet."),
    SOURCES_STRANGERS(
            "sources",
            Verdict.WARN,
            "Close this port to the internet in your router, unless that is a switch of yours: then"
                    + " name its network with --allow-source."),
    SOURCES_SERVER(
            "sources",
            Verdict.FAIL,
            "Replace the redirect in your router by what `timeguard router` prints: it must name"
                    + " the switch as the source."),
    SOURCES_NONE("sources", Verdict.SKIP, "Do what is said at \"frames\", and ask again."),

    SWITCHES_HEARD("switches"),
    SWITCHES_STRANGE(
            "switches",
            Verdict.WARN,
            "Correct the id in the settings, if it was mistyped: those that are heard stand at"
                    + " \"sources\"."),
    SWITCHES_UNNAMED(
            "switches",
            Verdict.SKIP,
            "Nothing needs to be done: the settings are for every switch that is heard."),
    SWITCHES_UNHEARD("switches", Verdict.SKIP, "Do what is said at \"frames\", and ask again."),

    DIRECTIONS_BOTH("directions"),
    DIRECTIONS_NONE_BACK_RELAY(
            "directions",
            Verdict.FAIL,
            "Do what is said at \"cloud\", which alone answers in relay mode, or start the gateway"
                    + " with --mode fallback, in which it answers itself."),
    DIRECTIONS_NONE_BACK(
            "directions",
            Verdict.FAIL,
            "Do what is said at \"dropped\" and \"clock\": a switch is not answered while the time"
                    + " cannot be right."),
    DIRECTIONS_UNKNOWN("directions", Verdict.SKIP, "Do what is said at \"frames\", and ask again."),
    DIRECTIONS_UNANSWERED(
            "directions", Verdict.SKIP, "Start `timeguard run`, and ask again while it runs."),

    ANSWERS_ARRIVE("answers"),
    ANSWERS_REPEATED(
            "answers",
            Verdict.FAIL,
            "Enter in your router the second rule (SNAT or MASQUERADE) that `timeguard router`"
                    + " prints, without which a switch takes no answer."),
    ANSWERS_LOST(
            "answers",
            Verdict.FAIL,
            "Enter in your router the second rule (SNAT or MASQUERADE) that `timeguard router`"
                    + " prints, and see that no firewall stops UDP from port {port} of this computer."),
    ANSWERS_UNPROVED(
            "answers",
            Verdict.SKIP,
            "Let the gateway ask the switch something with `timeguard ctl {id} export`, and ask"
                    + " here again."),
    ANSWERS_UNKNOWN("answers", Verdict.SKIP, "Do what is said at \"frames\", and ask again."),
    ANSWERS_UNANSWERED(
            "answers", Verdict.SKIP, "Start `timeguard run`, and ask again while it runs."),

    DROPPED_NOTHING("dropped"),
    DROPPED_LOOP(
            "dropped",
            Verdict.FAIL,
            "Take the redirect out of your router at once, and enter what `timeguard router`"
                    + " prints, which names the switch as the source."),
    DROPPED_SOME(
            "dropped",
            Verdict.WARN,
            "Look the reason up in docs/reference/drop-reasons.md, which says what to do."),
    DROPPED_UNKNOWN("dropped", Verdict.SKIP, "Start `timeguard run`, and ask again while it runs."),

    SWITCH_CLOCKS_RIGHT("switch clocks"),
    SWITCH_CLOCKS_WRONG(
            "switch clocks",
            Verdict.WARN,
            "Do what is said at \"answers\", \"clock\" and \"time zone\", because a switch takes"
                    + " its time from the answers."),
    SWITCH_CLOCKS_UNKNOWN(
            "switch clocks",
            Verdict.SKIP,
            "Wait for the next boost, or the next change by schedule, which tells."),

    CLOUD_ANSWERS("cloud"),
    CLOUD_UNUSED("cloud"),
    CLOUD_ROUTE("cloud"),
    CLOUD_PENDING("cloud", Verdict.SKIP, "Ask again in half a minute."),
    CLOUD_UNASKED("cloud", Verdict.SKIP, "Ask again once a switch is heard, see \"frames\"."),
    CLOUD_SILENT(
            "cloud",
            Verdict.FAIL,
            "See that this computer reaches the internet by UDP, port 9997, and start the gateway"
                    + " with --mode fallback, in which it answers while the cloud does not."),
    CLOUD_REPLACED(
            "cloud",
            Verdict.WARN,
            "See that this computer reaches the internet by UDP, port 9997, if you need the"
                    + " vendor's app."),
    CLOUD_NAME(
            "cloud",
            Verdict.FAIL,
            "See that this computer reaches a name server, or give the address of the cloud with"
                    + " --cloud."),
    CLOUD_LOOP(
            "cloud",
            Verdict.FAIL,
            "Leave --cloud out, or give the server's address with it: this computer must not see"
                    + " the changed name."),
    CLOUD_NO_ROUTE(
            "cloud",
            Verdict.FAIL,
            "Connect this computer to the internet, or start the gateway with --mode local, in"
                    + " which no cloud is needed."),

    CLOCK_RIGHT("clock"),
    CLOCK_IMPOSSIBLE(
            "clock",
            Verdict.FAIL,
            "Set the clock with `sudo timedatectl set-ntp true`: until it is right no switch is"
                    + " told the time."),
    CLOCK_WRONG(
            "clock",
            Verdict.FAIL,
            "Let the system keep its time with `sudo timedatectl set-ntp true`: the switches take"
                    + " theirs from it."),
    CLOCK_OFF(
            "clock",
            Verdict.WARN,
            "Let the system keep its time with `sudo timedatectl set-ntp true`."),
    CLOCK_UNSYNCHRONISED(
            "clock", Verdict.WARN, "Find out with `timedatectl timesync-status` why not."),
    CLOCK_UNCOMPARED(
            "clock",
            Verdict.WARN,
            "Give another time server with --ntp, such as the address of your router."),
    CLOCK_UNKNOWN(
            "clock",
            Verdict.SKIP,
            "Compare it with a time server by --ntp HOST, such as the address of your router."),

    ZONE_UK("time zone"),
    ZONE_OTHER(
            "time zone",
            Verdict.WARN,
            "Leave --timezone out, unless you know that your switch does not keep UK time."),

    BROKER_CONNECTED("broker"),
    BROKER_OPEN("broker"),
    BROKER_COMES("broker"),
    BROKER_NONE("broker", Verdict.SKIP, "Name a broker with --mqtt-host, if you want MQTT."),
    BROKER_SOMEWHERE(
            "broker",
            Verdict.SKIP,
            "Give the broker that the gateway brings along a port with --mqtt-embedded."),
    BROKER_OTHER_SETTINGS(
            "broker", Verdict.WARN, "Restart the gateway with the settings that were given here."),
    BROKER_LINK(
            "broker",
            Verdict.FAIL,
            "Look in the gateway's log why it is not connected, and give it the same settings as"
                    + " here."),
    BROKER_CLASH(
            "broker",
            Verdict.FAIL,
            "End the other program with the client id \"{client}\", such as the earlier bridge, or"
                    + " give the gateway another --mqtt-clientid."),
    BROKER_TWO(
            "broker",
            Verdict.WARN,
            "End the gateway that runs elsewhere, or give this one another --mqtt-root-topic and"
                    + " --mqtt-clientid."),
    BROKER_MUTE(
            "broker",
            Verdict.WARN,
            "Allow the gateway's user to publish and read everything below {root} in the broker's"
                    + " settings."),
    BROKER_REFUSES(
            "broker",
            Verdict.FAIL,
            "Correct --mqtt-username and the password, or create this user in the broker."),
    BROKER_TLS(
            "broker",
            Verdict.FAIL,
            "Give the broker's port for TLS, and with --mqtt-ca the file of the CA that signed its"
                    + " certificate."),
    BROKER_AWAY(
            "broker",
            Verdict.FAIL,
            "See that the broker is on, and that --mqtt-host and --mqtt-port are its address and"
                    + " port."),
    BROKER_PORT_TAKEN(
            "broker",
            Verdict.FAIL,
            "Use the broker that is there with --mqtt-host, or give another port with"
                    + " --mqtt-embedded."),

    DISCOVERY_ANNOUNCED("discovery"),
    DISCOVERY_OFF(
            "discovery",
            Verdict.SKIP,
            "Add --homeassistant-discovery, if Home Assistant is to find the switches."),
    DISCOVERY_UNTOLD(
            "discovery", Verdict.SKIP, "Ask with the same settings as the gateway that runs."),
    DISCOVERY_UNSEEN("discovery", Verdict.SKIP, "Do what is said at \"broker\", and ask again."),
    DISCOVERY_WAITS(
            "discovery",
            Verdict.SKIP,
            "Start `timeguard run`, which announces each switch when it is heard, and ask again."),
    DISCOVERY_MISSING(
            "discovery",
            Verdict.FAIL,
            "Allow the gateway's user to publish below {prefix} in the broker's settings, and"
                    + " restart the gateway."),
    DISCOVERY_OFFLINE(
            "discovery",
            Verdict.WARN,
            "Start Home Assistant, and see that its MQTT integration has the same broker."),

    DISK_ROOM("disk"),
    DISK_UNMAKEABLE("disk", Verdict.FAIL, "Give with --data a directory that this user may make."),
    DISK_FORBIDDEN(
            "disk",
            Verdict.FAIL,
            "Ask as the user that runs the gateway; if you do, give that user the directory with"
                    + " `sudo chown`, or another one with --data."),
    DISK_READ_ONLY(
            "disk",
            Verdict.FAIL,
            "Look with `dmesg` whether the disk or card is worn out, and give a directory on"
                    + " another one with --data."),
    DISK_FULL(
            "disk",
            Verdict.FAIL,
            "Make room on that disk: meanwhile the gateway works, but remembers nothing new."),
    DISK_NEARLY_FULL("disk", Verdict.WARN, "Make room on that disk before it is full."),

    DATABASE_WHOLE("database"),
    DATABASE_UNSEEN("database", Verdict.SKIP, "Ask as the user that runs the gateway."),
    DATABASE_NONE("database", Verdict.SKIP, "Start `timeguard run`, which makes it."),
    DATABASE_LARGE(
            "database",
            Verdict.SKIP,
            "Ask again when the computer has less to do, if you have a reason to doubt it."),
    DATABASE_BROKEN(
            "database",
            Verdict.FAIL,
            "Bring back a copy as docs/howto/back-up.md says, or let the gateway begin a new one at its next start."),

    /** Of any check. */
    UNSEEN(
            "any",
            Verdict.BLIND,
            "Ask again, and if that stays so, look in the log of the system, which may have a disk"
                    + " or a network that hangs.");

    /** How it stands. */
    enum Verdict {
        OK("ok"),
        /** Could not be known yet, or does not concern this gateway. */
        SKIP("skip"),
        /** Works, but is hardly meant so. */
        WARN("warn"),
        FAIL("FAIL"),
        /** The check itself failed. */
        BLIND("blind");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        /** As people see it. */
        String label() {
            return label;
        }
    }

    private static final Pattern BLANK = Pattern.compile("\\{[a-z]+}");

    private final String check;
    private final Verdict verdict;
    private final String next;

    Diagnosis(String check, Verdict verdict, String next) {
        this.check = check;
        this.verdict = verdict;
        this.next = next;
    }

    /** All is well. */
    Diagnosis(String check) {
        this(check, Verdict.OK, "");
    }

    /** For programs: {@code port-taken}. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the check that finds it. */
    String check() {
        return check;
    }

    Verdict verdict() {
        return verdict;
    }

    /** One sentence with its blanks; nothing where nothing is to be done. */
    Optional<String> next() {
        return next.isEmpty() ? Optional.empty() : Optional.of(next);
    }

    /**
     * This one.
     *
     * @param found in one sentence, without its end
     * @param blanks what to fill in, in this order
     */
    Finding found(String found, Object... blanks) {
        String filled = next;
        for (Object blank : blanks) {
            filled =
                    BLANK.matcher(filled)
                            .replaceFirst(Matcher.quoteReplacement(String.valueOf(blank)));
        }
        return new Finding(
                check, this, found, filled.isEmpty() ? Optional.empty() : Optional.of(filled));
    }
}
