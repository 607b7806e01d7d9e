package io.github.timeguardmqtt.app.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Four hosts, each in a network namespace of its own: a switch and a gateway at home behind a
 * router, and the cloud on the router's other side. Nothing of it reaches the network of this
 * machine. The cloud has its real address, and knows the way back to the home, so that it sees who
 * of the home talks to it.
 */
final class HomeNetwork implements AutoCloseable {

    enum Host {
        DEVICE,
        ROUTER,
        GATEWAY,
        CLOUD
    }

    /** How the home is wired, and what that makes of the gateway. */
    enum Wiring {
        /** Switch and gateway in one network, as in most homes. */
        SAME_NETWORK(Host.GATEWAY, "192.168.1.10", "192.168.1.10", "192.168.1.1"),
        /** A network for each, between which the router routes. */
        TWO_NETWORKS(Host.GATEWAY, "192.168.2.10", "192.168.2.10", "192.168.2.1"),
        /** The router is the gateway as well, and so nobody stands between it and the switch. */
        ON_THE_ROUTER(Host.ROUTER, "192.168.1.1", "31.193.128.1", DEVICE);

        final Host gatewayHost;

        /** Its address in the home. */
        final String gateway;

        /** From where the cloud hears it. */
        final String gatewayAtCloud;

        /** From where it hears the switch. */
        final String deviceAtGateway;

        Wiring(Host gatewayHost, String gateway, String gatewayAtCloud, String deviceAtGateway) {
            this.gatewayHost = gatewayHost;
            this.gateway = gateway;
            this.gatewayAtCloud = gatewayAtCloud;
            this.deviceAtGateway = deviceAtGateway;
        }
    }

    static final String DEVICE = "192.168.1.50";

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Where Debian keeps the programs of root, which not every path names. */
    private static final String PATH =
            System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";

    private static final Optional<String> OBSTACLE = findObstacle();

    private final String name =
            "timeguard-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final Thread atKill = new Thread(this::removeHosts);
    private final List<HostProgram> programs = new ArrayList<>();

    private HomeNetwork() {
        Runtime.getRuntime().addShutdownHook(atKill);
    }

