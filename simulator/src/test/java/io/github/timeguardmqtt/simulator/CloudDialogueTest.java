package io.github.timeguardmqtt.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Message.*;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.Toggle;
import io.github.timeguardmqtt.protocol.WorkMode;
import io.github.timeguardmqtt.simulator.CloudDialogue.Output;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Scripts: what comes in and when, what goes out. */
class CloudDialogueTest {

    private static final DeviceId DEVICE = DeviceId.parse("12345678");
    private static final Holiday HOLIDAY =
            new Holiday(Toggle.OFF, Bytes.of(0x74, 0, 0), 1_625_977_800, 1_626_048_000);

    private final CloudDialogue dialogue = new CloudDialogue(DEVICE, 0xa1, 0);
    private Instant now = Instant.parse("2021-07-13T21:18:07Z");
    private Output last = dialogue.tick(now);

    /** The seven frames of docs/reference/protocol.md, "Captured frames". */
    @Test
    void the_captured_frames_are_what_it_says() {
        receive(
                "fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00 64 00 00 00 00"
                        + " 00 5c 4d 00 00 00 00 00 00 2e 17 2d df");
        assertSent(
                "fa d4 10 00 ff ff ff ff 00 0f 04 00 ff 5f 63 6f 78 56 34 12 0f 03 ee 60 c2 c1 2d"
                        + " df",
                "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df");
        toDeadline();
        assertSent("fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 73 74 61 78 56 34 12 8e 43 2d df");
        receive(
                "fa d4 10 00 40 02 00 00 04 05 04 00 a1 00 00 00 78 56 34 12 00 00 00 00 dd 03 2d"
                        + " df");
        assertSent("fa d4 0c 00 ff ff ff ff 09 0c 00 00 a2 5f 63 6f 78 56 34 12 02 bf 2d df");
        receive(
                "fa d4 18 00 41 02 00 00 09 05 0c 00 a2 00 00 00 78 56 34 12 00 74 00 00 c8 73 ea"
                        + " 60 00 86 eb 60 1e be 2d df");
        assertSent(0xa3, new GetScheduleRequest(0));
    }

    @Test
    void a_code_version_is_acknowledged_and_the_questions_follow_the_next_report() {
        Text version = Text.name("4190117051001");
        report(new ReportCodeVersionRequest(version));
        assertSent(Envelope.REPORT_SEQUENCE, new ReportCodeVersionResponse(version));
        assertThat(last.deadline()).isEmpty();
        report(ping());
        assertThat(last.frames()).hasSize(2);
    }

    @Test
    void a_question_without_an_answer_is_asked_five_times_and_the_next_follows() {
        report(ping());
        for (int repeat = 1; repeat < CloudDialogue.TRIES; repeat++) {
            toDeadline();
            assertThat(last.frames()).hasSize(1);
            assertThat(last.frames().getFirst().envelope().type()).isEqualTo(4);
        }
        toDeadline();
        assertSent(0xa2, new GetHolidayRequest());
    }

    @Test
    void a_write_is_sent_at_once_and_repeated_until_the_device_answers() {
        report(ping());
        CompletableFuture<Message> answer = send(new SetWorkModeRequest(WorkMode.ALWAYS_ON));
        assertSent(0xa2, new SetWorkModeRequest(WorkMode.ALWAYS_ON));
        toDeadline();
        assertThat(last.frames())
                .extracting(frame -> frame.envelope().sequence())
                .containsExactlyInAnyOrder(0xa1, 0xa2);
        answer(0xa1, new SetWorkModeResponse(WorkMode.ALWAYS_ON));
        answer(0xa2, new GetHolidayResponse(HOLIDAY));
        assertThat(answer).isNotDone();
        answer(0xa2, new SetWorkModeResponse(WorkMode.ALWAYS_OFF));
        assertThat(answer).isCompletedWithValue(new SetWorkModeResponse(WorkMode.ALWAYS_OFF));
    }

    @Test
    void a_write_without_an_answer_times_out() {
        CompletableFuture<Message> answer = send(new SetAdvanceRequest(Toggle.ON));
        for (int attempt = 0; attempt < CloudDialogue.TRIES; attempt++) {
            assertThat(answer).isNotDone();
            toDeadline();
        }
        assertThatThrownBy(() -> answer.get(0, SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(last.deadline()).isEmpty();
    }

    @Test
    void a_sequence_in_flight_is_not_used_again_and_there_is_a_limit() {
        for (int i = 0; i < CloudDialogue.MAX_IN_FLIGHT; i++) {
            assertThat(send(new GetCodeVersionRequest())).isNotDone();
        }
        assertThat(send(new GetCodeVersionRequest())).isCompletedExceptionally();
        for (int i = 0; i < 254; i++) {
            int sequence = (0xa1 + 1 + i) % 255;
            answer(sequence, new GetCodeVersionResponse(Text.name("4190117051001")));
            assertThat(send(new GetCodeVersionRequest())).isNotDone();
            assertThat(last.frames().getFirst().envelope().sequence()).isNotEqualTo(0xa1);
        }
    }

    private static Message ping() {
        Bytes captured =
                Bytes.ofHex(
                        "fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00 64 00"
                                + " 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17 2d df");
        return ((Frame) FrameCodec.decode(captured)).message();
    }

    private void receive(String hex) {
        last = dialogue.receive((Frame) FrameCodec.decode(Bytes.ofHex(hex)), now);
    }

    private void report(Message message) {
        answer(Envelope.REPORT_SEQUENCE, message);
    }

    private void answer(int sequence, Message message) {
        last = dialogue.receive(FrameCodec.fromDevice(DEVICE, 1, sequence, message), now);
    }

    private CompletableFuture<Message> send(Message message) {
        CompletableFuture<Message> answer = new CompletableFuture<>();
        last = dialogue.send(message, answer, now);
        return answer;
    }

    private void toDeadline() {
        now = last.deadline().orElseThrow();
        last = dialogue.tick(now);
    }

    private void assertSent(String... frames) {
        assertThat(last.frames())
                .extracting(frame -> frame.bytes().toSpacedHex())
                .containsExactly(frames);
    }

    private void assertSent(int sequence, Message message) {
        assertThat(last.frames()).hasSize(1);
        assertThat(last.frames().getFirst().message()).isEqualTo(message);
        assertThat(last.frames().getFirst().envelope().sequence()).isEqualTo(sequence);
    }
}
