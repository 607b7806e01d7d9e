package io.github.timeguardmqtt.app.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.console.StandardStreams;
import io.github.timeguardmqtt.app.router.Redirect.Format;
import io.github.timeguardmqtt.app.run.RunCommand;
import io.github.timeguardmqtt.app.settings.ValueConverters;
import io.github.timeguardmqtt.testing.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class RouterCommandTest {

    private static final String DEVICE = "192.168.1.50";
    private static final String GATEWAY = "192.168.1.10";

    @TempDir private Path directory;

    private static Ran router(Format format, String... more) {
        return Ran.on(
                "",
                Stream.concat(
                                Stream.of(
                                        "router",
                                        "--device=" + DEVICE,
                                        "--gateway",
                                        GATEWAY,
                                        "--format",
                                        format.label()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    static Stream<Arguments> outputs() {
        return Stream.of(Format.values())
                .flatMap(format ->
                        Stream.of(
                                Arguments.of(format, router(format)),
                                Arguments.of(format, router(format, "--undo"))));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void it_prints_a_text_without_gaps_that_names_the_switch(Format format, Ran ran) {
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .startsWith("# Made by: timeguard router --device 192.168.1.50 --gateway")
                .contains(format.label(), DEVICE, GATEWAY)
                .doesNotContainPattern("\\{[a-z]+}")
                .endsWith("\n");
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void each_block_of_lines_begins_with_what_it_is_for(Format format, Ran ran) {
        for (String block : ran.out().split("\n\\s*\n")) {
            assertThat(block.strip())
                    .as("%s: %s", format, block)
                    .matches("(?s)(#|chain .*\\{\n *#|done|\\}).*");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"IPTABLES", "NFTABLES", "OPENWRT", "MIKROTIK", "PFSENSE"})
    void a_nat_rule_is_for_both_protocols_and_flows_are_forgotten(Format format) {
        assertThat(router(format).out())
                .contains("31.193.128.139", "9997")
                .containsIgnoringCase("tcp");
        for (Ran ran : List.of(router(format), router(format, "--undo"))) {
            assertThat(ran.out()).containsPattern("conntrack -D -s |connection remove |pfctl -k ");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"DNSMASQ", "PIHOLE"})
    void an_override_of_the_name_warns_of_the_app(Format format) {
        assertThat(router(format).out())
                .contains("# WARNING: this answers for everybody", "phone app")
                .contains("address=/www.cloudwarm.net/" + GATEWAY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    --device 192.168.1.50 --gateway 192.168.1.50 --format nftables -> 192.168.1.50 cannot be both switch and gateway: expected the address of each in --device and --gateway
                    --device 192.168.1 --gateway 192.168.1.10 --format nftables -> --device: "192.168.1" is not an IPv4 address: expected one like 192.168.1.50
                    --device 192.168.1.050 --gateway 192.168.1.10 --format nftables -> --device: "192.168.1.050" is not an IPv4 address: expected one like 192.168.1.50
                    --device 192.168.1.256 --gateway 192.168.1.10 --format nftables -> --device: "192.168.1.256" is not an IPv4 address: expected one like 192.168.1.50
                    --device 192.168.1.5;reboot --gateway 192.168.1.10 --format nftables -> --device: "192.168.1.5;reboot" is not an IPv4 address: expected one like 192.168.1.50
                    --device fe80::1 --gateway 192.168.1.10 --format nftables -> --device: "fe80::1" is not an IPv4 address: expected one like 192.168.1.50
                    --device 192.168.1.50 --gateway pi.lan --format nftables -> --gateway: "pi.lan" is not an IPv4 address: expected one like 192.168.1.50
                    --device 192.168.1.50 --gateway 127.0.0.1 --format nftables -> --gateway: 127.0.0.1 is not the address of a computer in your network: expected one like 192.168.1.50
                    --device 224.0.0.1 --gateway 192.168.1.10 --format nftables -> --device: 224.0.0.1 is not the address of a computer in your network: expected one like 192.168.1.50
                    --device 192.168.1.50 --gateway 31.193.128.139 --format nftables -> --gateway: 31.193.128.139 is the cloud: expected an address in your network
                    --device 192.168.1.50 --gateway 192.168.1.10 -> --format FORMAT is missing
                    --device 192.168.1.50 --gateway 192.168.1.10 --format pf -> --format: "pf" is not a format: expected iptables, nftables, openwrt, mikrotik, pfsense, dnsmasq, pihole
                    """)
    void what_cannot_be_is_told_in_one_sentence(String args, String sentence) {
        assertThat(Ran.on("", ("router " + args).split(" ")))
                .isEqualTo(new Ran(2, "", "timeguard router: " + sentence + "\n"));
    }

    @Test
    void the_cloud_is_the_one_that_the_gateway_takes_by_default() {
        CommandLine run =
                ValueConverters.register(
                        new CommandLine(new RunCommand(StandardStreams.ofProcess(), Map.of())));
        assertThat(run.getCommandSpec().findOption("--cloud").defaultValue())
                .isEqualTo(Redirect.CLOUD + ":" + Redirect.PORT);
    }

    @Test
    void dnsmasq_takes_its_file() throws Exception {
        Path file = Files.writeString(directory.resolve("a.conf"), router(Format.DNSMASQ).out());
        Process dnsmasq =
                new ProcessBuilder(Programs.find("dnsmasq"), "--test", "--conf-file=" + file)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile())
                        .start();
        int exitCode = dnsmasq.waitFor();
        assertThat(exitCode).as(Files.readString(directory.resolve("out"))).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"IPTABLES", "OPENWRT", "PIHOLE"})
    void shellcheck_finds_nothing_in_scripts(Format format) throws Exception {
        for (Ran ran : List.of(router(format), router(format, "--undo"))) {
            Path script = Files.writeString(directory.resolve("script.sh"), ran.out());
            Process shellcheck =
                    new ProcessBuilder(Programs.find("shellcheck"), "--shell=sh", script.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("out").toFile())
                            .start();
            int exitCode = shellcheck.waitFor();
            assertThat(exitCode).as(Files.readString(directory.resolve("out"))).isZero();
        }
    }
}
