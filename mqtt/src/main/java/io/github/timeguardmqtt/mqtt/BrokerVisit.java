package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.github.timeguardmqtt.mqtt.NoBrokerException.Kind;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A look at a broker, as the gateway's user but under another client id, so that a gateway which is
 * connected stays so. Publishes nothing and has no will.
 *
 * @param version of the protocol, for people
 * @param bridge what the broker keeps of whether a gateway lives: {@code online}, {@code offline}
 * @param homeAssistant what it keeps of whether Home Assistant lives, which by default is nothing
 * @param announced the devices of which a configuration for Home Assistant is kept
 */
public record BrokerVisit(
        String version,
        Optional<String> bridge,
        Optional<String> homeAssistant,
        List<DeviceId> announced) {

    /** No broker needs as long from one kept message to the next. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    /** More are not looked at. */
    private static final int MOST = 200_000;

    /**
     * Goes there.
     *
     * @param settings where, and as whom; their client id is not used
     * @param patience for all of it
     * @throws NoBrokerException when it is not there, or does not let one in
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    public static BrokerVisit of(MqttSettings settings, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try {
            return of(settings, !settings.only311(), end);
        } catch (RefusedVersion e) {
            return of(settings, false, end);
        }
    }

    /** The broker speaks no MQTT 5, perhaps. */
    private static final class RefusedVersion extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static BrokerVisit of(MqttSettings settings, boolean version5, long end)
            throws IOException, InterruptedException {
        Optional<MqttSettings.Tls> files = settings.tls();
        Optional<MqttClientSslConfig> tls =
                files.isPresent() ? Optional.of(TlsFiles.load(files.get())) : Optional.empty();
        MqttClientBuilder builder =
                MqttConnection.builder(settings, tls)
                        .identifier(
                                "timeguard-doctor-"
                                        + HexFormat.of()
                                                .toHexDigits(
                                                        ThreadLocalRandom.current().nextInt()));
        BrokerClient client =
                version5
                        ? new BrokerClient5(builder.useMqttVersion5(), settings, false)
                        : new BrokerClient311(builder.useMqttVersion3(), settings, false);
        Map<String, String> kept = new ConcurrentHashMap<>();
        boolean isAccepted = false;
        try {
            inTime(
                    client.connect(
                            message -> {
                                // Whether the flag is set or not: not every broker sets it, and
                                // what is published just now is as good.
                                if (kept.size() < MOST) {
                                    kept.put(
                                            message.topic(),
                                            new String(message.payload().toArray(), UTF_8));
                                }
                            },
                            Runnable::run),
                    end);
            isAccepted = true;
            inTime(client.subscribe(filters(settings)), end);
            settle(kept, end);
            return new BrokerVisit(
                    client.version(),
                    Optional.ofNullable(kept.get(settings.lwtTopic())),
                    Optional.ofNullable(kept.get(settings.homeAssistantStatusTopic())),
                    announced(settings, kept));
        } catch (ExecutionException e) {
            ConnectTrouble trouble = ConnectTrouble.of(e, !isAccepted, tls.isPresent());
            if (version5 && trouble.refusesVersion()) {
                throw new RefusedVersion();
            }
            throw isAccepted
                    ? new NoBrokerException(Kind.AWAY, "it refuses the subscription", e)
                    : new NoBrokerException(trouble.kind(), trouble.sentence(), e);
        } catch (TimeoutException e) {
            throw new NoBrokerException(Kind.AWAY, "it does not answer", e);
        } finally {
            leave(client);
        }
    }

    private static List<String> filters(MqttSettings settings) {
        List<String> filters =
                new ArrayList<>(List.of(settings.lwtTopic(), settings.homeAssistantStatusTopic()));
        settings.discoveryPrefix().ifPresent(prefix -> filters.add(prefix + "/device/+/config"));
        return filters.stream().distinct().toList();
    }

    /** What a broker keeps comes at once, but nothing says which is the last. */
    private static void settle(Map<String, String> kept, long end) throws InterruptedException {
        int before = -1;
        while (kept.size() != before && end - System.nanoTime() > QUIET.toNanos()) {
            before = kept.size();
            TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
        }
    }

    private static List<DeviceId> announced(MqttSettings settings, Map<String, String> kept) {
        String root = "\"" + settings.rootTopic() + "/";
        return kept.entrySet().stream()
                .filter(message -> message.getKey().endsWith("/config"))
                .filter(message -> message.getValue().contains(root))
                .map(message -> message.getKey().split("/"))
                .map(parts -> parts[parts.length - 2])
                .filter(id -> id.matches("[0-9a-f]{8}"))
                .map(DeviceId::parse)
                .toList();
    }

    private static void inTime(CompletableFuture<?> step, long end)
            throws ExecutionException, InterruptedException, TimeoutException {
        step.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static void leave(BrokerClient client) {
        var _ =
                client.disconnect(false)
                        .exceptionally(_ -> null)
                        .orTimeout(1, TimeUnit.SECONDS)
                        .handle((_, _) -> null)
                        .join();
    }
}
