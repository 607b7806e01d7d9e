package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What {@code mosquitto_sub} hears, from its begin on and in order. */
public final class Subscriber implements AutoCloseable {

    /** Retained at the broker, so that whoever hears it is subscribed. */
    static final String READY = "test/ready";

    /** A message, and when it was seen, by {@link System#nanoTime}. */
    public record Heard(boolean retained, String topic, String payload, long nanos) {}

    private final Process process;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    Subscriber(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("subscriber").start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ", 3);
                if (parts.length == 3) {
                    heard.add(
                            new Heard(parts[0].equals("1"), parts[1], parts[2], System.nanoTime()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Heard> all() {
        return List.copyOf(heard);
    }

    /** All on this topic, in order. */
    public List<Heard> on(String topic) {
        return heard.stream().filter(message -> message.topic().equals(topic)).toList();
    }

    public List<String> payloads(String topic) {
        return on(topic).stream().map(Heard::payload).toList();
    }

    /** The newest on this topic; "" where there was none. */
    String last(String topic) {
        List<String> payloads = payloads(topic);
        return payloads.isEmpty() ? "" : payloads.getLast();
    }

    /** Waits for the first message on this topic with this payload. */
    public Heard expect(String topic, String payload) {
        return expect(topic, payload::equals);
    }

    public Heard expect(String topic, Predicate<String> payload) {
        return expectFrom(0, topic, payload);
    }

    /** The same among what came after the first {@code seen} messages. */
    public Heard expectFrom(int seen, String topic, Predicate<String> payload) {
        Predicate<Heard> wanted =
                message -> message.topic().equals(topic) && payload.test(message.payload());
        await(topic).until(() -> heard.stream().skip(seen).anyMatch(wanted));
        return heard.stream().skip(seen).filter(wanted).findFirst().orElseThrow();
    }

    /** How many messages were heard. */
    public int count() {
        return heard.size();
    }

    @Override
    public void close() {
        // Not the process's own method, which would close what is being read.
        process.toHandle().destroyForcibly();
    }
}
