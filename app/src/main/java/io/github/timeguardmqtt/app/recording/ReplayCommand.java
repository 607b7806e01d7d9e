package io.github.timeguardmqtt.app.recording;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.frames.RecordedTimes;
import io.github.timeguardmqtt.app.frames.Recordings;
import io.github.timeguardmqtt.capture.text.FrameText.Colour;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import io.github.timeguardmqtt.loop.MachineTime;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.workbench.Wording;
import io.github.timeguardmqtt.workbench.replay.Difference;
import io.github.timeguardmqtt.workbench.replay.PlayedCloud;
import io.github.timeguardmqtt.workbench.replay.PlayedDevice;
import io.github.timeguardmqtt.workbench.replay.PlayedSide;
import io.github.timeguardmqtt.workbench.replay.Replay;
import io.github.timeguardmqtt.workbench.replay.ReplayScript;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard replay}: one side of a recording, played against a gateway. */
@Command(
        name = "replay",
        description = {
            "Plays the devices of a recording against a gateway, or the cloud, with its timing.",
            "Compares what comes back with what was recorded. Ends with 1 where it differs."
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int DIFFERS = 1;

    /** How long the cloud waits for a device to be heard. */
    private static final Duration UNTIL_HEARD = Duration.ofSeconds(60);

    private static final int MAX_DEVICES = 100;
    private static final int MAX_TOLD = 100;

    /** Which side is played. */
    enum Side {
        DEVICE,
        CLOUD
    }

    private final StandardStreams streams;

    @Mixin private RecordedTimes times = new RecordedTimes();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The recording: a capture, a log, or a folder.")
    private Path file = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "HOST:PORT",
            description = {
                "Where the gateway listens for devices; with --as cloud, where to listen:",
                "what the gateway was given as --cloud."
            })
    private HostPort to = new HostPort("127.0.0.1", 9997);

    @Option(
            names = "--as",
            paramLabel = "SIDE",
            description = "What to play: ${COMPLETION-CANDIDATES} (default: device).")
    private Side side = Side.DEVICE;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "How many times as fast as it was recorded (default: 1).")
    private double speed = 1;

    @Option(
            names = "--device",
            paramLabel = "ID[=ID]",
            description =
                    "Play this device alone; behind =, with what id. The id of none stands for the only one there is.")
    private Optional<String> device = Optional.empty();

    public ReplayCommand(StandardStreams streams) {
        this.streams = streams;
    }

    /** A device of the recording, and the id that it is played with. */
    private record Played(DeviceId recorded, DeviceId as) {}

    @Override
    public Integer call() throws IOException {
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw wrong("--speed " + speed + " is not possible: expected a number above 0");
        }
        ReplayScript script = new ReplayScript();
        try {
            new UnreadablePlaces(spec, "")
                    .read(new Recordings(spec, List.of(file), times.zone()), script::add);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        List<Played> played = played(script);
        InetSocketAddress address = address();
        Progress progress = new Progress();
        try (Replay replay = new Replay(speed, MachineTime.clock(), progress::show)) {
            progress.replay = replay;
            if (side == Side.CLOUD) {
                if (played.size() > 1) {
                    throw wrong(
                            "the recording has %d devices: name the one to play with --device: %s"
                                    .formatted(played.size(), names(script.devices())));
                }
                replay.listening(address, new PlayedCloud(script.of(played.getFirst().recorded())));
                if (!replay.awaitFirst(UNTIL_HEARD)) {
                    throw wrong(
                            "nobody has sent anything to %s: start the gateway with --cloud %s"
                                    .formatted(to, to));
                }
            } else {
                for (Played one : played) {
                    replay.towards(address, new PlayedDevice(script.of(one.recorded()), one.as()));
                }
            }
            replay.play();
            progress.end();
            return report(replay.sides(), played);
        } catch (PortUnreachableException e) {
            progress.end();
            throw wrong("nobody listens at %s: start the gateway first".formatted(to));
        }
    }

    private InetSocketAddress address() {
        try {
            return to.resolve();
        } catch (UnknownHostException e) {
            throw wrong("--to: there is no host \"" + to.host() + "\"");
        }
    }

    private List<Played> played(ReplayScript script) {
        List<DeviceId> devices = script.devices();
        if (devices.isEmpty()) {
            throw wrong("\"" + file + "\" holds no frame: expected a capture or a log with some");
        }
        if (device.isEmpty()) {
            if (devices.size() > MAX_DEVICES) {
                throw wrong(
                        "the recording has %d devices: name one with --device"
                                .formatted(devices.size()));
            }
            return devices.stream().map(id -> new Played(id, id)).toList();
        }
        int equals = device.get().indexOf('=');
        DeviceId first = id(equals < 0 ? device.get() : device.get().substring(0, equals));
        DeviceId as = equals < 0 ? first : id(device.get().substring(equals + 1));
        if (devices.contains(first)) {
            return List.of(new Played(first, as));
        }
        if (equals < 0 && devices.size() == 1) {
            return List.of(new Played(devices.getFirst(), first));
        }
        throw wrong(
                "the device %s is not in the recording: there is %s"
                        .formatted(first, names(devices)));
    }

    private static String names(List<DeviceId> devices) {
        List<String> some = devices.stream().limit(10).map(DeviceId::toString).toList();
        return String.join(", ", some) + (devices.size() > some.size() ? ", …" : "");
    }

    private DeviceId id(String text) {
        try {
            return DeviceId.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("--device: " + e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private int report(List<PlayedSide> sides, List<Played> played) {
        boolean differs = false;
        for (int i = 0; i < sides.size(); i++) {
            List<Difference> differences = sides.get(i).differences();
            differs |= !differences.isEmpty();
            StringBuilder text = new StringBuilder();
            text.append(played.get(i).recorded()).append(": ");
            text.append(Wording.counted(sides.get(i).sent(), "frame")).append(" sent, ");
            text.append(sides.get(i).compared()).append(" that came back compared, ");
            text.append(
                    differences.isEmpty()
                            ? "no difference"
                            : Wording.counted(differences.size(), "difference"));
            text.append('\n');
            differences.stream()
                    .limit(MAX_TOLD)
                    .forEach(difference -> {
                        String where = difference.where();
                        text.append("  ").append(where).append(where.isEmpty() ? "" : ": ");
                        text.append(difference.sentence()).append('\n');
                    });
            if (differences.size() > MAX_TOLD) {
                text.append("  and ").append(differences.size() - MAX_TOLD).append(" more\n");
            }
            streams.out().print(text);
        }
        streams.out().flush();
        return differs ? DIFFERS : ExitCode.OK;
    }

    /** A bar, where somebody looks on. */
    private final class Progress {

        private static final int WIDTH = 30;

        private @Nullable Replay replay;
        private boolean shown;

        void show() {
            if (streams.colour() != Colour.ANSI || replay == null) {
                return;
            }
            int sent = replay.sides().stream().mapToInt(PlayedSide::sent).sum();
            int all = replay.sides().stream().mapToInt(PlayedSide::size).sum();
            int filled = all == 0 ? WIDTH : WIDTH * sent / all;
            streams.err()
                    .print(
                            "\r[%s%s] %d of %d frames"
                                    .formatted(
                                            "#".repeat(filled),
                                            ".".repeat(WIDTH - filled),
                                            sent,
                                            all));
            streams.err().flush();
            shown = true;
        }

        void end() {
            if (shown) {
                streams.err().println();
            }
        }
    }
}
