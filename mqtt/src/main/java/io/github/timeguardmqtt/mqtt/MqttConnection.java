package io.github.timeguardmqtt.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.loop.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the broker, and comes back whenever it ends: after a second, then after
 * twice as long each time, half a minute at most. Each attempt has a client of its own, so that
 * nothing waits inside the library for a broker that is away. Belongs to the loop's thread.
 */
final class MqttConnection {

    /** Who uses the connection; called on the loop's thread. */
    interface User {

        /** What to subscribe to now. */
        List<String> filters();

        void connected();

        void disconnected();

        void message(Incoming message);
    }

    private enum Phase {
        /** No attempt is being made. */
        AWAY,
        CONNECTING,
        /** The broker has accepted us; the subscriptions are under way. */
        ACCEPTED,
        /** Messages can be published. */
        READY,
        OVER
    }

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final MqttSettings settings;
    private final EventLoop loop;
    private final User user;
    private final Optional<MqttClientSslConfig> tls;
    private final String broker;
    private final Outage away;
    private final Outage refused;
    private final Outage subscriptionRefused;

    private Duration wait = FIRST_WAIT;
    private boolean toldConnected;

    /** The attempt or connection there is now. */
    private @Nullable BrokerClient client;

    private Phase phase = Phase.AWAY;
    private long acceptedAt;
    private volatile String state = "connecting";

    /**
     * @throws IOException in one sentence, when the files for TLS cannot be used
     */
    MqttConnection(MqttSettings settings, EventLoop loop, User user) throws IOException {
        this.settings = settings;
        this.loop = loop;
        this.user = user;
        tls = TlsFiles.of(settings);
        broker = "The MQTT broker at " + settings.host() + ":" + settings.port();
        away = new Outage(broker + " is there again");
        refused = new Outage(broker + " accepts the gateway now");
        subscriptionRefused = new Outage(broker + " accepts all subscriptions now");
    }

    /** Begins to connect. */
    void start() {
        attempt(!settings.only311());
    }

    /** How it stands, in a few words. From any thread. */
    String state() {
        return state;
    }

    /** Whether messages can be published. */
    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Whether the broker has accepted us, so that messages can be published now or in a moment. */
    boolean isAccepted() {
        return phase == Phase.ACCEPTED || phase == Phase.READY;
    }

    /**
     * Publishes, while {@link #isReady()}.
     *
     * @param done gets what went wrong, or null, on the loop's thread; never called once the
     *     connection has ended
     */
    void publish(Outgoing message, Consumer<@Nullable Throwable> done) {
        BrokerClient at = client;
        if (at != null && isReady()) {
            CompletableFuture<?> published;
            try {
                published = at.publish(message);
            } catch (IllegalArgumentException e) {
                // The topic is none; that may come from the settings.
                published = CompletableFuture.failedFuture(e);
            }
            onLoop(at, published, done);
        }
    }

    void subscribe(List<String> filters) {
        BrokerClient at = client;
        if (at != null && isReady() && !filters.isEmpty()) {
            onLoop(at, at.subscribe(filters), this::subscribed);
        }
    }

    /**
     * Ends the connection and makes no other.
     *
     * @param withWill whether the broker shall publish the will
     */
    CompletableFuture<?> end(boolean withWill) {
        phase = Phase.OVER;
        BrokerClient at = client;
        client = null;
        return at == null
                ? CompletableFuture.completedFuture(null)
                : at.disconnect(withWill).exceptionally(_ -> null);
    }

    private void attempt(boolean version5) {
        if (phase == Phase.OVER) {
            return;
        }
        // The listener is made before the client that it is about.
        BrokerClient[] self = new BrokerClient[1];
        BrokerClient made =
                BrokerClient.of(
                        settings,
                        tls,
                        version5,
                        true,
                        cause -> inLoop(() -> ended(self[0], version5, cause)));
        self[0] = made;
        client = made;
        phase = Phase.CONNECTING;
        Executor inOrder = this::inLoop;
        onLoop(
                made,
                made.connect(message -> received(made, message), inOrder),
                thrown -> {
                    if (thrown == null) {
                        accepted(made);
                    } else {
                        ended(made, version5, thrown);
                    }
                });
    }

    private void accepted(BrokerClient made) {
        phase = Phase.ACCEPTED;
        acceptedAt = loop.clock().nanos();
        // Whoever sees us online may give commands at once: so the subscriptions come first.
        onLoop(
                made,
                made.subscribe(user.filters()),
                thrown -> {
                    subscribed(thrown);
                    phase = Phase.READY;
                    publish(Outgoing.retained(settings.lwtTopic(), ONLINE), _ -> {});
                    away.end();
                    refused.end();
                    state =
                            "connected to %s:%d (%s)"
                                    .formatted(settings.host(), settings.port(), made.version());
                    if (!toldConnected) {
                        toldConnected = true;
                        log.info("{} is connected ({})", broker, made.version());
                    }
                    user.connected();
                });
    }

    private void subscribed(@Nullable Throwable thrown) {
        if (thrown == null) {
            subscriptionRefused.end();
        } else {
            subscriptionRefused.begin(
                    broker + " refuses a subscription: commands may not arrive",
                    loop.clock().nanos());
        }
    }

    private void received(BrokerClient from, Incoming message) {
        if (from.equals(client)) {
            try {
                user.message(message);
            } catch (RuntimeException e) {
                // The library would hand over no other message on this connection.
                log.error("A message from the broker failed; the next ones are taken", e);
            }
        }
    }

    private void ended(@Nullable BrokerClient which, boolean version5, Throwable cause) {
        if (which == null || !which.equals(client)) {
            return;
        }
        boolean wasReady = isReady();
        boolean wasAccepted = isAccepted();
        client = null;
        phase = Phase.AWAY;
        if (wasReady) {
            user.disconnected();
        }
        ConnectTrouble trouble = ConnectTrouble.of(cause, !wasAccepted, tls.isPresent());
        log.debug("{}: {}", broker, cause.toString());
        if (version5 && trouble.refusesVersion()) {
            attempt(false);
            return;
        }
        state = "not connected: " + trouble.sentence();
        long now = loop.clock().nanos();
        (trouble.needsUser() ? refused : away)
                .begin(
                        "%s: %s. Devices do not notice; trying again until it works"
                                .formatted(broker, trouble.sentence()),
                        now);
        if (wasAccepted && now - acceptedAt >= MAX_WAIT.toNanos()) {
            wait = FIRST_WAIT;
        }
        loop.schedule(jittered(wait), () -> attempt(!settings.only311()));
        Duration longer = wait.multipliedBy(2);
        wait = longer.compareTo(MAX_WAIT) < 0 ? longer : MAX_WAIT;
    }

    /** So that many gateways do not come back all at once. */
    private static Duration jittered(Duration wait) {
        long millis = wait.toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    private void onLoop(
            BrokerClient made, CompletableFuture<?> future, Consumer<@Nullable Throwable> done) {
        var _ =
                future.whenComplete((_, thrown) ->
                        inLoop(() -> {
                            if (made.equals(client)) {
                                done.accept(thrown);
                            }
                        }));
    }

    /** The library's threads may outlive the loop. */
    private void inLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            // nobody is interested any more
        }
    }
}
