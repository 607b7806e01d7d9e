package io.github.timeguardmqtt.capture.text;

import io.github.timeguardmqtt.capture.Disposition;
import io.github.timeguardmqtt.capture.Flow;
import io.github.timeguardmqtt.capture.Flow.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the bytes in a line of a frame log: this program's form, which an earlier
 * bridge had too, or the form of a later version of that bridge. Source:
 * docs/reference/protocol.md.
 *
 * @param at nothing where the date is none
 * @param flow nothing where nobody is known; hosts that are no address stay unresolved
 */
record LogLine(Optional<Instant> at, Optional<Flow> flow, Disposition fate) {

    /** A line of either form begins with its time. */
    private static final Pattern TIME =
            Pattern.compile(
                    "\\[(?:(\\d{4})-(\\d\\d)-(\\d\\d)|(\\d\\d)/(\\d\\d)/(\\d{4}))"
                            + "[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?].*");

    private static final Pattern ENDS =
            Pattern.compile(".*?\\[(\\S+) -> (\\S+)] *\\[parsing:[^]]*] *");

    private static final String NOBODY = "None:None";
    private static final Pattern WITHHELD = Pattern.compile("void\\((.*)\\)");

    /** Who is named where the bridge or the gateway made or took a frame itself. */
    private static final Pattern OURSELVES = Pattern.compile("internal|gateway:\\d+");

    /** A line about a datagram, whatever stands in the place of its bytes. */
    private static final Pattern OF_DATAGRAM = Pattern.compile(".*\\[parsing:[^]]*].*");

    /** Whether a line of a log is about a datagram. */
    static boolean isOfDatagram(String line) {
        return line.startsWith("[")
                && TIME.matcher(line).matches()
                && OF_DATAGRAM.matcher(line).matches();
    }

    /**
     * Reads what stands before the bytes.
     *
     * @param zone of the time
     * @return nothing where it is not of a log
     */
    static Optional<LogLine> of(String before, ZoneId zone) {
        if (!before.startsWith("[")) {
            return Optional.empty();
        }
        Matcher ends = ENDS.matcher(before);
        Matcher time = TIME.matcher(before);
        if (!ends.matches() || !time.matches()) {
            return Optional.empty();
        }
        String source = ends.group(1);
        String destination = ends.group(2);
        Matcher withheld = WITHHELD.matcher(destination);
        Disposition fate = Disposition.PASSED;
        if (OURSELVES.matcher(source).matches()) {
            fate = Disposition.MADE;
        } else if (withheld.matches()) {
            fate = Disposition.WITHHELD;
        }
        String to = withheld.matches() ? withheld.group(1) : destination;
        Optional<Flow> flow =
                source.equals(NOBODY) && to.equals(NOBODY)
                        ? Optional.empty()
                        : Optional.of(new Flow(Transport.UDP, address(source), address(to)));
        return Optional.of(new LogLine(at(time, zone), flow, fate));
    }

    private static Optional<Instant> at(Matcher time, ZoneId zone) {
        boolean isYearFirst = time.group(1) != null;
        String fraction = time.group(10) == null ? "0" : time.group(10);
        try {
            LocalDateTime local =
                    LocalDateTime.of(
                            number(time, isYearFirst ? 1 : 6),
                            number(time, isYearFirst ? 2 : 5),
                            number(time, isYearFirst ? 3 : 4),
                            number(time, 7),
                            number(time, 8),
                            number(time, 9),
                            Integer.parseInt((fraction + "00000000").substring(0, 9)));
            return Optional.of(local.atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher time, int group) {
        return Integer.parseInt(time.group(group));
    }

    /** An address and a port, as far as the text has them. */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? 0 : port(text.substring(colon + 1));
        String bare =
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host;
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(bare), port);
        } catch (IllegalArgumentException e) {
            return InetSocketAddress.createUnresolved(bare, port);
        }
    }

    /** Zero where it is none. */
    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 0 && port <= 0xffff ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
