package io.github.timeguardmqtt.app;

import io.github.timeguardmqtt.app.console.Build;
import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.Output;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.ctl.CalibrateCommand;
import io.github.timeguardmqtt.app.ctl.CtlCommand;
import io.github.timeguardmqtt.app.doctor.DoctorCommand;
import io.github.timeguardmqtt.app.frames.DecodeCommand;
import io.github.timeguardmqtt.app.frames.EncodeCommand;
import io.github.timeguardmqtt.app.link.MarkCommand;
import io.github.timeguardmqtt.app.link.StatusCommand;
import io.github.timeguardmqtt.app.recording.AnalyseCommand;
import io.github.timeguardmqtt.app.recording.CaptureCommand;
import io.github.timeguardmqtt.app.recording.DiffCommand;
import io.github.timeguardmqtt.app.recording.ExtcapCommand;
import io.github.timeguardmqtt.app.recording.ReplayCommand;
import io.github.timeguardmqtt.app.recording.ShareCommand;
import io.github.timeguardmqtt.app.router.RouterCommand;
import io.github.timeguardmqtt.app.run.ConfigCommand;
import io.github.timeguardmqtt.app.run.DemoCommand;
import io.github.timeguardmqtt.app.run.RunCommand;
import io.github.timeguardmqtt.app.run.SimulateCommand;
import io.github.timeguardmqtt.app.settings.ValueConverters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

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

    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private Main() {}

    public static void main(String[] args) {
        // What programs read looks alike on every machine, down to the digits.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(StandardStreams.ofProcess(), System.getenv(), args));
    }

    /** Runs a command line to its end and tells the exit code. */
    public static int run(
            StandardStreams streams, Map<String, String> environment, String... args) {
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

    static CommandLine commandLine(StandardStreams streams, Map<String, String> environment) {
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
        return ValueConverters.register(main)
                .setErr(streams.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler(Main::executionError);
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
        command.getErr()
                .println(
                        command.getCommandSpec().qualifiedName()
                                + ": "
                                + UsageError.sentence(error));
        return ExitCode.USAGE;
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
            return ExitCode.OK;
        }
        err.println("timeguard: cannot write the output: " + failed.getMessage());
        return ExitCode.USAGE;
    }

    /** The version, as the build filled it in. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"timeguard " + Build.version()};
        }
    }
}
