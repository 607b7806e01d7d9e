package io.github.timeguardmqtt.app.doctor;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.doctor.Diagnosis.Verdict;
import io.github.timeguardmqtt.app.link.ControlClient;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.link.StatusReport;
import io.github.timeguardmqtt.app.settings.OptionValues;
import io.github.timeguardmqtt.app.settings.RunOptions;
import io.github.timeguardmqtt.app.settings.Settings;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.MachineTime;
import io.github.timeguardmqtt.protocol.Addresses;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code timeguard doctor}: why a switch does not show up. */
@Command(
        name = "doctor",
        sortOptions = false,
        description = {
            "Looks for what keeps a switch from showing up, with the options of run: asks the"
                    + " gateway that runs on this computer, or listens at its port where none does."
                    + " Changes nothing.",
            "Ends with 0 when nothing is wrong, which a warning leaves so, with 1 when something is"
                    + " to be mended, and with 2 when a check could not be made or the settings make no"
                    + " sense."
        })
public final class DoctorCommand implements Callable<Integer> {

    private static final int WRONG = 1;

    /** For the gateway to answer. */
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(5);

    /** Besides the time to listen, for all checks together. */
    private static final Duration PATIENCE = Duration.ofSeconds(13);

    private static final int COLUMNS = 100;

    /** Ports below it need a right. */
    private static final int FIRST_FREE_FOR_ALL = 1024;

    private static final Pattern ADDRESS =
            Pattern.compile("(?<![0-9.])\\d{1,3}(\\.\\d{1,3}){3}(?![0-9.])");

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @Spec private CommandSpec spec;

    @Option(
            names = "--wait",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = OptionValues.Seconds.class,
            description =
                    "How long to listen for a switch; one reports more often than every 50 s (default: ${DEFAULT-VALUE}).")
    private Duration longest;

    @Option(
            names = "--ntp",
            paramLabel = "HOST[:PORT]",
            converter = TimeServer.class,
            description = "Compare this computer's clock with this time server.")
    private Optional<HostPort> timeServer = Optional.empty();

    @Option(names = "--json", description = "Write one JSON object on a line.")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // for help and parsing: Settings reads what was given
    @Mixin
    private RunOptions given;

    public DoctorCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    /** A host's name or address, and perhaps a port. */
    static final class TimeServer extends OptionValues.Sentence<HostPort> {
        @Override
        public HostPort parse(String text) {
            try {
                return HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                return new HostPort(new OptionValues.Host().parse(text), Sntp.PORT);
            }
        }
    }

    /** What the checks begin with. */
    private record Ground(
            RunOptions options,
            GatewaySettings settings,
            Path data,
            Optional<StatusReport> status,
            Mask mask) {}

    @Override
    public Integer call() throws InterruptedException {
        Settings read = new Settings(spec.commandLine().getParseResult(), environment);
        read.warnings()
                .forEach(warning -> streams.err().println("timeguard doctor: warning: " + warning));
        RunOptions options = read.options();
        Mask mask = new Mask(options.masked());
        long end = System.nanoTime() + longest.plus(PATIENCE).toNanos();
        Path data = read.dataDirectory();
        ControlClient gateway = new ControlClient(data);
        Optional<StatusReport> status;
        Finding runs;
        try {
            StatusReport told = StatusReport.of(gateway, STATUS_PATIENCE, mask);
            status = Optional.of(told);
            runs =
                    Diagnosis.GATEWAY_RUNS.found(
                            "runs for %s".formatted(ShownText.span(told.uptime())));
        } catch (NoAnswerException e) {
            status = Optional.empty();
            runs = nobody(e);
        }
        Ground ground = new Ground(options, options.gatewaySettings(), data, status, mask);
        List<FutureTask<List<Finding>>> checks = new ArrayList<>();
        Finding first = runs;
        checks.add(begin(() -> List.of(first)));
        checks.add(begin(() -> traffic(ground, gateway)));
        checks.add(begin(() -> List.of(cloud(ground))));
        checks.add(
                begin(() ->
                        List.of(
                                ClockChecks.clock(
                                        ground.settings(),
                                        MachineTime.clock(),
                                        Path.of("/run"),
                                        timeServer),
                                ClockChecks.zone(ground.settings()))));
        checks.add(begin(() -> BrokerChecks.of(options, ground.status(), mask)));
        checks.add(begin(() -> List.of(DiskChecks.disk(data))));
        checks.add(begin(() -> List.of(DiskChecks.database(data))));
        List<Finding> findings = new ArrayList<>();
        List<String> names =
                List.of("gateway", "frames", "cloud", "clock", "broker", "disk", "database");
        for (int at = 0; at < checks.size(); at++) {
            for (Finding finding : wait(names.get(at), checks.get(at), end)) {
                Finding shown = hidden(finding, mask);
                findings.add(shown);
                if (!json) {
                    streams.out().print(text(shown));
                    streams.out().flush();
                }
            }
        }
        streams.out().print(json ? line(findings) : summary(findings));
        streams.out().flush();
        if (count(findings, Verdict.FAIL) > 0) {
            return WRONG;
        }
        return count(findings, Verdict.BLIND) > 0 ? ExitCode.USAGE : ExitCode.OK;
    }

