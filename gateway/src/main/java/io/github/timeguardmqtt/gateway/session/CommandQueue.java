package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway itself asks of one device: commands of users, and questions of its own. One
 * request at a time, repeated until the device answers; a user's command comes before a question.
 */
final class CommandQueue {

    /** From each time that a request is sent to the next; after the last it has to be answered. */
    private static final List<Duration> REPEATS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(4));

    private static final Duration GIVE_UP = Duration.ofSeconds(15);

    /** A question of the gateway's own is sent once; it has time. */
    private static final Duration QUESTION_GIVE_UP = Duration.ofSeconds(3);

    private static final int MAX_WAITING = 32;
    private static final int WRITE_FLAG = 2;

    /** A user's command. */
    private static final class Order {
        private PendingCommand command;
        private final long waitsUntil;
        private final boolean restored;

        /** What was sent before a restart, until it is sent again. */
        private Optional<Frame> resend;

        private final RequestPlan course;

        /** How often the store was told of it and has not said yet that it has it. */
        private int unkept;

        private Order(
                PendingCommand command, long waitsUntil, boolean restored, DeviceShadow knowledge) {
            this.command = command;
            this.waitsUntil = waitsUntil;
            this.restored = restored;
            this.resend = restored ? command.sent() : Optional.empty();
            this.course = RequestPlan.of(what(), knowledge);
            resend.ifPresent(frame -> course.resume(frame.message()));
        }

        private CommandRequest request() {
            return command.request();
        }

        private DeviceCommand what() {
            return command.request().command();
        }

        /** Reads can be repeated as often as one likes, so that what was sent is not kept. */
        private boolean isRead() {
            return !(what() instanceof DeviceCommand.Raw)
                    && (course.request().kind().flags() & WRITE_FLAG) == 0;
        }
    }

    /** A request on its way. */
    private static final class Exchange {
        private final Frame frame;
        private final Message request;
        private final @Nullable Order order;

        /** Whether the cloud is to see the answer too. */
        private final boolean isForCloud;

        private boolean isSent;
        private int repeats;
        private long repeatAt;
        private long giveUpAt;

        private Exchange(Frame frame, Message request, @Nullable Order order, boolean isForCloud) {
            this.frame = frame;
            this.request = request;
            this.order = order;
            this.isForCloud = isForCloud;
        }
    }

    /** Whose an answer was. */
    enum Owner {
        GATEWAY,
        /** The gateway's, but the cloud is to see it as well. */
        BOTH,
        /** Of a request that was answered before, or that nobody waits for any more. */
        NOBODY,
        CLOUD
    }

    private final DeviceSession session;
    private final SessionRules rules;
    private final Sequences sequences;
    private final DeviceShadow knowledge;
    private final Questions questions = new Questions();
    private final Deque<Order> waiting = new ArrayDeque<>(2);

    private @Nullable Order current;
    private @Nullable Exchange exchange;

    CommandQueue(
            DeviceSession session,
            SessionRules rules,
            Sequences sequences,
            DeviceShadow knowledge) {
        this.knowledge = knowledge;
        this.session = session;
        this.rules = rules;
        this.sequences = sequences;
    }

    /** How many commands have no result yet. */
    int commands() {
        return waiting.size() + (current == null ? 0 : 1);
    }

    /** Whether a request is on its way, so that an answer may come that is not the cloud's. */
    boolean isAsking() {
        return exchange != null;
    }

    /** Wants to know everything of the device. */
    void askAll(Moment now) {
        questions.askAll(now);
    }

    /** The device has told something, asked or not. */
    void told(Message message, Moment now) {
        questions.answered(message, now);
    }

    /** A user gives a command. */
    void submit(CommandRequest request, Moment now, Consumer<Effect> effects) {
        PendingCommand command =
                new PendingCommand(request, now.wall(), Optional.empty(), Optional.empty());
        if (!session.isOnline() && rules.offlineWait().isZero()) {
            finish(command, Outcome.REJECTED, Optional.of("the switch is offline"), now, effects);
            return;
        }
        // What is known may be another thing once those before it are carried out.
        Optional<String> refusal =
                commands() == 0 ? Edit.refusal(request.command(), knowledge) : Optional.empty();
        if (refusal.isPresent()) {
            finish(command, Outcome.REJECTED, refusal, now, effects);
            return;
        }
        supersede(request.command(), now, effects);
        if (waiting.size() >= MAX_WAITING) {
            finish(
                    command,
                    Outcome.REJECTED,
                    Optional.of(MAX_WAITING + " commands wait for the switch already"),
                    now,
                    effects);
            return;
        }
        Order order = new Order(command, now.after(rules.offlineWait()), false, knowledge);
        waiting.addLast(order);
        if (exchange != null && exchange.order == null) {
            abandonQuestion(now);
        }
        advance(now, effects);
        boolean wasKept = order.unkept > 0 || order.command.result().isPresent();
        if (!wasKept && (order == current || waiting.contains(order))) {
            keep(order, effects);
        }
    }

    /** Goes on with a command from before a restart. */
    void restore(PendingCommand command, Moment now, Consumer<Effect> effects) {
        Duration waited = Duration.between(command.accepted(), now.wall());
        Duration left = rules.offlineWait().minus(waited.isNegative() ? Duration.ZERO : waited);
        Order order =
                new Order(
                        command,
                        now.after(left.isNegative() ? Duration.ZERO : left),
                        true,
                        knowledge);
        if (left.isNegative() || left.isZero()) {
            // Also where the device has reported already: what was wanted long ago is not done now.
            finishTooLate(
                    order,
                    "the gateway was away for as long as the command could wait",
                    now,
                    effects);
            return;
        }
        waiting.addLast(order);
        advance(now, effects);
    }

    /** The store has the command. */
    void kept(String transaction, Moment now, Consumer<Effect> effects) {
        if (current != null && current.request().transaction().equals(transaction)) {
            current.unkept--;
            if (current.unkept == 0 && exchange != null && !exchange.isSent) {
                send(exchange, now, effects);
            }
            return;
        }
        for (Order order : waiting) {
            if (order.request().transaction().equals(transaction)) {
                order.unkept--;
            }
        }
    }

    /** Tells the users of a device that is to be forgotten. */
    void giveUp(String reason, Moment now, Consumer<Effect> effects) {
        exchange = null;
        List<Order> orders = new ArrayList<>(waiting);
        waiting.clear();
        if (current != null) {
            orders.addFirst(current);
            current = null;
        }
        for (Order order : orders) {
            boolean wasSent = order.command.sent().isPresent();
            finish(
                    order.command,
                    wasSent ? Outcome.TIMEOUT : Outcome.REJECTED,
                    Optional.of(reason + (wasSent ? ", but may have obeyed" : "")),
                    now,
                    effects);
        }
    }

    /**
     * Takes an answer of the device's.
     *
     * @return whose it was
     */
    Owner answer(Frame answer, Moment now, Consumer<Effect> effects) {
        boolean isForCloud = sequences.isForCloud(answer, now);
        Exchange asked = exchange;
        if (asked != null && asked.isSent && isAnswerTo(asked.frame, answer)) {
            Optional<String> problem = Answers.problem(asked.request, answer);
            if (problem.isEmpty() || !isForCloud) {
                settle(asked, answer, problem, now, effects);
                return asked.isForCloud || isForCloud ? Owner.BOTH : Owner.GATEWAY;
            }
        }
        if (isForCloud) {
            return Owner.CLOUD;
        }
        if (sequences.isRepeatedOwn(answer, now)) {
            return Owner.NOBODY;
        }
        return Owner.CLOUD;
    }

    /** Goes on with whatever is due: to be called after each input, and at the deadline. */
    void advance(Moment now, Consumer<Effect> effects) {
        sequences.forget(now);
        expire(now, effects);
        repeat(now, effects);
        if (exchange != null || !session.isOnline()) {
            return;
        }
        if (current == null && !waiting.isEmpty()) {
            current = waiting.removeFirst();
        }
        if (current != null) {
            begin(current, now, effects);
        } else {
            questions.next(now).ifPresent(question -> ask(question, now, effects));
        }
    }

    /** When to {@linkplain #advance} at the latest, in steady nanoseconds; MAX_VALUE for never. */
    long deadline(Moment now) {
        long deadline = Long.MAX_VALUE;
        if (exchange != null && exchange.isSent) {
            deadline = now.earlier(exchange.repeatAt, exchange.giveUpAt);
        } else if (exchange == null && session.isOnline() && questions.areOpen()) {
            deadline = questions.notBefore();
        }
        if (!session.isOnline()) {
            for (Order order : waiting) {
                deadline = now.earlier(deadline, order.waitsUntil);
            }
        }
        return deadline;
    }

    private static boolean isAnswerTo(Frame request, Frame answer) {
        return answer.envelope().sequence() == request.envelope().sequence()
                && answer.envelope().type() == request.envelope().type();
    }

    private void supersede(DeviceCommand later, Moment now, Consumer<Effect> effects) {
        for (Iterator<Order> orders = waiting.iterator(); orders.hasNext(); ) {
            Order order = orders.next();
            // What may have been sent before a restart is settled first: it may be in the device.
            if (later.supersedes(order.what()) && order.command.sent().isEmpty()) {
                orders.remove();
                finish(
                        order.command,
                        Outcome.SUPERSEDED,
                        Optional.of("a later command of the same sort came before it was sent"),
                        now,
                        effects);
            }
        }
    }

    private void expire(Moment now, Consumer<Effect> effects) {
        if (session.isOnline()) {
            return;
        }
        for (Iterator<Order> orders = waiting.iterator(); orders.hasNext(); ) {
            Order order = orders.next();
            if (now.isAtOrAfter(order.waitsUntil)) {
                orders.remove();
                finishTooLate(
                        order,
                        "the switch was offline for as long as the command could wait",
                        now,
                        effects);
            }
        }
    }

    private static void finishTooLate(
            Order order, String why, Moment now, Consumer<Effect> effects) {
        String sent =
                order.command.sent().isPresent()
                        ? "; it was sent before the gateway restarted, and may have been obeyed"
                        : "";
        finish(order.command, Outcome.TIMEOUT, Optional.of(why + sent), now, effects);
    }

    private void repeat(Moment now, Consumer<Effect> effects) {
        Exchange asked = exchange;
        if (asked == null || !asked.isSent) {
            return;
        }
        if (now.isAtOrAfter(asked.giveUpAt)) {
            exchange = null;
            sequences.settled(asked.frame, now);
            if (asked.order == null) {
                questions.unanswered(now);
            } else {
                if (asked.order.command.sent().isPresent()
                        && asked.order.course instanceof Edit edit) {
                    // No report shows what the device made of that.
                    questions.ask(edit.read(), now);
                }
                end(
                        asked.order,
                        Outcome.TIMEOUT,
                        Optional.of(
                                "the switch did not answer within %d s; %s"
                                        .formatted(
                                                GIVE_UP.toSeconds(),
                                                asked.order.command.sent().isPresent()
                                                        ? "whether it obeyed is not known"
                                                        : "nothing was written")),
                        now,
                        effects);
            }
        } else if (now.isAtOrAfter(asked.repeatAt)) {
            transmit(asked, now, effects);
            asked.repeats++;
            asked.repeatAt = repeatAt(asked, now);
        }
    }

    private void transmit(Exchange asked, Moment now, Consumer<Effect> effects) {
        session.asks(asked.frame, ChangeCause.By.COMMAND, now);
        effects.accept(new Effect.Send(session, asked.frame));
    }

    private static long repeatAt(Exchange asked, Moment now) {
        return asked.order == null || asked.repeats == REPEATS.size()
                ? asked.giveUpAt
                : now.after(REPEATS.get(asked.repeats));
    }

    private void begin(Order order, Moment now, Consumer<Effect> effects) {
        Message request = order.course.request();
        boolean isForCloud = order.course.isForCloud() && session.mode() != Mode.LOCAL;
        if (order.resend.isPresent()) {
            exchange = new Exchange(order.resend.get(), request, order, isForCloud);
            order.resend = Optional.empty();
            send(exchange, now, effects);
            return;
        }
        Frame frame;
        if (order.what() instanceof DeviceCommand.Raw(Frame raw)) {
            int sequence = raw.envelope().sequence();
            if (sequences.isCloudsNow(sequence, now)) {
                String reason =
                        "the cloud is using sequence 0x%02x now: take another, or try again in half a minute"
                                .formatted(sequence);
                end(order, Outcome.REJECTED, Optional.of(reason), now, effects);
                advance(now, effects);
                return;
            }
            frame = raw;
        } else {
            try {
                frame = FrameCodec.fromServer(session.id(), sequences.free(now), request);
            } catch (IllegalArgumentException e) {
                // What the device told has to be written back, and is nothing that may be sent.
                end(order, Outcome.REJECTED, Optional.ofNullable(e.getMessage()), now, effects);
                advance(now, effects);
                return;
            }
        }
        exchange = new Exchange(frame, request, order, isForCloud);
        if (order.isRead()) {
            send(exchange, now, effects);
        } else {
            order.command =
                    new PendingCommand(
                            order.request(),
                            order.command.accepted(),
                            Optional.of(frame),
                            Optional.empty());
            keep(order, effects);
        }
    }

    private void keep(Order order, Consumer<Effect> effects) {
        order.unkept++;
        effects.accept(new Effect.Keep(session, order.command));
    }

    private void ask(Message question, Moment now, Consumer<Effect> effects) {
        Frame frame = FrameCodec.fromServer(session.id(), sequences.free(now), question);
        exchange = new Exchange(frame, question, null, false);
        send(exchange, now, effects);
    }

    private void send(Exchange asked, Moment now, Consumer<Effect> effects) {
        transmit(asked, now, effects);
        asked.isSent = true;
        asked.giveUpAt = now.after(asked.order == null ? QUESTION_GIVE_UP : GIVE_UP);
        asked.repeatAt = repeatAt(asked, now);
        if (asked.order != null && asked.frame.envelope().sequence() == Envelope.REPORT_SEQUENCE) {
            exchange = null;
            end(
                    asked.order,
                    Outcome.TIMEOUT,
                    Optional.of("sent once: no switch answers a frame with sequence 0xff"),
                    now,
                    effects);
            advance(now, effects);
        }
    }

    /** A user does not wait for a question of the gateway's: that is asked again later. */
    private void abandonQuestion(Moment now) {
        if (exchange != null) {
            sequences.settled(exchange.frame, now);
            exchange = null;
        }
    }

    private void settle(
            Exchange asked,
            Frame answer,
            Optional<String> problem,
            Moment now,
            Consumer<Effect> effects) {
        exchange = null;
        sequences.settled(answer, now);
        Order order = asked.order;
        if (order == null) {
            if (problem.isPresent()) {
                questions.unanswered(now);
            }
            return;
        }
        if (problem.isPresent()) {
            end(order, Outcome.REJECTED, problem, now, effects);
            return;
        }
        switch (order.course.answered(answer.message(), now)) {
            case RequestPlan.More _ -> {}
            case RequestPlan.Done(Optional<String> remark) ->
                    end(order, Outcome.CONFIRMED, remark, now, effects);
            case RequestPlan.Refused(String reason) ->
                    end(order, Outcome.REJECTED, Optional.of(reason), now, effects);
        }
    }

    private void end(
            Order order,
            Outcome outcome,
            Optional<String> reason,
            Moment now,
            Consumer<Effect> effects) {
        current = null;
        Optional<String> said =
                order.restored && outcome == Outcome.TIMEOUT
                        ? reason.map(text -> text + "; the gateway was restarted meanwhile")
                        : reason;
        order.command = finish(order.command, outcome, said, now, effects);
    }

    private static PendingCommand finish(
            PendingCommand command,
            Outcome outcome,
            Optional<String> reason,
            Moment now,
            Consumer<Effect> effects) {
        PendingCommand finished = command.finished(outcome, reason, now.wall());
        effects.accept(new Effect.Finish(finished));
        return finished;
    }
}
