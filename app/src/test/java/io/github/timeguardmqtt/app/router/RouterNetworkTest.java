package io.github.timeguardmqtt.app.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.timeguardmqtt.app.Main;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.app.router.HomeNetwork.Host;
import io.github.timeguardmqtt.app.router.HomeNetwork.Wiring;
import io.github.timeguardmqtt.app.router.Redirect.Format;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The output of {@code timeguard router} on a real router, between a switch, a gateway and the
 * cloud. Needs root and the NAT of Linux: where they are not there, it is skipped and says why.
 */
class RouterNetworkTest {

    private static final String CLOUD = Redirect.CLOUD + ":" + Redirect.PORT;

    /** The device id of {@link ReportingSwitch}, which talks by UDP. */
    private static final String UDP = "12345678";

    @TempDir private Path directory;

    @BeforeAll
    static void a_network_is_possible() {
        HomeNetwork.obstacle()
                .ifPresent(obstacle -> {
                    String reason = "The redirect was not tested: " + obstacle;
                    System.err.println(reason);
                    abort(reason);
                });
    }

    private static List<String> java(Class<?> main, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A router that is asked to redirect, as its owner would do it. */
    private final class Router {

        private final HomeNetwork network;
        private final Format format;
        private final String gateway;

        Router(HomeNetwork network, Format format, Wiring wiring) {
            this.network = network;
            this.format = format;
            gateway = wiring.gateway;
        }

        private String output(boolean undo) {
            List<String> arguments =
                    new ArrayList<>(
                            List.of(
                                    "router",
                                    "--device",
                                    HomeNetwork.DEVICE,
                                    "--gateway",
                                    gateway,
                                    "--format",
                                    format.label()));
            if (undo) {
                arguments.add("--undo");
            }
            Ran ran = Ran.on("", arguments.toArray(String[]::new));
            assertThat(ran.err()).isEmpty();
            return ran.out();
        }

        private String file(String name, String text) throws Exception {
            return Files.writeString(directory.resolve(name), text).toString();
        }

        /** A firewall that lets out, lets answers in, and drops the rest. */
        void closeFirewall() throws Exception {
            if (format == Format.IPTABLES) {
                network.on(
                        Host.ROUTER,
                        "sh",
                        "-euc",
                        """
                        iptables -P FORWARD DROP
                        iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
                        iptables -A FORWARD -o wan -j ACCEPT
                        """);
                return;
            }
            // The rule that the output tells to put into such a chain.
            String accept =
                    output(false)
                            .lines()
                            .filter(line -> line.startsWith("# ") && line.endsWith(" accept"))
                            .findFirst()
                            .orElseThrow()
                            .substring(1);
            String firewall =
                    """
                    table ip firewall {
                        chain forward {
                            type filter hook forward priority filter; policy drop;
                            ct state established,related accept
                            oifname "wan" accept
                            %s
                        }
                    }
                    """
                            .formatted(accept);
            network.on(Host.ROUTER, "nft", "-f", file("firewall.nft", firewall));
        }

        /** Without the step that forgets the flows. */
        void setRulesAlone() throws Exception {
            if (format == Format.IPTABLES) {
                // With iptables and nothing else in sight, as where conntrack is not installed.
                Path programs = Files.createDirectory(directory.resolve("programs"));
                String iptables = network.on(Host.ROUTER, "sh", "-c", "command -v iptables");
                Files.createSymbolicLink(
                        programs.resolve("iptables"), Path.of(iptables.strip()).toRealPath());
                network.on(
                        Host.ROUTER,
                        "env",
                        "PATH=" + programs,
                        "/bin/sh",
                        file("redirect.sh", output(false)));
            } else {
                network.on(Host.ROUTER, "nft", "-f", file("redirect.nft", output(false)));
            }
        }

        void redirect() throws Exception {
            follow(output(false));
        }

        void undo() throws Exception {
            follow(output(true));
        }

        private void follow(String output) throws Exception {
            if (format == Format.IPTABLES) {
                network.on(Host.ROUTER, "sh", file("router.sh", output));
            } else {
                network.on(Host.ROUTER, "nft", "-f", file("router.nft", output));
                String conntrack =
                        output.lines()
                                .filter(line -> line.startsWith("#     conntrack "))
                                .findFirst()
                                .orElseThrow()
                                .substring(1)
                                .strip();
                // It ends with 1 where there was no flow.
                network.on(Host.ROUTER, "sh", "-c", conntrack + " || true");
            }
        }

        String rules() throws Exception {
            return format == Format.IPTABLES
                    ? network.on(Host.ROUTER, "sh", "-c", "iptables -S && iptables -t nat -S")
                    : network.on(Host.ROUTER, "nft", "list", "ruleset");
        }
    }

    static Stream<Arguments> homes() {
        return Stream.of(Format.IPTABLES, Format.NFTABLES)
                .flatMap(format ->
                        Stream.of(Wiring.values()).map(wiring -> Arguments.of(format, wiring)));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void the_redirect_leads_a_switch_to_the_gateway_and_the_undo_leads_it_back(
            Format format, Wiring wiring) throws Exception {
        try (HomeNetwork network = new HomeNetwork(wiring)) {
            Router router = new Router(network, format, wiring);
            router.closeFirewall();
            HostProgram gateway =
                    network.start(
                            wiring.gatewayHost,
                            java(Main.class, "run", "--debug", "--data", directory.toString()));
            HostProgram cloud = network.start(Host.CLOUD, java(ListeningCloud.class));
            cloud.expect(0, 1, "^ready$");
            HostProgram device = network.start(Host.DEVICE, java(ReportingSwitch.class));
            network.start(
                    Host.DEVICE,
                    java(
                            Main.class,
                            "simulate",
                            "--transport=tcp",
                            "--interval=200ms",
                            "--server=" + CLOUD));
            gateway.expect(0, 1, "\\(UDP and TCP\\)");
            String byUdp = "^" + UDP + " \\d+ from ";
            String byTcp = "^(?!" + UDP + ").* from ";
            String itself = HomeNetwork.DEVICE + ":";
            String byGateway = wiring.gatewayAtCloud + ":";

            // Both talk to the cloud.
            String before = router.rules();
            cloud.expect(0, 3, byUdp + itself);
            cloud.expect(0, 2, byTcp + itself);
            device.expect(0, 3, "PingResponse from " + CLOUD);

            // Rules alone do not stop them: their flows are older.
            router.setRulesAlone();
            int mark = cloud.mark();
            cloud.expect(mark, 5, byUdp + itself);
            cloud.expect(mark, 2, byTcp + itself);
            assertThat(cloud.since(mark)).allMatch(line -> line.contains(" from " + itself));
            assertThat(gateway.since(0)).noneMatch(line -> line.contains("[parsing:"));

            // The whole leads them to the gateway, and twice is as good as once.
            String rules = router.rules();
            assertThat(rules).isNotEqualTo(before);
            mark = cloud.mark();
            router.redirect();
            router.redirect();
            assertThat(router.rules()).isEqualTo(rules);
            cloud.expect(mark, 1, byUdp + byGateway);
            cloud.expect(mark, 1, byTcp + byGateway);

            // Now everything goes by the gateway, once, and answers come as if from the cloud.
            mark = cloud.mark();
            int heard = device.mark();
            int passed = gateway.mark();
            cloud.expect(mark, 10, byUdp + byGateway);
            cloud.expect(mark, 2, byTcp + byGateway);
            device.expect(heard, 10, "^PingResponse ");
            assertThat(cloud.since(mark))
                    .allMatch(line -> line.contains(" from " + byGateway))
                    .doesNotHaveDuplicates();
            assertThat(device.since(heard)).allMatch(line -> line.endsWith(" from " + CLOUD));
            gateway.expect(passed, 10, "\\[" + wiring.deviceAtGateway + ":\\d+ -> " + CLOUD + "]");
            gateway.expect(passed, 10, "\\[" + CLOUD + " -> " + wiring.deviceAtGateway + ":\\d+]");
            assertThat(gateway.since(0)).noneMatch(line -> line.contains("Dropped"));

            // The undo leads them back, and nothing is left; again, twice is as good as once.
            mark = cloud.mark();
            router.undo();
            router.undo();
            assertThat(router.rules()).isEqualTo(before);
            cloud.expect(mark, 1, byUdp + itself);
            cloud.expect(mark, 1, byTcp + itself);
            mark = cloud.mark();
            heard = device.mark();
            passed = gateway.mark();
            cloud.expect(mark, 5, byUdp + itself);
            cloud.expect(mark, 2, byTcp + itself);
            device.expect(heard, 5, "PingResponse from " + CLOUD);
            assertThat(cloud.since(mark)).allMatch(line -> line.contains(" from " + itself));
            assertThat(device.since(heard)).allMatch(line -> line.endsWith(" from " + CLOUD));
            assertThat(gateway.since(passed))
                    .noneMatch(line -> line.contains("[" + wiring.deviceAtGateway + ":"));
        }
    }

    /** Shows what the rule is for, and that the test above would notice its absence. */
    @Test
    void without_masquerade_the_answers_come_from_the_wrong_address() throws Exception {
        Wiring wiring = Wiring.SAME_NETWORK;
        try (HomeNetwork network = new HomeNetwork(wiring)) {
            Router router = new Router(network, Format.NFTABLES, wiring);
            HostProgram gateway =
                    network.start(
                            Host.GATEWAY,
                            java(
                                    Main.class,
                                    "run",
                                    "--mode=local",
                                    "--data",
                                    directory.toString()));
            router.redirect();
            network.on(Host.ROUTER, "nft", "flush chain ip timeguard_192_168_1_50 back_by_router");
            gateway.expect(0, 1, "\\(UDP and TCP\\)");
            HostProgram device = network.start(Host.DEVICE, java(ReportingSwitch.class));
            device.expect(0, 3, "PingResponse from " + wiring.gateway + ":9997");
            assertThat(device.since(0)).noneMatch(line -> line.contains(Redirect.CLOUD));
        }
    }
}