    private static FutureTask<List<Finding>> begin(Callable<List<Finding>> check) {
        FutureTask<List<Finding>> begun = new FutureTask<>(check);
        Thread.ofVirtual().name("check").start(begun);
        return begun;
    }

    /** A disk or a name server can hang. */
    private static List<Finding> wait(String name, FutureTask<List<Finding>> check, long end)
            throws InterruptedException {
        try {
            return check.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            check.cancel(true);
            return List.of(Finding.unseen(name, "could not be looked at in time: something hangs"));
        } catch (ExecutionException e) {
            return List.of(
                    Finding.unseen(
                            name,
                            "could not be looked at: "
                                    + ShownText.safe(String.valueOf(e.getCause()))));
        }
    }

    private List<Finding> traffic(Ground ground, ControlClient gateway)
            throws IOException, InterruptedException {
        HostPort listen = ground.settings().listen();
        if (ground.status().isPresent()) {
            // It has the port: nobody else is to take it, not for a moment.
            String where = ground.status().get().links().getOrDefault("devices", listen.toString());
            return with(
                    Diagnosis.PORT_GATEWAY.found("the gateway is at " + where),
                    told(ground, gateway));
        }
        InetSocketAddress place;
        try {
            place = listen.resolve();
        } catch (UnknownHostException e) {
            return with(
                    Diagnosis.PORT_UNKNOWN.found(
                            "the name %s of --listen is not known".formatted(listen.host())),
                    unheard());
        }
        DevicePort port;
        try {
            port = DevicePort.bind(place);
        } catch (IOException e) {
            return with(taken(listen, place, e), unheard());
        }
        streams.err()
                .println(
                        "timeguard doctor: no gateway runs; listening for a switch for up to %d s"
                                .formatted(longest.toSeconds()));
        return with(
                Diagnosis.PORT_FREE.found(
                        "%s is free, UDP and TCP".formatted(Addresses.text(port.address()))),
                Overheard.listen(port, longest, ground.settings(), ground.mask()));
    }

    private static Finding nobody(NoAnswerException why) {
        String sentence = why.sentence().replaceFirst(": start one.*", "");
        return sentence.startsWith("no gateway")
                ? Diagnosis.GATEWAY_NONE.found(sentence)
                : Diagnosis.GATEWAY_STRANGE.found(sentence);
    }

    /** What cannot be looked at where nobody listens. */
    private static List<Finding> unheard() {
        return TrafficChecks.UNKNOWN.stream()
                .map(unknown -> unknown.found("nobody could listen"))
                .toList();
    }

    private static Finding taken(HostPort listen, InetSocketAddress place, IOException e) {
        String why = String.valueOf(e.getMessage());
        return isTaken(place, e)
                ? Diagnosis.PORT_TAKEN.found(
                        "%s is taken by another program (%s)".formatted(listen, why), listen.port())
                : Diagnosis.PORT_REFUSED.found("%s cannot be had (%s)".formatted(listen, why));
    }

