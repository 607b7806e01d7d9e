package io.github.timeguardmqtt.gateway.capture;

import io.github.timeguardmqtt.api.CaptureState;
import io.github.timeguardmqtt.api.Outage;
import io.github.timeguardmqtt.capture.Captured;
import io.github.timeguardmqtt.capture.Packet;
import io.github.timeguardmqtt.capture.mask.Mask;
import io.github.timeguardmqtt.loop.LoopClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the traffic in files of pcapng, on a thread of its own. A file that is large or old
 * enough is followed by another, and the oldest are deleted to keep to a budget. No block is ever
 * there by half. Where nothing can be written, a warning says so once, packets are left out, and it
 * is tried again less and less often. What waits to be written is bounded.
 */
public final class CaptureFiles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CaptureFiles.class);

    /** More than what stands around a datagram in a file. */
    private static final int AROUND = 512;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    /** How long the end waits for a slow disk. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final CaptureFolder folder;
    private final CaptureSettings settings;
    private final LoopClock clock;
    private final Tap tap;
    private final Recording recording;
    private final Backlog<Captured> backlog = Recording.backlog();
    private final Consumer<Captured> listener = this::add;
    private final Outage fault = new Outage("The capture goes on");
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    private final AtomicInteger files = new AtomicInteger();
    private volatile String name = "";
    private volatile Optional<String> problem = Optional.empty();
    private final Thread writer;

    // Of the writer alone, once it runs:

    /** What an earlier process wrote last. */
    private Optional<Path> left = Optional.empty();

    private @Nullable BlockFile file;
    private Path path;
    private long emptySize;
    private long begunAt;
    private Duration pause = FIRST_PAUSE;
    private long retryAt;

    private CaptureFiles(
            CaptureFolder folder,
            CaptureSettings settings,
            LoopClock clock,
            Tap tap,
            Recording recording) {
        this.folder = folder;
        this.settings = settings;
        this.clock = clock;
        this.tap = tap;
        this.recording = recording;
        this.path = folder.path();
        this.writer = Thread.ofPlatform().name("capture").daemon().unstarted(this::run);
    }

    /**
     * Begins to record what the tap hands out. What cannot be written now is tried again.
     *
     * @param clock whose wall time names the files, and by whose steady time they grow old
     * @param application what records, with its version
     * @throws IOException with a sentence, where the directory is a file
     */
    public static CaptureFiles open(
            CaptureSettings settings, LoopClock clock, Tap tap, Mask mask, String application)
            throws IOException {
        CaptureFolder folder = CaptureFolder.at(settings.directory());
        CaptureFiles files =
                new CaptureFiles(folder, settings, clock, tap, new Recording(application, mask));
        try {
            folder.make();
            files.left = folder.newest();
            files.begin();
            log.info("Recording the traffic in {}", settings.directory());
        } catch (IOException e) {
            // A full disk must not keep a heating from being controlled.
            files.failed(e);
        }
        tap.join(files.listener);
        files.writer.start();
        return files;
    }

    /** How it stands. From any thread. */
    public CaptureState state() {
        return new CaptureState(
                folder.path().toString(),
                name,
                files.get(),
                bytes.get(),
                packets.get(),
                leftOut.get(),
                problem);
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        tap.leave(listener);
        backlog.end();
        try {
            writer.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Captured captured) {
        if (!backlog.add(captured)) {
            log.warn("The disk of the capture is too slow: packets are left out");
        }
    }

    private void run() {
        left.ifPresent(this::mend);
        for (var next = backlog.take(); next != null; next = backlog.take()) {
            missed(next.gap());
            try {
                write(next.item());
            } catch (RuntimeException e) {
                log.error("A packet could not be recorded; the next ones are", e);
                missed(1);
            }
            long missed = backlog.leftOut();
            if (missed > 0) {
                log.info("The capture has caught up; {} packets were left out", missed);
            }
        }
        end();
    }

    /** Takes away what of a block is there by half, where nothing had the time for the rest. */
    private void mend(Path torn) {
        try {
            long cut = BlockFile.cutTornBlock(torn);
            if (cut > 0) {
                bytes.addAndGet(-cut);
                log.info("{} ended within a packet: its last {} bytes were cut off", torn, cut);
            }
        } catch (IOException e) {
            log.warn("The capture {} cannot be looked at: {}", torn, CaptureFolder.reason(e));
        }
    }

    private void missed(long count) {
        recording.missed(count);
        leftOut.addAndGet(count);
    }

    private void write(Captured captured) {
        if (problem.isPresent() && clock.nanos() - retryAt < 0) {
            missed(1);
            return;
        }
        try {
            if (file == null || isDue(file, captured)) {
                end();
                begin();
            }
            recording.write(captured);
            packets.incrementAndGet();
            fault.end();
            problem = Optional.empty();
            pause = FIRST_PAUSE;
        } catch (IOException e) {
            failed(e);
            missed(1);
        }
    }

    private boolean isDue(BlockFile current, Captured next) {
        long size = next instanceof Packet packet ? packet.datagram().bytes().size() : 0;
        return clock.nanos() - begunAt >= settings.fileAge().toNanos()
                || (current.size() > emptySize
                        && current.size() + size + AROUND > settings.fileSize());
    }

    private void begin() throws IOException {
        folder.make();
        Path next = folder.free(clock.instant());
        BlockFile begun = new BlockFile(next);
        file = begun;
        path = next;
        CaptureFolder.Contents contents = folder.contents();
        bytes.set(contents.bytes());
        files.set(contents.files());
        recording.begin(new WithinBudget(begun));
        name = String.valueOf(next.getFileName());
        emptySize = begun.size();
        begunAt = clock.nanos();
    }

    /** One in which nothing stands but its head is of no use to anybody. */
    private void end() {
        BlockFile ended = file;
        if (ended == null) {
            return;
        }
        file = null;
        try (ended) {
            if (ended.size() <= emptySize) {
                Files.deleteIfExists(path);
                files.decrementAndGet();
                bytes.addAndGet(-ended.size());
            }
        } catch (IOException e) {
            log.debug("The end of a capture", e); // all that there is room for is in it
        }
    }

    /** Later goes on in another file: with this one, who knows what is the matter. */
    private void failed(IOException e) {
        end();
        String reason = CaptureFolder.reason(e);
        fault.begin(
                "The traffic cannot be recorded in %s (%s): it goes on without that"
                        .formatted(folder.path(), reason),
                clock.nanos());
        problem = Optional.of(reason);
        retryAt = clock.nanos() + pause.toNanos();
        pause = pause.multipliedBy(2);
        if (pause.compareTo(MAX_PAUSE) > 0) {
            pause = MAX_PAUSE;
        }
    }

    /** Makes room in the budget before each block. */
    private final class WithinBudget extends OutputStream {

        private final BlockFile to;

        WithinBudget(BlockFile to) {
            this.to = to;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] block, int start, int length) throws IOException {
            if (bytes.get() + length > settings.budget()) {
                CaptureFolder.Contents left = folder.shrink(settings.budget() - length, path);
                bytes.set(left.bytes());
                files.set(left.files());
            }
            to.write(block, start, length);
            bytes.addAndGet(length);
        }
    }
}
