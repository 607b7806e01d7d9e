package io.github.timeguardmqtt.gateway.session;

import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.protocol.Message;
import java.util.List;
import java.util.Optional;

/**
 * What is sent for one command, one request after the other, and what the answers decide. An answer
 * that {@link Answers} objects to never comes here.
 */
sealed interface RequestPlan permits RequestPlan.Fixed, Edit {

    /** How it goes on. */
    sealed interface Step {}

    /** With another {@link #request}. */
    record More() implements Step {}

    /**
     * It is done: the device tells what was asked for.
     *
     * @param remark what the user should know all the same
     */
    record Done(Optional<String> remark) implements Step {}

    /** It cannot be done, or the device did something else. */
    record Refused(String reason) implements Step {}

    /** What is to be sent now. */
    Message request();

    /** The device has answered the request. */
    Step answered(Message answer, Moment now);

    /**
     * Goes on where a restart has interrupted it.
     *
     * @param sent the request that was, or may have been, sent last
     */
    void resume(Message sent);

    /** Whether the answer to the request tells the cloud what the gateway has written. */
    boolean isForCloud();

    static RequestPlan of(DeviceCommand command, DeviceShadow shadow) {
        return switch (command) {
            case DeviceCommand.SetActiveSchedule _,
                    DeviceCommand.WriteSchedule _,
                    DeviceCommand.SetHoliday _,
                    DeviceCommand.SetHolidayTimes _ ->
                    new Edit(command, shadow);
            default -> new Fixed(command.requests());
        };
    }

    /** The same requests whatever is answered. */
    final class Fixed implements RequestPlan {

        private final List<Message> requests;
        private int step;

        Fixed(List<Message> requests) {
            this.requests = requests;
        }

        @Override
        public Message request() {
            return requests.get(step);
        }

        @Override
        public Step answered(Message answer, Moment now) {
            if (step + 1 < requests.size()) {
                step++;
                return new More();
            }
            return new Done(Optional.empty());
        }

        @Override
        public void resume(Message sent) {
            step = Math.max(0, requests.indexOf(sent));
        }

        @Override
        public boolean isForCloud() {
            return false;
        }
    }
}