    HomeNetwork(Wiring wiring) throws Exception {
        this();
        try {
            for (Host host : Host.values()) {
                must("ip", "netns", "add", namespace(host));
                on(host, "ip", "link", "set", "lo", "up");
            }
            wire(Host.DEVICE, "lan1");
            wire(Host.GATEWAY, "lan2");
            wire(Host.CLOUD, "wan");
            plug(Host.DEVICE, DEVICE, "192.168.1.1");
            switch (wiring) {
                case SAME_NETWORK, ON_THE_ROUTER -> {
                    plug(Host.GATEWAY, "192.168.1.10", "192.168.1.1");
                    on(Host.ROUTER, "ip", "link", "add", "lan", "type", "bridge");
                    on(Host.ROUTER, "ip", "link", "set", "lan1", "master", "lan");
                    on(Host.ROUTER, "ip", "link", "set", "lan2", "master", "lan");
                    on(Host.ROUTER, "ip", "address", "add", "192.168.1.1/24", "dev", "lan");
                    on(Host.ROUTER, "ip", "link", "set", "lan", "up");
                    keepBridgeFromNat();
                }
                case TWO_NETWORKS -> {
                    plug(Host.GATEWAY, "192.168.2.10", "192.168.2.1");
                    on(Host.ROUTER, "ip", "address", "add", "192.168.1.1/24", "dev", "lan1");
                    on(Host.ROUTER, "ip", "address", "add", "192.168.2.1/24", "dev", "lan2");
                }
            }
            plug(Host.CLOUD, Redirect.CLOUD, "31.193.128.1");
            on(Host.ROUTER, "ip", "address", "add", "31.193.128.1/24", "dev", "wan");
            on(Host.ROUTER, "sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /**
     * Where bridged packets pass the firewall too, as on computers with Docker, answers would be
     * put right on their way from the gateway to the switch, masquerade or not. Most routers have
     * that off.
     */
    private void keepBridgeFromNat() throws Exception {
        on(
                Host.ROUTER,
                "sh",
                "-c",
                "f=/proc/sys/net/bridge/bridge-nf-call-iptables; [ ! -e $f ] || echo 0 >$f");
    }

    private void wire(Host host, String routersEnd) throws Exception {
        must(
                "ip link add eth0 netns %s type veth peer name %s netns %s"
                        .formatted(namespace(host), routersEnd, namespace(Host.ROUTER))
                        .split(" "));
        on(Host.ROUTER, "ip", "link", "set", routersEnd, "up");
    }

    private void plug(Host host, String address, String router) throws Exception {
        on(host, "ip", "address", "add", address + "/24", "dev", "eth0");
        on(host, "ip", "link", "set", "eth0", "up");
        on(host, "ip", "route", "add", "default", "via", router);
    }

    /** Why there can be no such network on this machine, or nothing. */
    static Optional<String> obstacle() {
        return OBSTACLE;
    }

    /**
     * Asks for no more than what a network needs of the system, so that no fault of ours passes.
     */
    private static Optional<String> findObstacle() {
        try {
            for (String program : List.of("ip", "iptables", "nft", "conntrack")) {
                if (execute("sh", "-c", "command -v " + program).exitCode() != 0) {
                    return Optional.of("the program " + program + " is missing");
                }
            }
            try (HomeNetwork network = new HomeNetwork()) {
                String router = network.namespace(Host.ROUTER);
                for (String command :
                        List.of(
                                "ip netns add " + router,
                                "ip -n " + router + " link add left type veth peer name right",
                                "ip -n " + router + " link add lan type bridge",
                                "ip netns exec %s iptables -t nat -A POSTROUTING -j MASQUERADE"
                                        .formatted(router),
                                "ip netns exec %s nft add table ip t".formatted(router),
                                "ip netns exec %s conntrack -L".formatted(router))) {
                    Ran ran = execute(command.split(" "));
                    if (ran.exitCode() != 0) {
                        return Optional.of(
                                "\"%s\" is not possible here: %s"
                                        .formatted(command, ran.err().strip()));
                    }
                }
            }
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(e.toString());
        }
    }

    private String namespace(Host host) {
        return name + "-" + host.name().toLowerCase(Locale.ROOT);
    }

    private List<String> command(Host host, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        all.addAll(command);
        return all;
    }

    /** Runs a command on a host to its end, which has to be a good one. */
    String on(Host host, String... command) throws Exception {
        return must(command(host, Arrays.asList(command)).toArray(String[]::new));
    }

    /** Starts a program on a host; it ends with the network. */
    HostProgram start(Host host, List<String> command) throws IOException {
        HostProgram program = new HostProgram(builder(command(host, command)).start());
        programs.add(program);
        return program;
    }

    private static String must(String... command) throws Exception {
        Ran ran = execute(command);
        assertThat(ran.exitCode())
                .as("%s: %s%s", String.join(" ", command), ran.out(), ran.err())
                .isZero();
        return ran.out();
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PATH", PATH);
        return builder;
    }

    private static Ran execute(String... command) throws Exception {
        Path out = Files.createTempFile("timeguard", ".out");
        Path err = Files.createTempFile("timeguard", ".err");
        try {
            Process process =
                    builder(Arrays.asList(command))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).as(String.join(" ", command)).isTrue();
            return new Ran(process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), UTF_8);
    }

    private void removeHosts() {
        programs.forEach(HostProgram::close);
        for (Host host : Host.values()) {
            try {
                var _ = execute("ip", "netns", "delete", namespace(host));
            } catch (Exception e) {
                // It was not there, or goes with the machine.
            }
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atKill);
        removeHosts();
    }
}
