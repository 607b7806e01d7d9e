package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.link.ControlClient;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.DataDirectories;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code timeguard extcap}: a running gateway as an interface of Wireshark, which calls this. The
 * options and what is printed are those of Wireshark's manual page extcap(4).
 */
@Command(
        name = "extcap",
        sortOptions = false,
        description =
                "Lets Wireshark, tshark and dumpcap capture what passes a running gateway; they"
                        + " call it themselves, by dist/wireshark/timeguard-extcap.")
public final class ExtcapCommand implements Callable<Integer> {

    private static final String INTERFACE = "timeguard";

    /** What the interface has first; those that follow describe themselves in the stream. */
    private static final int LINKTYPE_RAW = 101;

    private final StandardStreams streams;
    private final Map<String, String> environment;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Option(names = "--extcap-interfaces", description = "List the interfaces.")
    private boolean interfaces;

    @Option(
            names = "--extcap-version",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "The version of Wireshark that asks; alone, list the interfaces.")
    private Optional<String> version = Optional.empty();

    @Option(
            names = "--extcap-interface",
            paramLabel = "NAME",
            description = "The interface that is meant: " + INTERFACE + ".")
    private Optional<String> named = Optional.empty();

    @Option(names = "--extcap-dlts", description = "List the link types of the interface.")
    private boolean linkTypes;

    @Option(names = "--extcap-config", description = "List the options of the interface.")
    private boolean config;

    @Option(
            names = "--capture",
            description = "Write what passes to the pipe of --fifo, until interrupted.")
    private boolean capture;

    @Option(names = "--fifo", paramLabel = "FILE", description = "The pipe.")
    private Optional<Path> fifo = Optional.empty();

    @Option(
            names = "--extcap-capture-filter",
            paramLabel = "FILTER",
            description = "Cannot be had: only an empty one is accepted.")
    private String filter = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data directory of the gateway (default: " + DataDirectories.RULE + ").")
    private Optional<Path> data = Optional.empty();

    public ExtcapCommand(StandardStreams streams, Map<String, String> environment) {
        this.streams = streams;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (named.isPresent() && !named.get().equals(INTERFACE)) {
            throw wrong(
                    "there is no interface \"%s\": expected %s"
                            .formatted(ShownText.safe(named.get()), INTERFACE));
        }
        if (!capture && (interfaces || (version.isPresent() && named.isEmpty()))) {
            streams.out().print(interfaceList());
            return ExitCode.OK;
        }
        if (named.isEmpty()) {
            throw wrong(
                    "Wireshark calls this: see docs/reference/captures.md; by hand, --extcap-interfaces lists what there is");
        }
        if (linkTypes) {
            streams.out()
                    .print(
                            "dlt {number=%d}{name=RAW}{display=Raw IP, in pcapng}\n"
                                    .formatted(LINKTYPE_RAW));
            return ExitCode.OK;
        }
        if (config) {
            streams.out().print(optionList());
            return ExitCode.OK;
        }
        if (!filter.isEmpty()) {
            return refuseFilter();
        }
        return capture ? capture() : ExitCode.OK;
    }

    private String interfaceList() {
        boolean isRunning =
                directory().map(ControlClient::new).filter(ControlClient::isThere).isPresent();
        return """
        extcap {version=%s}{display=Timeguard gateway}
        interface {value=%s}{display=Timeguard gateway%s}
        """
                .formatted(Build.version(), INTERFACE, isRunning ? "" : " (none is running)");
    }

    private String optionList() {
        return """
        arg {number=0}{call=--data}{display=Data directory}{tooltip=That of the gateway, where it is not the usual one}{type=string}%s
        """
                .formatted(
                        directory()
                                .map(Path::toString)
                                .filter(path -> path.chars().noneMatch(c -> c == '{' || c == '}'))
                                .map("{default=%s}"::formatted)
                                .orElse(""));
    }

    /** Asked without --capture whether it is a filter, whatever is printed says that it is none. */
    private int refuseFilter() {
        String sentence =
                "the gateway has no capture filters: leave it empty, and use a display filter";
        if (capture) {
            throw wrong(sentence);
        }
        streams.out().print(sentence + "\n");
        return ExitCode.OK;
    }

    private int capture() {
        Path to = fifo.orElseThrow(() -> wrong("--capture needs --fifo"));
        ControlClient gateway =
                new ControlClient(directory().orElseThrow(() -> wrong(DataDirectories.UNKNOWN)));
        try (InputStream traffic = gateway.traffic()) {
            return copy(traffic, to);
        } catch (NoAnswerException e) {
            streams.err().println("timeguard extcap: " + e.sentence());
            return ExitCode.FAILED;
        } catch (IOException e) {
            return ExitCode.OK; // The capture is over, whoever ended it.
        }
    }

    private int copy(InputStream traffic, Path to) throws IOException {
        try (OutputStream pipe = new FileOutputStream(to.toFile())) {
            traffic.transferTo(pipe);
        }
        streams.err().println("timeguard extcap: the gateway has ended");
        return ExitCode.OK;
    }

    private Optional<Path> directory() {
        return ControlClient.directory(data, environment);
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
