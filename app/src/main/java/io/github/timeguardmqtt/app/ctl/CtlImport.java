package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE import}. */
@Command(
        name = "import",
        description = {
            "Makes the settings of the device those of a file that export wrote.",
            "Shows what differs, asks, writes only that, and reads it again. What is not in the"
                    + " file stays as it is."
        })
final class CtlImport extends CtlVerb {

    @Parameters(arity = "1", paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        DeviceSettings wanted;
        try {
            wanted = SettingsFile.parse(file.toString(), ConfigFile.text(file));
        } catch (ConfigFile.Wrong e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (SettingsFile.Wrong e) {
            e.problems().forEach(this::failed);
            return ExitCode.FAILED;
        }
        tellWhenOffline(device);
        device.read();
        List<DeviceSettings.Change> changes = wanted.changes(DeviceSettings.of(device.state()));
        if (changes.isEmpty()) {
            say("%s has these settings already".formatted(device.title()));
            done(0);
            return ExitCode.OK;
        }
        say("%s differs from %s:".formatted(device.title(), file));
        for (DeviceSettings.Change change : changes) {
            change.lines().forEach(line -> say("  %s: %s".formatted(change.what(), line)));
        }
        if (!yes && !isWanted(changes.size())) {
            return failed("nothing was changed");
        }
        write(device, changes);
        device.read();
        List<DeviceSettings.Change> left = wanted.changes(DeviceSettings.of(device.state()));
        if (!left.isEmpty()) {
            throw new NoAnswerException(
                    "%s was written, but %s differs still when read again"
                            .formatted(device.title(), names(left)));
        }
        say("%s has the settings of %s, as read again".formatted(device.title(), file));
        done(changes.size());
        return ExitCode.OK;
    }

    private void write(CtlDevice device, List<DeviceSettings.Change> changes)
            throws NoAnswerException, InterruptedException {
        for (int i = 0; i < changes.size(); i++) {
            DeviceSettings.Change change = changes.get(i);
            String failure;
            try {
                CtlResult result = device.command(change.command(), change.value());
                if (ctl().json()) {
                    print(result.fields());
                }
                say(
                        "[%d/%d] %s: %s"
                                .formatted(
                                        i + 1, changes.size(), change.what(), result.sentence()));
                if (result.isConfirmed()) {
                    continue;
                }
                failure = result.sentence();
            } catch (NoAnswerException e) {
                failure = e.sentence();
            }
            throw new NoAnswerException(
                    "%s: %s. Written before: %s; not written: %s"
                            .formatted(
                                    change.what(),
                                    failure,
                                    names(changes.subList(0, i)),
                                    names(changes.subList(i, changes.size()))));
        }
    }

    private static String names(List<DeviceSettings.Change> changes) {
        return changes.isEmpty()
                ? "nothing"
                : changes.stream()
                        .map(DeviceSettings.Change::what)
                        .collect(Collectors.joining(", "));
    }

    private boolean isWanted(int count) throws NoAnswerException {
        if (!streams().isAnswered()) {
            throw new NoAnswerException(
                    "nobody can be asked here: give --yes, or run it in a terminal");
        }
        try {
            return streams().agree("Write %d to the switch?".formatted(count));
        } catch (IOException e) {
            throw new NoAnswerException("cannot read the answer: " + e.getMessage());
        }
    }

    /** For people; programs get objects. At once, since what follows takes time. */
    private void say(String line) {
        if (!ctl().json()) {
            print(line);
            streams().out().flush();
        }
    }

    private void done(int written) {
        if (ctl().json()) {
            print(JsonValue.object().put("verified", true).put("written", written).build());
        }
    }
}
