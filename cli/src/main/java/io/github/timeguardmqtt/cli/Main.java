package io.github.timeguardmqtt.cli;

import io.github.timeguardmqtt.gateway.event.Mode;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.HostPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code timeguard}. */
@Command(
        name = "timeguard",
        description = {
            "Stands between Timeguard Wi-Fi time switches and their vendor's server.",
            "Options without a command are those of run."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.INHERIT)
public final class Main {

    static final int OK = 0;
    static final int INVALID_LINES = 1;
    static final int USAGE = 2;

    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(StandardStreams.ofProcess(), System.getenv(), args));
    }

    /** Runs a command line to its end and tells the exit code. */
    static int run(StandardStreams streams, Map<String, String> environment, String... args) {
        StringWriter help = new StringWriter();
        try {
            int exitCode =
                    commandLine(streams, environment)
                            .setOut(new PrintWriter(help))
                            .execute(withCommand(args));
            streams.out().print(help.getBuffer());
            streams.out().flush();
            return exitCode;
        } catch (Output.Failed e) {
            return outputFailed(e, streams.err());
        }
    }

    private static CommandLine commandLine(
            StandardStreams streams, Map<String, String> environment) {
        CommandLine main = new CommandLine(new Main());
        main.addSubcommand(new RunCommand(streams, environment))
                .addSubcommand(new ConfigCommand(streams, environment))
                .addSubcommand(new StatusCommand(streams, environment))
                .addSubcommand(new CtlCommand(streams, environment))
                .addSubcommand(new CalibrateCommand(streams, environment))
                .addSubcommand(new MarkCommand(streams, environment))
                .addSubcommand(new CaptureCommand(streams))
                .addSubcommand(new ShareCommand(streams))
                .addSubcommand(new DecodeCommand(streams, environment))
                .addSubcommand(new AnalyseCommand(streams))
                .addSubcommand(new DiffCommand(streams))
                .addSubcommand(new EncodeCommand(streams))
                .addSubcommand(new ExtcapCommand(streams, environment))
                .addSubcommand(new ReplayCommand(streams))
                .addSubcommand(new SimulateCommand())
                .addSubcommand(new DemoCommand(streams))
                .addSubcommand(new RouterCommand(streams))
                .addSubcommand(new DoctorCommand(streams, environment))
                .addSubcommand(new CommandLine.HelpCommand());
        return withValues(main)
                .setErr(streams.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler(Main::executionError);
    }

    /** Reads values of options as every command does. */
    static CommandLine withValues(CommandLine command) {
        return command.registerConverter(Mode.class, sentence(Mode::parse))
                .registerConverter(DeviceMode.class, sentence(DeviceMode::parse))
                .registerConverter(PowerOff.class, sentence(PowerOff::parse))
                .registerConverter(BrokerUrl.class, sentence(BrokerUrl::parse))
                .registerConverter(HostPort.class, sentence(HostPort::parse))
                .registerConverter(Duration.class, sentence(Values::duration))
                .registerConverter(Instant.class, sentence(Values::instant))
                .registerConverter(ZoneId.class, sentence(Values::zone))
                .registerConverter(AddressRange.class, sentence(AddressRange::parse))
                .registerConverter(int.class, sentence(Values::wholeInt))
                .registerConverter(long.class, sentence(Values::wholeLong))
                .registerConverter(double.class, sentence(Values::number))
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** A converter whose refusal is a sentence for the user. */
    private static <T> ITypeConverter<T> sentence(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    /** Options alone are for {@code run}: so the command lines of the earlier bridge work. */
    static String[] withCommand(String... args) {
        boolean isRun =
                args.length == 0 || (args[0].startsWith("-") && !OWN_OPTIONS.contains(args[0]));
        if (!isRun) {
            return args;
        }
        List<String> withRun = new ArrayList<>(Arrays.asList(args));
        withRun.addFirst("run");
        return withRun.toArray(String[]::new);
    }

    private static int usageError(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        String sentence =
                error instanceof UnmatchedArgumentException unmatched
                        ? unmatched(unmatched, command)
                        : String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + sentence);
        return USAGE;
    }

    private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
        String first = error.getUnmatched().getFirst();
        boolean isOption = first.startsWith("-");
        // Without the value, which may be a password.
        String word = isOption ? first.replaceFirst("(?s)=.*", "") : first;
        Collection<String> names =
                isOption
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet();
        if (names.isEmpty()) {
            return "\"" + word + "\" is one word too many";
        }
        return "there is no %s \"%s\"%s"
                .formatted(isOption ? "option" : "command", word, Nearest.question(word, names));
    }

    private static int executionError(
            Exception error, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (error instanceof Output.Failed failed) {
            return outputFailed(failed, command.getErr());
        }
        throw error;
    }

    /** The reader of the output may leave whenever it has seen enough. */
    private static int outputFailed(Output.Failed failed, PrintWriter err) {
        if (failed.isBrokenPipe()) {
            return OK;
        }
        err.println("timeguard: cannot write the output: " + failed.getMessage());
        return USAGE;
    }

    /** The version, as the build filled it in. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"timeguard " + Build.version()};
        }
    }
}
