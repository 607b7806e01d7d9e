package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.CommandResult;
import io.github.timeguardmqtt.api.CommandRules;
import io.github.timeguardmqtt.api.CommandText;
import io.github.timeguardmqtt.api.GatewayApi;
import io.github.timeguardmqtt.api.JsonRequests;
import io.github.timeguardmqtt.api.PlainText;
import io.github.timeguardmqtt.api.ReplyTo;
import io.github.timeguardmqtt.api.Requests;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what comes on the topics for commands and requests. Belongs to the loop's thread. */
final class Commands {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);

    /** How many may be without a result at a time. */
    static final int MAX_OPEN = 10_000;

    private static final int MAX_VALUE = 256;

    /** {@code <id>/work_mode/set}, {@code <id>/schedules/1/set}, {@code <id>/get}. */
    private static final Pattern COMMAND =
            Pattern.compile("([0-9a-fA-F]{8})/(?:([^/]+(?:/[^/]+)?)/set|(get))");

    private static final Pattern REQUEST = Pattern.compile("bridge/request/([a-z_/]{1,64})");

    private static final String RETAINED =
            "the broker had kept it: publish commands without the retain flag, and clear this one with an empty retained message";

    private final MqttSettings settings;
    private final String root;
    private final GatewayApi control;
    private final Requests requests;
    private final Executor loop;
    private final Consumer<Outgoing> publish;
    private final Consumer<CommandResult> overflow;
    private final SecureRandom random = new SecureRandom();

    /** The transactions without a result. */
    private final Set<String> open = new HashSet<>();

    /**
     * @param loop runs tasks on the loop's thread
     * @param publish gets what is to be said to whoever asked
     * @param overflow gets the results of commands that the gateway never saw
     */
    Commands(
            MqttSettings settings,
            GatewayApi control,
            Requests requests,
            Executor loop,
            Consumer<Outgoing> publish,
            Consumer<CommandResult> overflow) {
        this.settings = settings;
        this.root = settings.rootTopic() + "/";
        this.control = control;
        this.requests = requests;
        this.loop = loop;
        this.publish = publish;
        this.overflow = overflow;
    }

    List<String> filters() {
        return List.of(
                root + "+/+/set", root + "+/+/+/set", root + "+/get", root + "bridge/request/#");
    }

    /** Takes a message on any topic; most are not meant for us. */
    void take(Incoming message) {
        if (!message.topic().startsWith(root)) {
            return;
        }
        String topic = message.topic().substring(root.length());
        Matcher request = REQUEST.matcher(topic);
        if (request.matches()) {
            answer(request.group(1), message);
            return;
        }
        Matcher command = COMMAND.matcher(topic);
        if (command.matches()) {
            String name = command.group(2) == null ? command.group(3) : command.group(2);
            take(DeviceId.parse(command.group(1)), name, message);
            return;
        }
        log.debug("A message on {} means nothing to us", topic);
    }

    private void take(DeviceId device, String name, Incoming message) {
        String transaction = HexFormat.of().toHexDigits(random.nextLong());
        Optional<ReplyTo> replyTo = message.replyTo().filter(this::mayBeAnswered);
        CommandText.Parsed parsed =
                CommandText.parse(
                        device,
                        name,
                        message.payload(),
                        new CommandRules(settings.rawCommands(), settings.powerOffIsAuto()));
        String value = cut(parsed.value());
        boolean isFull = open.size() >= MAX_OPEN;
        if (!isFull) {
            open.add(transaction);
        }
        Optional<String> refusal = refusal(isFull, message, parsed);
        if (refusal.isEmpty() && parsed instanceof CommandText.Ok ok) {
            control.submit(
                    new CommandRequest(device, ok.command(), name, value, transaction, replyTo));
            return;
        }
        CommandResult refused =
                new CommandResult(
                        device,
                        cut(name),
                        value,
                        CommandResult.Outcome.REJECTED,
                        refusal,
                        Duration.ZERO,
                        transaction,
                        replyTo);
        if (isFull) {
            overflow.accept(refused);
        } else {
            control.refuse(refused);
        }
    }

    /** Why it is not carried out, where it is not. */
    private static Optional<String> refusal(
            boolean isFull, Incoming message, CommandText.Parsed parsed) {
        if (isFull) {
            return Optional.of("%d commands wait for their results already".formatted(MAX_OPEN));
        }
        if (message.retained()) {
            return Optional.of(RETAINED);
        }
        return parsed instanceof CommandText.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    /** A command has its result. */
    void finished(CommandResult result) {
        open.remove(result.transaction());
    }

    private void answer(String what, Incoming message) {
        if (message.retained()) {
            respond(what, message, JsonRequests.refusal(RETAINED));
            return;
        }
        var _ =
                requests.answer(what, message.payload())
                        .thenAcceptAsync(json -> respond(what, message, json), loop);
    }

    private void respond(String what, Incoming message, String json) {
        publish.accept(Outgoing.passing(root + "bridge/response/" + what, json));
        message.replyTo()
                .filter(this::mayBeAnswered)
                .ifPresent(to -> publish.accept(Outgoing.answer(to, json)));
    }

    /** Not where an answer would be taken for a command, and answered again. */
    private boolean mayBeAnswered(ReplyTo to) {
        String topic = to.topic();
        boolean isCommand =
                topic.startsWith(root)
                        && (topic.endsWith("/set")
                                || topic.endsWith("/get")
                                || topic.startsWith(root + "bridge/request"));
        return !isCommand
                && !topic.isEmpty()
                && !topic.startsWith("$")
                && topic.indexOf('+') < 0
                && topic.indexOf('#') < 0;
    }

    private static String cut(String text) {
        return PlainText.of(PlainText.cut(text, MAX_VALUE));
    }
}
