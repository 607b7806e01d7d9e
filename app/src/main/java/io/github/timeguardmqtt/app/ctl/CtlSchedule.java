package io.github.timeguardmqtt.app.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.api.json.JsonValue;
import io.github.timeguardmqtt.api.json.JsonValue.JsonObject;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.ShownText;
import io.github.timeguardmqtt.app.link.NoAnswerException;
import io.github.timeguardmqtt.app.settings.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timeguard ctl DEVICE schedule}: its six schedules. */
@Command(
        name = "schedule",
        description = "Shows and changes the six schedules.",
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            CtlSchedule.ListAll.class,
            CtlSchedule.Show.class,
            CtlSchedule.Set.class,
            CtlSchedule.Use.class,
            CtlSchedule.Rename.class
        })
final class CtlSchedule implements Runnable {

    /** More than any schedule has, in either form. */
    private static final int MAX_FILE = 3000;

    private static final String NUMBER = "N";

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: " + String.join(", ", spec.subcommands().keySet()));
    }

    /**
     * One of the six, as the gateway tells it.
     *
     * @param number from 1
     * @param fields {@code name}, {@code periods}, {@code text}; nothing where it is not known yet
     */
    record Known(int number, JsonObject fields) {

        String name() {
            return text("name");
        }

        /** The periods on one line. */
        String line() {
            return text("text");
        }

        private String text(String key) {
            return fields.text(key).map(ShownText::safe).orElse("");
        }

        /** For people: {@code #2 Weekdays}. */
        String title() {
            return name().isEmpty() ? "#" + number : "#" + number + " " + name();
        }
    }

    /** Those that are known. */
    static List<Known> known(JsonObject state) {
        List<Known> known = new ArrayList<>();
        for (int number = 1; number <= 6; number++) {
            Optional<JsonObject> fields = state.object("schedules/" + number);
            if (fields.isPresent()) {
                known.add(new Known(number, fields.get()));
            }
        }
        return known;
    }

    /** From 1; 0 where it is not known which one is active. */
    static int active(JsonObject state) {
        return (int) state.number("active_schedule_id").orElse(-1) + 1;
    }

    /** What the verbs have in common. */
    abstract static class Verb extends CtlVerb {

        final int number(String text) {
            if (!text.matches("#?[1-6]")) {
                throw usage("\"%s\" is not a schedule's number: expected 1 to 6".formatted(text));
            }
            return text.charAt(text.length() - 1) - '0';
        }

        /** The one that has this number or name. */
        final Known find(CtlDevice device, JsonObject state, String text) throws NoAnswerException {
            List<Known> known = known(state);
            List<Known> found =
                    known.stream()
                            .filter(each ->
                                    text.matches("#?[1-6]")
                                            ? text.endsWith(Integer.toString(each.number()))
                                            : each.name().equalsIgnoreCase(text))
                            .toList();
            if (found.size() == 1) {
                return found.getFirst();
            }
            List<String> titles = known.stream().map(Known::title).toList();
            throw new NoAnswerException(
                    found.isEmpty()
                            ? "%s has no schedule \"%s\"; there is %s"
                                    .formatted(
                                            device.title(),
                                            text,
                                            titles.isEmpty()
                                                    ? "none known yet"
                                                    : String.join(", ", titles))
                            : "%s has several schedules \"%s\": give the number"
                                    .formatted(device.title(), text));
        }
    }

    /** All six. */
    @Command(name = "list", description = "Shows all schedules, a line each; * is the active one.")
    static final class ListAll extends Verb {

        @Override
        int run(CtlDevice device) throws NoAnswerException, InterruptedException {
            JsonObject state = device.state();
            List<Known> known = known(state);
            int active = active(state);
            if (ctl().json()) {
                for (Known each : known) {
                    print(object(each, active));
                }
                return ExitCode.OK;
            }
            if (known.isEmpty()) {
                throw new NoAnswerException(
                        "%s has not told its schedules yet".formatted(device.title()));
            }
            int width = known.stream().mapToInt(each -> each.name().length()).max().orElse(0);
            for (Known each : known) {
                print(
                        "%s %d  %s  %s"
                                .formatted(
                                        each.number() == active ? "*" : " ",
                                        each.number(),
                                        each.name() + " ".repeat(width - each.name().length()),
                                        each.line()));
            }
            return ExitCode.OK;
        }
    }

    private static JsonObject object(Known schedule, int active) {
        return JsonValue.object()
                .put("number", schedule.number())
                .put("active", schedule.number() == active)
                .putAll(schedule.fields())
                .build();
    }

    /** One. */
    @Command(name = "show", description = "Shows one schedule.")
    static final class Show extends Verb {

        @Parameters(arity = "1", paramLabel = NUMBER, description = "1 to 6, or its name.")
        private String which = "";

        @Override
        int run(CtlDevice device) throws NoAnswerException, InterruptedException {
            JsonObject state = device.state();
            Known found = find(device, state, which);
            if (ctl().json()) {
                print(object(found, active(state)));
            } else {
                print(found.title() + (found.number() == active(state) ? ", active" : ""));
                print(found.line().replace("; ", "\n"));
            }
            return ExitCode.OK;
        }
    }

    /** Writes one. */
    @Command(
            name = "set",
            description = {
                // The first line also stands alone, in the list of the verbs.
                "Sets a schedule, on one line or as JSON.",
                "'mon-fri 06:30-08:30, 17:00-19:00; sat,sun 08:00-10:00'; docs/reference/schedules.md has both forms."
            })
    static final class Set extends Verb {

        @Parameters(index = "0", arity = "1", paramLabel = NUMBER, description = "1 to 6.")
        private String which = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "PERIODS",
                description = "The schedule, @FILE with it in it, or - for standard input.")
        private List<String> words = List.of();

        @Override
        void check() {
            number(which);
        }

        @Override
        int run(CtlDevice device) throws NoAnswerException, InterruptedException {
            String name = "schedules/" + number(which);
            return command(device, name, JsonValue.of(text()), "schedule " + number(which));
        }

        private String text() throws NoAnswerException {
            String text = String.join(" ", words).strip();
            if (text.equals("-")) {
                return fromInput();
            }
            if (!text.startsWith("@")) {
                return text;
            }
            try {
                return ConfigFile.text(Path.of(text.substring(1))).strip();
            } catch (ConfigFile.Wrong | IllegalArgumentException e) {
                throw new NoAnswerException(String.valueOf(e.getMessage()));
            }
        }

        private String fromInput() throws NoAnswerException {
            try {
                byte[] bytes = streams().in().readNBytes(MAX_FILE + 1);
                if (bytes.length > MAX_FILE) {
                    throw new NoAnswerException(
                            "standard input has more than %d bytes, which is no schedule"
                                    .formatted(MAX_FILE));
                }
                return new String(bytes, UTF_8).strip();
            } catch (IOException e) {
                throw new NoAnswerException("cannot read standard input: " + e.getMessage());
            }
        }
    }

    /** Makes one the active one. */
    @Command(name = "use", description = "Makes a schedule the active one.")
    static final class Use extends Verb {

        @Parameters(arity = "1..*", paramLabel = NUMBER, description = "1 to 6, or its name.")
        private List<String> words = List.of();

        @Override
        int run(CtlDevice device) throws NoAnswerException, InterruptedException {
            String which = String.join(" ", words);
            // A number needs nobody who knows the names.
            int number =
                    which.matches("#?[1-6]")
                            ? number(which)
                            : find(device, device.state(), which).number();
            return command(
                    device,
                    "active_schedule",
                    JsonValue.of("#" + number),
                    "active schedule #" + number);
        }
    }

    /** Names one. */
    @Command(name = "rename", description = "Names a schedule; one without a name cannot be used.")
    static final class Rename extends Verb {

        @Parameters(index = "0", arity = "1", paramLabel = NUMBER, description = "1 to 6.")
        private String which = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "NAME",
                description = "At most 50 bytes; '' for none.")
        private List<String> words = List.of();

        @Override
        void check() {
            number(which);
        }

        @Override
        int run(CtlDevice device) throws NoAnswerException, InterruptedException {
            String name = String.join(" ", words);
            return command(
                    device,
                    "schedules/" + number(which),
                    JsonValue.object().put("name", name).build(),
                    "schedule %s named \"%s\"".formatted(number(which), ShownText.safe(name)));
        }
    }
}
