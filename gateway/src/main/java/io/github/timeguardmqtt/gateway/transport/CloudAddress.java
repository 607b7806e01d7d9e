package io.github.timeguardmqtt.gateway.transport;

import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.protocol.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the cloud is. A name is looked up off the loop's thread, at the start, again and again
 * where nobody knows it, and every few minutes, since an address can change. An address that is
 * this gateway's own is never used. Belongs to the loop's thread once it is followed.
 */
public final class CloudAddress {

    private static final Logger log = LoggerFactory.getLogger(CloudAddress.class);
    private static final Duration FIRST_LOOK_UP = Duration.ofSeconds(3);
    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final HostPort cloud;
    private final InetSocketAddress listening;
    private final Outage unknown;
    private @Nullable InetSocketAddress current;

    /**
     * @param listening where this gateway listens
     */
    public CloudAddress(HostPort cloud, InetSocketAddress listening) {
        this.cloud = cloud;
        this.listening = listening;
        this.unknown = new Outage("The name of the cloud, " + cloud.host() + ", is resolved again");
    }

    /**
     * Finds the address for the first time, and waits for it a few seconds at most.
     *
     * @return the address, whether it may be used or not; empty where the name is not resolved
     */
    public Optional<InetSocketAddress> find() {
        Optional<InetSocketAddress> literal = cloud.literal();
        current = literal.orElseGet(this::lookUpNow);
        return Optional.ofNullable(current);
    }

    /** Whether this address leads back to this gateway. */
    public boolean isSelf(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (address.getPort() != listening.getPort()) {
            return false;
        }
        InetAddress own = listening.getAddress();
        return own.isAnyLocalAddress()
                ? isLocal(host)
                : own.equals(host) || host.isAnyLocalAddress();
    }

    /**
     * Looks a name up from now on.
     *
     * @param changed what to do on the loop's thread when the address is another
     */
    public void follow(EventLoop loop, Runnable changed) {
        if (cloud.literal().isPresent()) {
            return;
        }
        if (current == null) {
            unresolved(loop);
        }
        loop.schedule(
                current == null ? RETRY : REFRESH,
                () -> Thread.ofVirtual().name("look-up").start(() -> refresh(loop, changed)));
    }

    /** The address, empty where the name is not resolved. */
    public Optional<InetSocketAddress> current() {
        return Optional.ofNullable(current);
    }

    /** The address as far as it is known, for people. */
    public InetSocketAddress shown() {
        return current == null ? cloud.unresolved() : current;
    }

    private void refresh(EventLoop loop, Runnable changed) {
        Optional<InetSocketAddress> found = lookUp();
        try {
            loop.execute(() -> use(found, loop, changed));
        } catch (RejectedExecutionException e) {
            log.debug("The cloud was looked up for nothing: the gateway has ended");
        }
    }

    private void use(Optional<InetSocketAddress> found, EventLoop loop, Runnable changed) {
        if (found.isPresent() && isSelf(found.get())) {
            log.warn(
                    "The name of the cloud, {}, now leads to this gateway itself; staying with {}",
                    cloud.host(),
                    Addresses.text(shown()));
        } else if (found.isPresent()) {
            unknown.end();
            if (!found.get().equals(current)) {
                current = found.get();
                log.info("The cloud is at {}", Addresses.text(found.get()));
                changed.run();
            }
        } else if (current != null) {
            log.debug("The name of the cloud is not resolved now; its last address is kept");
        }
        follow(loop, changed);
    }

    private void unresolved(EventLoop loop) {
        unknown.begin(
                "The name of the cloud, %s, cannot be resolved; frames for it are dropped until it is"
                        .formatted(cloud.host()),
                loop.clock().nanos());
    }

    private Optional<InetSocketAddress> lookUp() {
        try {
            return Optional.of(cloud.resolve());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private @Nullable InetSocketAddress lookUpNow() {
        CompletableFuture<Optional<InetSocketAddress>> found = new CompletableFuture<>();
        Thread.ofVirtual().name("look-up").start(() -> found.complete(lookUp()));
        try {
            return found.get(FIRST_LOOK_UP.toMillis(), TimeUnit.MILLISECONDS).orElse(null);
        } catch (TimeoutException | ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static boolean isLocal(InetAddress host) {
        try {
            return host.isAnyLocalAddress()
                    || host.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(host) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
