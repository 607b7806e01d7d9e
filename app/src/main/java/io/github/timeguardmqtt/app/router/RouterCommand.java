package io.github.timeguardmqtt.app.router;

import io.github.timeguardmqtt.app.console.ExitCode;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.router.Redirect.Format;
import io.github.timeguardmqtt.app.settings.OptionValues;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code timeguard router}: what to tell a router, so that a switch's traffic goes to the gateway.
 */
@Command(
        name = "router",
        description = {
            "Prints what a router must be told so that a switch talks to the gateway, each line"
                    + " explained, or with --undo the way back.",
            "It changes nothing itself."
        })
public final class RouterCommand implements Callable<Integer> {

    private final StandardStreams streams;

    @Spec private CommandSpec spec;

    @Option(
            names = "--device",
            required = true,
            paramLabel = "IP",
            converter = Address.class,
            description = "The switch's address.")
    private String device = "";

    @Option(
            names = "--gateway",
            required = true,
            paramLabel = "IP",
            converter = Address.class,
            description = "The address of the computer that runs timeguard.")
    private String gateway = "";

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            converter = FormatName.class,
            description = {
                "${COMPLETION-CANDIDATES}.",
                "iptables is a shell script, nftables a file for nft -f; docs/howto has a page for each."
            })
    private Format format = Format.IPTABLES;

    @Option(names = "--undo", description = "Print how to take it back.")
    private boolean undo;

    public RouterCommand(StandardStreams streams) {
        this.streams = streams;
    }

    /** The address of a computer in the local network. */
    static final class Address extends OptionValues.Sentence<String> {
        @Override
        public String parse(String text) {
            return Redirect.address(text);
        }
    }

    static final class FormatName extends OptionValues.Sentence<Format> {
        @Override
        public Format parse(String text) {
            return Arrays.stream(Format.values())
                    .filter(format -> format.label().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "\"%s\" is not a format: expected %s"
                                            .formatted(
                                                    text,
                                                    Arrays.stream(Format.values())
                                                            .map(Format::label)
                                                            .collect(Collectors.joining(", ")))));
        }
    }

    @Override
    public Integer call() {
        try {
            streams.out().print(new Redirect(device, gateway).text(format, undo));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        streams.out().flush();
        return ExitCode.OK;
    }
}
