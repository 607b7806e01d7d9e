package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.console.Unwritable;
import io.github.timeguardmqtt.app.frames.RecordedTimes;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.workbench.analysis.Analysis;
import io.github.timeguardmqtt.workbench.analysis.Findings;
import io.github.timeguardmqtt.workbench.analysis.FindingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard analyse}: what recordings give away. */
@Command(
        name = "analyse",
        description =
                "Tells what recordings give away: answers, delays, gaps and clocks, and for each"
                        + " field that nobody has explained what it goes with, with guesses.")
public final class AnalyseCommand implements Callable<Integer> {

    private final StandardStreams streams;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Captures and logs, or folders of them; several are read as one, one after the"
                            + " other.")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page with plots over time as well; it needs no network.")
    private @Nullable Path html;

    @Option(
            names = "--device",
            split = ",",
            paramLabel = "ID",
            description = "Look at this device alone. May be given several times.")
    private List<String> devices = List.of();

    @Mixin private RecordedTimes times = new RecordedTimes();

    @Mixin private SwitchZone switches = new SwitchZone();

    public AnalyseCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Set<DeviceId> chosen = chosen();
        Analysis analysis = new Analysis(times.zone(), switches.zone());
        new UnreadablePlaces(spec, "")
                .read(
                        new Recordings(spec, files, times.zone()),
                        captured -> {
                            if (isWanted(captured, chosen)) {
                                analysis.take(captured);
                            }
                        });
        Findings findings = analysis.findings();
        if (json) {
            streams.out().print(FindingsJson.of(findings).line() + "\n");
        } else {
            streams.out().print(FindingsText.of(findings));
        }
        streams.out().flush();
        Path page = html;
        if (page != null) {
            try {
                Files.writeString(page, FindingsPage.of(findings));
            } catch (IOException e) {
                throw wrong("--html: cannot write \"" + page + "\": " + Unwritable.why(page, e));
            }
        }
        return ExitCode.OK;
    }

    private Set<DeviceId> chosen() {
        Set<DeviceId> chosen = new HashSet<>();
        for (String device : devices) {
            try {
                chosen.add(DeviceId.parse(device));
            } catch (IllegalArgumentException e) {
                throw wrong("--device: " + e.getMessage());
            }
        }
        return chosen;
    }

    private static boolean isWanted(Captured captured, Set<DeviceId> chosen) {
        return chosen.isEmpty()
                || !(captured instanceof Packet packet)
                || !(packet.datagram().first() instanceof Frame frame)
                || chosen.contains(frame.device());
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
