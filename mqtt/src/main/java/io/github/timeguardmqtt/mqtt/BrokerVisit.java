package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.timeguardmqtt.protocol.DeviceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

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

    /** More kept messages are not looked at. */
    private static final int MAX_KEPT = 200_000;

    /** The messages by topic. */
    private record Kept(Map<String, String> payloads) implements BrokerSession.Listener {

        /**
         * With the retain flag or without: not every broker sets it, and what is new is as good.
         */
        @Override
        public void message(Incoming message) {
            if (payloads.size() < MAX_KEPT) {
                payloads.put(message.topic(), new String(message.payload().toArray(), UTF_8));
            }
        }

        @Override
        public void lost() {} // what came is all there is
    }

    /**
     * Goes there.
     *
     * @param settings where, and as whom; their client id is not used
     * @param patience for all of it
     * @throws BrokerException when the broker is not there or does not let one in
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    public static BrokerVisit of(MqttSettings settings, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String clientId =
                "timeguard-doctor-"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Kept kept = new Kept(new ConcurrentHashMap<>());
        try (BrokerSession session =
                BrokerSession.open(settings.withClientId(clientId), kept, patience)) {
            session.subscribe(filters(settings), left(end));
            settle(kept.payloads(), end);
            return new BrokerVisit(
                    session.version(),
                    Optional.ofNullable(kept.payloads().get(settings.lwtTopic())),
                    Optional.ofNullable(kept.payloads().get(settings.homeAssistantStatusTopic())),
                    announced(settings, kept.payloads()));
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
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
        while (kept.size() != before && left(end).compareTo(QUIET) > 0) {
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
}
