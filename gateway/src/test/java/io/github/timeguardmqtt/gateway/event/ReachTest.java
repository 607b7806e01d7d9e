package io.github.timeguardmqtt.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachTest {

    @Test
    void a_code_version_said_again_is_a_repeat_until_anything_else_comes() {
        Reach reach = Reach.NONE.reported(true, false).reported(true, true).reported(true, true);
        assertThat(reach).isEqualTo(new Reach(3, 0, 0, 2));
        assertThat(reach.reported(false, true).repeats()).isZero();
        assertThat(reach.answered().repeats()).isZero();
    }

    @Test
    void requests_are_unanswered_until_an_answer_comes() {
        Reach reach = Reach.NONE.asked().asked().reported(false, false);
        assertThat(reach).isEqualTo(new Reach(1, 0, 2, 0));
        assertThat(reach.answered()).isEqualTo(new Reach(2, 1, 0, 0));
    }
}
