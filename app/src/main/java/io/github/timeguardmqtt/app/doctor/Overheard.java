package io.github.timeguardmqtt.app.doctor;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.gateway.routing.AddressRange;
import io.github.timeguardmqtt.gateway.transport.DevicePort;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.protocol.Addresses;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What comes to the port while no gateway runs. Nothing is answered: a switch goes on as if nobody
 * were there, which is so. Its TCP connections are refused, upon which it takes UDP.
 */
final class Overheard {

    /** Once a switch was heard, others have so long to speak up too. */
    private static final Duration OTHERS = Duration.ofSeconds(15);

    private static final int MAX_SOURCES = 1000;
    private static final int SHOWN = 5;

    private final GatewaySettings settings;
    private final Mask mask;
    private final Map<InetAddress, Set<DeviceId>> switches = new LinkedHashMap<>();
    private final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    private final Set<InetAddress> refused = new LinkedHashSet<>();
    private final Set<InetAddress> servers = new LinkedHashSet<>();
    private final CountDownLatch heard = new CountDownLatch(1);
    private long datagrams;
    private long frames;

    private Overheard(GatewaySettings settings, Mask mask) {
        this.settings = settings;
        this.mask = mask;
    }

    /**
     * Listens at the port, which is closed again at the end.
     *
     * @return what the checks {@code frames} to {@code switch clocks} say
     */
    static List<Finding> listen(
            DevicePort port, Duration longest, GatewaySettings settings, Mask mask)
            throws IOException, InterruptedException {
        Overheard overheard = new Overheard(settings, mask);
        port.tcp().close();
        long start = System.nanoTime();
        try (EventLoop loop = new EventLoop("doctor", LoopClock.real())) {
            CompletableFuture<Void> started = new CompletableFuture<>();
            loop.execute(() -> {
                try {
                    port.udp().start(loop, overheard::received);
                    started.complete(null);
                } catch (IOException e) {
                    started.completeExceptionally(e);
                }
            });
            started.join();
            if (overheard.heard.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                long left = longest.toNanos() - (System.nanoTime() - start);
                TimeUnit.NANOSECONDS.sleep(Math.min(left, OTHERS.toNanos()));
            }
        } finally {
            port.close();
        }
        return overheard.findings(Duration.ofNanos(System.nanoTime() - start));
    }

    /** On the loop's thread; who reads it afterwards has waited for the end of the loop. */
    private synchronized void received(InetSocketAddress source, Bytes bytes) {
        datagrams++;
        InetAddress host = source.getAddress();
        if (!allows(host)) {
            note(refused, host);
            return;
        }
        for (Frame frame : Datagram.decode(bytes).frames()) {
            if (frame.envelope().fromServer()) {
                note(servers, host);
                continue;
            }
            frames++;
            if (switches.size() < MAX_SOURCES || switches.containsKey(host)) {
                Set<DeviceId> ids = switches.computeIfAbsent(host, _ -> new LinkedHashSet<>());
                note(ids, frame.device());
                note(addresses, source);
            }
            heard.countDown();
        }
    }

    private static <T> void note(Set<T> all, T one) {
        if (all.size() < MAX_SOURCES) {
            all.add(one);
        }
    }

    private boolean allows(InetAddress source) {
        return AddressRange.isPrivate(source)
                || settings.allowedSources().stream().anyMatch(range -> range.contains(source));
    }

    private synchronized List<Finding> findings(Duration listened) {
        String unanswered = "no gateway runs, so nobody has answered";
        return List.of(
                frames("%d s".formatted(listened.plusMillis(500).toSeconds())),
                sources(),
                TrafficChecks.switches(
                        settings,
                        switches.values().stream().flatMap(Set::stream).collect(toSet()),
                        mask),
                Diagnosis.DIRECTIONS_UNANSWERED.found(unanswered),
                Diagnosis.ANSWERS_UNANSWERED.found(unanswered),
                Diagnosis.DROPPED_UNKNOWN.found("no gateway runs"),
                Diagnosis.SWITCH_CLOCKS_UNKNOWN.found("no gateway runs"));
    }

    private Finding frames(String time) {
        if (datagrams == 0) {
            return Diagnosis.FRAMES_NONE.found("nothing arrived in " + time);
        }
        if (frames == 0 && refused.isEmpty() && servers.isEmpty()) {
            return Diagnosis.FRAMES_FOREIGN.found(
                    "%d datagrams arrived in %s, but no frame of a switch"
                            .formatted(datagrams, time),
                    settings.listen().port());
        }
        if (frames == 0) {
            return Diagnosis.FRAMES_UNHEARD.found(
                    "%d datagrams arrived in %s, but none that the gateway would take"
                            .formatted(datagrams, time));
        }
        long ids = switches.values().stream().flatMap(Set::stream).distinct().count();
        return Diagnosis.FRAMES_ARRIVE.found(
                "%d in %s, from %s"
                        .formatted(frames, time, ids == 1 ? "1 switch" : ids + " switches"));
    }

    private Finding sources() {
        if (!refused.isEmpty()) {
            String from =
                    "datagrams come from %s, which the gateway refuses".formatted(hosts(refused));
            return switches.isEmpty()
                    ? Diagnosis.SOURCES_REFUSED.found(from)
                    : Diagnosis.SOURCES_STRANGERS.found(heard() + "; " + from);
        }
        if (!servers.isEmpty()) {
            return Diagnosis.SOURCES_SERVER.found(
                    "frames of a server come from %s, instead of a switch's"
                            .formatted(hosts(servers)));
        }
        return switches.isEmpty()
                ? Diagnosis.SOURCES_NONE.found("no switch was heard")
                : Diagnosis.SOURCES_SEEN.found(heard());
    }

    private String heard() {
        return switches.entrySet().stream()
                .limit(SHOWN)
                .map(from ->
                        "%s from %s"
                                .formatted(
                                        from.getValue().stream()
                                                .limit(SHOWN)
                                                .map(id -> mask.mask(id).toString())
                                                .collect(joining(", ")),
                                        place(from.getKey())))
                .collect(joining("; "));
    }

    private String place(InetAddress host) {
        return addresses.stream()
                .filter(address -> address.getAddress().equals(host))
                .findFirst()
                .map(Addresses::text)
                .orElse(host.getHostAddress());
    }

    private static String hosts(Set<InetAddress> hosts) {
        return hosts.stream().limit(SHOWN).map(InetAddress::getHostAddress).collect(joining(", "));
    }
}
