package io.github.timeguardmqtt.app.console;

/** What a command tells scripts. */
public final class ExitCode {

    /** It did what it was asked. */
    public static final int OK = 0;

    /** It did its work, and the answer is no: an invalid line, a difference, a command refused. */
    public static final int FAILED = 1;

    /** It could not do its work: a wrong option, a file that cannot be read or written. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
