package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.ChangeCause;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult.Outcome;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.PendingCommand;
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

    private static final int MAX_WAITING = 32;

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
    private final DeviceShadow shadow;
    private final Questions questions = new Questions();
    private final Deque<QueuedCommand> waiting = new ArrayDeque<>(2);

    private @Nullable QueuedCommand current;
    private @Nullable Exchange exchange;

    CommandQueue(
            DeviceSession session, SessionRules rules, Sequences sequences, DeviceShadow shadow) {
        this.session = session;
        this.rules = rules;
        this.sequences = sequences;
        this.shadow = shadow;
    }

    /** How many commands have no result yet. */
    int size() {
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
        PendingCommand pending =
                new PendingCommand(request, now.wall(), Optional.empty(), Optional.empty());
        if (!session.isOnline() && rules.offlineWait().isZero()) {
            reject(pending, "the switch is offline", now, effects);
            return;
        }
        // What is known may be another thing once those before it are carried out.
        Optional<String> refusal =
                size() == 0 ? Edit.refusal(request.command(), shadow) : Optional.empty();
        if (refusal.isPresent()) {
            reject(pending, refusal.get(), now, effects);
            return;
        }
        supersede(request.command(), now, effects);
        if (waiting.size() >= MAX_WAITING) {
            reject(pending, MAX_WAITING + " commands wait for the switch already", now, effects);
            return;
        }
        QueuedCommand command =
                new QueuedCommand(pending, now.after(rules.offlineWait()), false, shadow);
        waiting.addLast(command);
        if (exchange != null && exchange.command() == null) {
            abandonQuestion(exchange, now);
        }
        advance(now, effects);
        boolean needsStoring = command.isStored() && !command.isFinished();
        if (needsStoring && (command == current || waiting.contains(command))) {
            store(command, effects);
        }
    }

    /** Goes on with a command from before a restart. */
    void restore(PendingCommand pending, Moment now, Consumer<Effect> effects) {
        Duration waited = Duration.between(pending.accepted(), now.wall());
        Duration left = rules.offlineWait().minus(waited.isNegative() ? Duration.ZERO : waited);
        QueuedCommand command =
                new QueuedCommand(
                        pending, now.after(left.isNegative() ? Duration.ZERO : left), true, shadow);
        if (left.isNegative() || left.isZero()) {
            // Also where the device has reported already: what was wanted long ago is not done now.
            finishTooLate(
                    command,
                    "the gateway was away for as long as the command could wait",
                    now,
                    effects);
            return;
        }
        waiting.addLast(command);
        advance(now, effects);
    }

    /** The store has the command. */
    void kept(String transaction, Moment now, Consumer<Effect> effects) {
        if (current != null && current.isTransaction(transaction)) {
            current.stored();
            if (current.isStored() && exchange != null && !exchange.isSent()) {
                send(exchange, now, effects);
            }
            return;
        }
        for (QueuedCommand command : waiting) {
            if (command.isTransaction(transaction)) {
                command.stored();
            }
        }
    }

    /** Tells the users of a device that is to be forgotten. */
    void giveUp(String reason, Moment now, Consumer<Effect> effects) {
        exchange = null;
        List<QueuedCommand> all = new ArrayList<>(waiting);
        waiting.clear();
        if (current != null) {
            all.addFirst(current);
            current = null;
        }
        for (QueuedCommand command : all) {
            if (command.wasSent()) {
                finish(
                        command.pending(),
                        Outcome.TIMEOUT,
                        Optional.of(reason + ", but may have obeyed"),
                        now,
                        effects);
            } else {
                reject(command.pending(), reason, now, effects);
            }
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
        if (asked != null && asked.isAnsweredBy(answer)) {
            Optional<String> problem = Answers.problem(asked.request(), answer);
            if (problem.isEmpty() || !isForCloud) {
                settle(asked, answer, problem, now, effects);
                return asked.isForCloud() || isForCloud ? Owner.BOTH : Owner.GATEWAY;
            }
        }
        return !isForCloud && sequences.isRepeatedOwn(answer, now) ? Owner.NOBODY : Owner.CLOUD;
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
        if (exchange != null) {
            deadline = exchange.deadline(now);
        } else if (session.isOnline() && questions.areOpen()) {
            deadline = questions.notBefore();
        }
        if (!session.isOnline()) {
            for (QueuedCommand command : waiting) {
                deadline = now.earlier(deadline, command.waitsUntil());
            }
        }
        return deadline;
    }

    private void supersede(DeviceCommand later, Moment now, Consumer<Effect> effects) {
        for (Iterator<QueuedCommand> all = waiting.iterator(); all.hasNext(); ) {
            QueuedCommand command = all.next();
            // What may have been sent before a restart is settled first: it may be in the device.
            if (later.supersedes(command.what()) && !command.wasSent()) {
                all.remove();
                finish(
                        command.pending(),
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
        for (Iterator<QueuedCommand> all = waiting.iterator(); all.hasNext(); ) {
            QueuedCommand command = all.next();
            if (now.isAtOrAfter(command.waitsUntil())) {
                all.remove();
                finishTooLate(
                        command,
                        "the switch was offline for as long as the command could wait",
                        now,
                        effects);
            }
        }
    }

    private static void finishTooLate(
            QueuedCommand command, String why, Moment now, Consumer<Effect> effects) {
        String sent =
                command.wasSent()
                        ? "; it was sent before the gateway restarted, and may have been obeyed"
                        : "";
        finish(command.pending(), Outcome.TIMEOUT, Optional.of(why + sent), now, effects);
    }

    private void repeat(Moment now, Consumer<Effect> effects) {
        Exchange asked = exchange;
        if (asked == null) {
            return;
        }
        if (asked.isOver(now)) {
            exchange = null;
            sequences.settled(asked.frame(), now);
            if (asked.command() == null) {
                questions.unanswered(now);
            } else {
                endUnanswered(asked.command(), now, effects);
            }
        } else if (asked.isToRepeat(now)) {
            transmit(asked, now, effects);
            asked.repeated(now);
        }
    }

    private void endUnanswered(QueuedCommand command, Moment now, Consumer<Effect> effects) {
        if (command.wasSent() && command.plan() instanceof Edit edit) {
            // No report shows what the device made of that.
            questions.ask(edit.read(), now);
        }
        end(
                command,
                Outcome.TIMEOUT,
                Optional.of(
                        "the switch did not answer within %d s; %s"
                                .formatted(
                                        Exchange.GIVE_UP.toSeconds(),
                                        command.wasSent()
                                                ? "whether it obeyed is not known"
                                                : "nothing was written")),
                now,
                effects);
    }

    private void transmit(Exchange asked, Moment now, Consumer<Effect> effects) {
        session.asks(asked.frame(), ChangeCause.By.COMMAND, now);
        effects.accept(new Effect.Send(session, asked.frame()));
    }

    private void begin(QueuedCommand command, Moment now, Consumer<Effect> effects) {
        Message request = command.plan().request();
        boolean isForCloud = command.plan().isForCloud() && session.mode() != Mode.LOCAL;
        Optional<Frame> resend = command.takeResend();
        if (resend.isPresent()) {
            exchange = new Exchange(resend.get(), request, command, isForCloud);
            send(exchange, now, effects);
            return;
        }
        Frame frame;
        try {
            frame = frame(command, request, now);
        } catch (IllegalArgumentException e) {
            end(command, Outcome.REJECTED, Optional.ofNullable(e.getMessage()), now, effects);
            advance(now, effects);
            return;
        }
        exchange = new Exchange(frame, request, command, isForCloud);
        if (command.isRead()) {
            send(exchange, now, effects);
        } else {
            command.sends(frame);
            store(command, effects);
        }
    }

    /**
     * @throws IllegalArgumentException with a reason for users: when the cloud uses the sequence
     *     now, or what the device told has to be written back and may not be sent
     */
    private Frame frame(QueuedCommand command, Message request, Moment now) {
        if (!(command.what() instanceof DeviceCommand.Raw(Frame raw))) {
            return FrameCodec.fromServer(session.id(), sequences.free(now), request);
        }
        int sequence = raw.envelope().sequence();
        if (sequences.isCloudsNow(sequence, now)) {
            throw new IllegalArgumentException(
                    "the cloud is using sequence 0x%02x now: take another, or try again in half a minute"
                            .formatted(sequence));
        }
        return raw;
    }

    private void store(QueuedCommand command, Consumer<Effect> effects) {
        command.storing();
        effects.accept(new Effect.Keep(session, command.pending()));
    }

    private void ask(Message question, Moment now, Consumer<Effect> effects) {
        Frame frame = FrameCodec.fromServer(session.id(), sequences.free(now), question);
        exchange = new Exchange(frame, question, null, false);
        send(exchange, now, effects);
    }

    private void send(Exchange asked, Moment now, Consumer<Effect> effects) {
        transmit(asked, now, effects);
        asked.sent(now);
        QueuedCommand command = asked.command();
        if (command != null && asked.isUnanswerable()) {
            exchange = null;
            end(
                    command,
                    Outcome.TIMEOUT,
                    Optional.of("sent once: no switch answers a frame with sequence 0xff"),
                    now,
                    effects);
            advance(now, effects);
        }
    }

    /** A user does not wait for a question of the gateway's: that is asked again later. */
    private void abandonQuestion(Exchange question, Moment now) {
        sequences.settled(question.frame(), now);
        exchange = null;
    }

    private void settle(
            Exchange asked,
            Frame answer,
            Optional<String> problem,
            Moment now,
            Consumer<Effect> effects) {
        exchange = null;
        sequences.settled(answer, now);
        QueuedCommand command = asked.command();
        if (command == null) {
            if (problem.isPresent()) {
                questions.unanswered(now);
            }
            return;
        }
        if (problem.isPresent()) {
            end(command, Outcome.REJECTED, problem, now, effects);
            return;
        }
        switch (command.plan().answered(answer.message(), now)) {
            case RequestPlan.More _ -> {}
            case RequestPlan.Done(Optional<String> remark) ->
                    end(command, Outcome.CONFIRMED, remark, now, effects);
            case RequestPlan.Refused(String reason) ->
                    end(command, Outcome.REJECTED, Optional.of(reason), now, effects);
        }
    }

    private void end(
            QueuedCommand command,
            Outcome outcome,
            Optional<String> reason,
            Moment now,
            Consumer<Effect> effects) {
        current = null;
        Optional<String> said =
                command.isRestored() && outcome == Outcome.TIMEOUT
                        ? reason.map(text -> text + "; the gateway was restarted meanwhile")
                        : reason;
        command.finished(finish(command.pending(), outcome, said, now, effects));
    }

    private static void reject(
            PendingCommand command, String reason, Moment now, Consumer<Effect> effects) {
        finish(command, Outcome.REJECTED, Optional.of(reason), now, effects);
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
