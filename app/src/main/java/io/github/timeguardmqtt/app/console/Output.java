package io.github.timeguardmqtt.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Standard output, buffered. A failure to write is a {@link Failed}, so that nobody takes it for a
 * failure to read. It fails but once: what is written then is lost in silence.
 */
public final class Output extends OutputStream {

    private static final int BUFFER = 1 << 16;

    private OutputStream target;

    Output(OutputStream target) {
        this.target = new BufferedOutputStream(target, BUFFER);
    }

    /** Output cannot be written any more. */
    public static final class Failed extends UncheckedIOException {

        Failed(IOException cause) {
            super(cause.getMessage(), cause);
        }

        /** Whether the reader has left, as {@code head} does when it has seen enough. */
        public boolean isBrokenPipe() {
            return String.valueOf(getMessage()).contains("Broken pipe");
        }
    }

    /**
     * Writes it as UTF-8.
     *
     * @throws Failed when it cannot be written
     */
    public void print(CharSequence text) {
        write(text.toString().getBytes(UTF_8));
    }

    @Override
    public void write(int octet) {
        try {
            target.write(octet);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int start, int length) {
        try {
            target.write(bytes, start, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Failed failed(IOException cause) {
        target = nullOutputStream();
        return new Failed(cause);
    }
}