    /** Whether it is the port alone that cannot be had, and not for want of a right. */
    private static boolean isTaken(InetSocketAddress place, IOException e) {
        if (!(e instanceof BindException) || place.getPort() < FIRST_FREE_FOR_ALL) {
            return false;
        }
        try (DevicePort _ = DevicePort.bind(new InetSocketAddress(place.getAddress(), 0))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Finding> with(Finding first, List<Finding> others) {
        List<Finding> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /** A gateway that has only just started may hear something yet. */
    private List<Finding> told(Ground ground, ControlClient gateway) throws InterruptedException {
        StatusReport status = ground.status().orElseThrow();
        Duration left = longest.minus(status.uptime());
        if (status.online().isEmpty() && left.isPositive()) {
            streams.err()
                    .println(
                            "timeguard doctor: the gateway has only just started; asking it again in %d s"
                                    .formatted(left.toSeconds()));
            Thread.sleep(left);
            try {
                status = StatusReport.of(gateway, STATUS_PATIENCE, ground.mask());
            } catch (NoAnswerException e) {
                return List.of(
                        Finding.unseen(
                                "frames", "the gateway has ended meanwhile: " + e.sentence()));
            }
        }
        return new TrafficChecks(
                        status, ground.settings(), ground.mask(), MachineTime.clock().instant())
                .all();
    }

    private static Finding cloud(Ground ground) throws UnknownHostException {
        HostPort listen = ground.settings().listen();
        return ground.status().isPresent()
                ? CloudCheck.of(ground.status().get())
                : CloudCheck.of(ground.settings(), listen.resolve());
    }

    /** With the addresses hidden, where that is wanted; ids and names are so already. */
    private static Finding hidden(Finding finding, Mask mask) {
        return new Finding(
                finding.check(),
                finding.diagnosis(),
                hidden(finding.found(), mask),
                finding.next());
    }

    private static String hidden(String text, Mask mask) {
        return ADDRESS.matcher(text)
                .replaceAll(found -> {
                    try {
                        InetAddress address = InetAddress.ofLiteral(found.group());
                        return mask.mask(new InetSocketAddress(address, 0))
                                .getAddress()
                                .getHostAddress();
                    } catch (IllegalArgumentException e) {
                        return found.group();
                    }
                });
    }

    private static String text(Finding finding) {
        String start = "%-6s%-15s".formatted(finding.verdict().label(), finding.check());
        String indent = " ".repeat(start.length());
        return wrapped(start, indent, finding.found())
                + finding.next()
                        .map(next -> wrapped(indent + "-> ", indent + "   ", next))
                        .orElse("");
    }

    /** A paragraph, whose words stay whole. */
    private static String wrapped(String start, String indent, String sentence) {
        StringBuilder text = new StringBuilder(start);
        int column = start.length();
        for (String word : sentence.split(" ")) {
            if (column > indent.length() && column + 1 + word.length() > COLUMNS) {
                text.append('\n').append(indent);
                column = indent.length();
            } else if (column > indent.length()) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        return text.append('\n').toString();
    }

    private static String summary(List<Finding> findings) {
        long wrong = count(findings, Verdict.FAIL);
        long warned = count(findings, Verdict.WARN);
        long unseen = count(findings, Verdict.BLIND);
        StringBuilder text = new StringBuilder("\n");
        text.append(
                switch ((int) wrong) {
                    case 0 -> "Nothing is wrong, as far as this can tell";
                    case 1 -> "1 thing is to be mended";
                    default -> wrong + " things are to be mended: begin with the first";
                });
        if (warned > 0) {
            text.append(warned == 1 ? "; 1 warning" : "; " + warned + " warnings");
        }
        if (unseen > 0) {
            text.append(
                    unseen == 1
                            ? "; 1 check could not be made"
                            : "; " + unseen + " checks could not be made");
        }
        return text.append(".\n").toString();
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static String line(List<Finding> findings) {
        return JsonValue.object()
                        .put(
                                "well",
                                count(findings, Verdict.FAIL) + count(findings, Verdict.BLIND) == 0)
                        .put("checks", JsonValue.list(findings, DoctorCommand::json))
                        .build()
                        .line()
                + "\n";
    }

    private static JsonValue json(Finding finding) {
        return JsonValue.object()
                .put("check", finding.check())
                .put("verdict", finding.verdict().label().toLowerCase(Locale.ROOT))
                .put("code", finding.diagnosis().code())
                .put("found", finding.found())
                .put("next", finding.next())
                .build();
    }
}
