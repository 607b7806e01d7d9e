package io.github.timeguardmqtt.app.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.console.Stopping;
import io.github.timeguardmqtt.app.console.Unwritable;
import io.github.timeguardmqtt.app.link.GatewayLink;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.model.HolidayReading;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code timeguard calibrate}. Source: docs/explain/plan.md, "Finding out how a device takes a
 * holiday".
 */
@Command(
        name = "calibrate",
        description = {
            "Finds out how a device takes the two times of a holiday: which is the start, and what"
                    + " they count.",
            "For some minutes it switches the relay, and the load, on and off.",
            "Says what it will change, asks, and restores what was set, also when it is"
                    + " interrupted.",
            "Ends with 0 when something was found and all is restored, else with 1; with 2 when the"
                    + " command line is wrong."
        },
        sortOptions = false)
public final class CalibrateCommand extends GatewayOptions implements Callable<Integer> {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);

    private boolean isDeaf;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--backup",
            paramLabel = "FILE",
            description = {
                "Where to write what is set now, before anything is changed: a new file.",
                "Without it: one in the data directory, or with --mqtt-url in the current one."
            })
    private Optional<Path> backup = Optional.empty();

    public CalibrateCommand(StandardStreams streams, Map<String, String> environment) {
        super(streams, environment);
    }

    @Override
    String synopsis() {
        return "timeguard calibrate DEVICE";
    }

    @Override
    public Integer call() throws InterruptedException {
        String like = device();
        try (GatewayLink link = link()) {
            int code = calibrate(CtlDevice.find(link, like));
            streams().out().flush();
            return code;
        } catch (NoAnswerException e) {
            return failed(e.sentence());
        }
    }

    private int calibrate(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (!yes && !streams().isAnswered()) {
            throw new NoAnswerException(
                    "it switches the load on and off, and nobody can be asked here: give --yes, or"
                            + " run it in a terminal");
        }
        if (!device.isOnline()) {
            throw new NoAnswerException(device.title() + " is offline");
        }
        Calibration calibration = Calibration.of(device, this::say);
        Path file = file(device, calibration.before());
        calibration.announcement().forEach(this::say);
        say("What is set now is written to %s first.".formatted(file));
        say(
                "Should this be killed halfway, bring it back: timeguard ctl %s import %s%s"
                        .formatted(device.id(), file, way()));
        if (!yes && !isWanted()) {
            throw new NoAnswerException("nothing was changed");
        }
        write(file, device, calibration.before());
        try (Stopping stopping = new Stopping()) {
            int code = run(calibration, device, file, stopping);
            streams().out().flush();
            return code;
        }
    }

    private int run(Calibration calibration, CtlDevice device, Path file, Stopping stopping)
            throws InterruptedException {
        Optional<CalibrationResult> found = Optional.empty();
        String trouble = "";
        try {
            found = Optional.of(calibration.run());
        } catch (NoAnswerException e) {
            trouble = e.sentence();
        } catch (InterruptedException e) {
            trouble = "interrupted";
        } catch (RuntimeException e) {
            // Whatever it is, what was set has to come back.
            trouble = "a mistake in this program: " + e;
        }
        if (stopping.finish()) {
            trouble = "interrupted";
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            failed("stopped: " + trouble);
        }
        say("restoring what was set");
        Calibration.Restored restored = calibration.restore();
        if (restored.problems().isEmpty() && restored.left().isEmpty()) {
            say("all is set as before, as read again");
        }
        restored.left().forEach(each -> failed("left as somebody else has set it: " + each));
        if (!restored.problems().isEmpty()) {
            restored.problems().forEach(each -> failed("not restored: " + each));
            failed(
                    "to restore it: timeguard ctl %s import %s%s (which also tells the holiday as it was on the wire)"
                            .formatted(device.id(), file, way()));
        }
        found.ifPresent(result -> tell(result, calibration, device));
        if (json()) {
            print(device, found, restored, file);
        }
        return found.filter(CalibrationResult::isFound).isPresent()
                        && restored.problems().isEmpty()
                        && restored.left().isEmpty()
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private void tell(CalibrationResult result, Calibration calibration, CtlDevice device) {
        if (!result.isFound()) {
            failed(result.sentence());
            return;
        }
        say("Found: %s.".formatted(result.sentence()));
        if (result.base().isEmpty()) {
            say(calibration.laterSentence());
        }
        HolidayReading used = calibration.before().reading();
        boolean isUsed =
                result.order().filter(order -> order != used.order()).isEmpty()
                        && result.base().filter(base -> base != used.base()).isEmpty();
        say(
                isUsed
                        ? "The gateway takes it so already. To settle it, on its command line:"
                        : "The gateway takes it otherwise so far. Tell it, on its command line:");
        List<String> options = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Stream.of(
                        result.order().map(order -> Map.entry("holiday-order", order.label())),
                        result.base().map(base -> Map.entry("holiday-time", base.label())))
                .flatMap(Optional::stream)
                .forEach(setting -> {
                    options.add(
                            "--%s %s=%s"
                                    .formatted(setting.getKey(), device.id(), setting.getValue()));
                    lines.add("  %s:".formatted(setting.getKey()));
                    lines.add("    %s: %s".formatted(device.id(), setting.getValue()));
                });
        say("  " + String.join(" ", options));
        say("or in its configuration file:");
        lines.forEach(this::say);
    }

    private void print(
            CtlDevice device,
            Optional<CalibrationResult> found,
            Calibration.Restored restored,
            Path file) {
        JsonObject object =
                JsonValue.object()
                        .put("id", device.id())
                        .put(
                                "holiday_order",
                                found.flatMap(CalibrationResult::order)
                                        .map(HolidayReading.Order::label))
                        .put(
                                "holiday_time",
                                found.flatMap(CalibrationResult::base)
                                        .map(HolidayReading.Base::label))
                        .put("found", found.filter(CalibrationResult::isFound).isPresent())
                        .put("restored", restored.problems().isEmpty())
                        .put("left", JsonValue.texts(restored.left()))
                        .put("backup", file.toString())
                        .build();
        streams().out().print(object.line() + "\n");
    }

    /** A new one each time: an older one may be all that is left of what was set once. */
    private Path file(CtlDevice device, DeviceReport before) {
        return backup.orElseGet(() -> {
            Path name =
                    Path.of(
                            "before-calibration-%s-%s.yaml"
                                    .formatted(device.id(), STAMP.format(before.now())));
            return directory().map(directory -> directory.resolve(name)).orElse(name);
        });
    }

    private void write(Path file, CtlDevice device, DeviceReport before) throws NoAnswerException {
        List<String> about = new ArrayList<>(CtlExport.about(device, before.state()));
        about.add("The holiday on the wire, for MQTT holiday/set: " + before.holiday().line());
        try {
            Files.writeString(
                    file,
                    SettingsFile.print(before.settings(), about),
                    UTF_8,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new NoAnswerException(
                    "%s is there already: name another file with --backup; nothing was changed"
                            .formatted(file));
        } catch (IOException e) {
            throw new NoAnswerException(
                    "cannot write %s (%s): name another file with --backup; nothing was changed"
                            .formatted(file, Unwritable.why(file, e)));
        }
    }

    private boolean isWanted() throws NoAnswerException {
        try {
            return streams().agree("Go on?");
        } catch (IOException e) {
            throw new NoAnswerException("cannot read the answer: " + e.getMessage());
        }
    }

    /** At once, since what follows takes time. Programs get an object in the end instead. */
    private void say(String line) {
        if (json() || isDeaf) {
            return;
        }
        try {
            streams().out().print(line + "\n");
            streams().out().flush();
        } catch (Output.Failed e) {
            isDeaf = true; // Nobody reads: no reason to leave the switch as it is.
        }
    }

    private int failed(String sentence) {
        streams().err().println(name() + ": " + sentence);
        return ExitCode.FAILED;
    }
}
