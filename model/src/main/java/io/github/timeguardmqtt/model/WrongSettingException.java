package io.github.timeguardmqtt.model;

import java.util.List;

/** Why a text is no setting: everything that is wrong with it. Without a stack trace. */
public final class WrongSettingException extends Exception {

    /** More would tell nobody anything. */
    private static final int MOST = 20;

    /** Transient as nobody writes exceptions to a stream. */
    private final transient List<String> problems;

    /**
     * @param problems one sentence each, with where it is; at least one
     */
    public WrongSettingException(List<String> problems) {
        super(sentence(problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** What is wrong: a sentence each, with where it is. */
    public List<String> problems() {
        return problems;
    }

    private static String sentence(List<String> problems) {
        int more = problems.size() - MOST;
        return String.join("; ", problems.subList(0, Math.min(problems.size(), MOST)))
                + (more > 0 ? "; and " + more + " more" : "");
    }
}
