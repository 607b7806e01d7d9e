package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.mask.Mask;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The traffic as pcapng, for those who watch it while it passes. */
public final class LiveCapture {

    private final Tap tap;
    private final Mask mask;
    private final String application;

    /**
     * @param application what writes, with its version
     */
    public LiveCapture(Tap tap, Mask mask, String application) {
        this.tap = tap;
        this.mask = mask;
        this.application = application;
    }

    /**
     * Writes the traffic from now on. What a slow reader leaves no room for is left out, and a
     * comment says how much that was.
     *
     * @param left is complete when nobody reads any more, which ends it
     * @throws IOException when nobody does
     */
    public void write(OutputStream to, CompletionStage<?> left) throws IOException {
        Backlog<Captured> backlog = Recording.backlog();
        Consumer<Captured> listener =
                captured -> {
                    boolean _ = backlog.add(captured);
                };
        tap.join(listener);
        try {
            var _ = left.thenRun(backlog::discard);
            OutputStream out = new BufferedOutputStream(to, 1 << 16);
            Recording recording = new Recording(application, mask);
            recording.begin(out);
            out.flush();
            for (var next = backlog.take(); next != null; next = backlog.take()) {
                recording.missed(next.gap());
                recording.write(next.item());
                if (backlog.isEmpty()) {
                    out.flush();
                }
            }
        } finally {
            tap.leave(listener);
        }
    }
}
