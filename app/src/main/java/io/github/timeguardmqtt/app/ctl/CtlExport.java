package io.github.timeguardmqtt.app.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.Unwritable;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code timeguard ctl DEVICE export}. */
@Command(
        name = "export",
        description = {
            "Reads all settings of the device, and writes them as a YAML file for import.",
            "The same settings make the same file."
        })
final class CtlExport extends CtlVerb {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "Where to write it; standard output without one.")
    private Optional<Path> file = Optional.empty();

    @Override
    int run(CtlDevice device) throws NoAnswerException, InterruptedException {
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            // It may be all that is left of what was set once.
            throw new NoAnswerException(
                    "%s is there already: name a new file".formatted(file.get()));
        }
        tellWhenOffline(device);
        device.read();
        JsonObject state = device.state();
        DeviceSettings settings = DeviceSettings.of(state);
        if (!settings.missing().isEmpty()) {
            throw new NoAnswerException(
                    "%s has not told %s: nothing is exported"
                            .formatted(device.title(), String.join(", ", settings.missing())));
        }
        String yaml = SettingsFile.print(settings, about(device, state));
        if (file.isEmpty()) {
            if (ctl().json()) {
                print(JsonValue.object().put("id", device.id()).put("yaml", yaml).build());
            } else {
                streams().out().print(yaml);
            }
            return checked(yaml);
        }
        try {
            Files.writeString(file.get(), yaml, UTF_8);
        } catch (IOException e) {
            throw new NoAnswerException(
                    "cannot write %s: %s".formatted(file.get(), Unwritable.why(file.get(), e)));
        }
        if (ctl().json()) {
            print(
                    JsonValue.object()
                            .put("id", device.id())
                            .put("file", file.get().toString())
                            .build());
        } else {
            print("%s: settings written to %s".formatted(device.title(), file.get()));
        }
        return checked(yaml);
    }

    /** A switch can hold what no command writes: nobody should learn that when he needs it back. */
    private int checked(String yaml) {
        try {
            SettingsFile.parse(file.map(Path::toString).orElse("the file"), yaml);
            return ExitCode.OK;
        } catch (SettingsFile.Wrong e) {
            streams().out().flush();
            e.problems().forEach(problem -> failed("import will not take this: " + problem));
            return ExitCode.FAILED;
        }
    }

    /** Without a date: two files of the same settings are to be the same. */
    static List<String> about(CtlDevice device, JsonObject state) {
        List<String> about = new ArrayList<>();
        String model = device.text("model").map(text -> ", " + text).orElse("");
        String version =
                state.text("code_version").map(text -> ", code version " + text).orElse("");
        about.add("Settings of the switch " + device.id() + model + version + ".");
        about.add("To bring them back: timeguard ctl %s import FILE".formatted(device.id()));
        return about;
    }
}
