package io.github.timeguardmqtt.mqtt;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One connection to a broker, from its making to its end, in one version of the protocol. Its
 * futures end on threads of the library.
 */
interface BrokerClient {

    /** Quality of service 1 for everything, either way. */
    int KEEP_ALIVE_SECONDS = 30;

    /** What the broker may have sent without an acknowledgement; the rest waits with it. */
    int RECEIVE_MAXIMUM = 100;

    /** No command is nearly as long; what is longer is not even sent to us. */
    int MAX_PACKET = 1 << 20;

    /** What users call the version. */
    String version();

    /**
     * @param executor runs {@code messages}, one message after the other
     */
    CompletableFuture<?> connect(Consumer<Incoming> messages, Executor executor);

    /** What the broker has kept is sent too. */
    CompletableFuture<?> subscribe(List<String> filters);

    /** Ends well once the broker has acknowledged it. */
    CompletableFuture<?> publish(Outgoing message);

    /**
     * @param withWill whether the broker shall publish the will all the same; MQTT 3.1.1 cannot say
     */
    CompletableFuture<?> disconnect(boolean withWill);
}
