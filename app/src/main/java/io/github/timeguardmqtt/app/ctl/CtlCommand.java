package io.github.timeguardmqtt.app.ctl;

import io.github.timeguardmqtt.app.console.StandardStreams;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code timeguard ctl}: one device of a running gateway. Each verb is a command of its own. */
@Command(
        name = "ctl",
        description = {
            "Shows and changes one device of a running gateway.",
            "Asks the gateway on this computer, or with --mqtt-url the one at that broker.",
            "Ends with 0 when it is done, 1 when it is refused or nobody answers, 2 when the command line is wrong."
        },
        sortOptions = false,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            CtlStatus.class,
            CtlMode.class,
            CtlBoost.class,
            CtlAdvance.class,
            CtlSchedule.class,
            CtlHoliday.class,
            CtlPlan.class,
            CtlExport.class,
            CtlImport.class
        })
public final class CtlCommand extends GatewayOptions implements Runnable {

    public CtlCommand(StandardStreams streams, Map<String, String> environment) {
        super(streams, environment);
    }

    /** Without a verb. */
    @Override
    public void run() {
        throw usage("say what to do: " + String.join(", ", verbs()));
    }

    @Override
    String synopsis() {
        return "timeguard ctl DEVICE VERB";
    }
}
