package io.github.timeguardmqtt.workbench.analysis;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.workbench.MessageGroup;
import io.github.timeguardmqtt.workbench.Micros;
import java.util.ArrayList;
import java.util.List;

/** How often each kind of message came, in order of first sight. */
final class KindTallies {

    private static final int MAX_EXAMPLES = 5;

    /** A kind's name and how often it came. */
    static final class Tally {
        private final Frame first;
        private final String name;
        private final List<String> examples = new ArrayList<>(1);
        private long count;
        private long repeats;
        private long lastAt = Micros.NONE;

        private Tally(Frame first) {
            this.first = first;
            name = MessageGroup.kindName(first);
        }

        String name() {
            return name;
        }

        void count() {
            count++;
        }

        void repeat() {
            repeats++;
        }

        void seenAt(long now) {
            lastAt = now;
        }

        /** Keeps the params of an unknown kind, where they are new. */
        void example(Bytes params) {
            if (examples.size() < MAX_EXAMPLES) {
                String hex = UnknownTrack.shown(params);
                if (!examples.contains(hex)) {
                    examples.add(hex);
                }
            }
        }

        private Findings.KindCount findings() {
            return new Findings.KindCount(
                    name,
                    first.kind() == Kind.UNKNOWN,
                    first.envelope().fromServer(),
                    count,
                    repeats,
                    Micros.known(lastAt),
                    List.copyOf(examples));
        }
    }

    /** By type and flags: a message too short for its kind is counted with its kind. */
    private final Tally[] byKind = new Tally[256];

    private final List<Tally> inOrder = new ArrayList<>();

    Tally of(Frame frame) {
        int key = frame.envelope().flags() << 4 | frame.envelope().type();
        Tally tally = byKind[key];
        if (tally == null) {
            tally = new Tally(frame);
            byKind[key] = tally;
            inOrder.add(tally);
        }
        return tally;
    }

    /** All frames, repeats included. */
    long frames() {
        return inOrder.stream().mapToLong(it -> it.count + it.repeats).sum();
    }

    List<Findings.KindCount> findings() {
        return inOrder.stream().map(Tally::findings).toList();
    }
}
