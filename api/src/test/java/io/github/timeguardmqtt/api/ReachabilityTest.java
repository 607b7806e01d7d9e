package io.github.timeguardmqtt.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachabilityTest {

    @Test
    void a_code_version_said_again_is_a_repeat_until_anything_else_comes() {
        Reachability reach =
                Reachability.NONE.reported(true, false).reported(true, true).reported(true, true);
        assertThat(reach).isEqualTo(new Reachability(3, 0, 0, 2));
        assertThat(reach.reported(false, true).repeats()).isZero();
        assertThat(reach.answered().repeats()).isZero();
    }

    @Test
    void requests_are_unanswered_until_an_answer_comes() {
        Reachability reach = Reachability.NONE.asked().asked().reported(false, false);
        assertThat(reach).isEqualTo(new Reachability(1, 0, 2, 0));
        assertThat(reach.answered()).isEqualTo(new Reachability(2, 1, 0, 0));
    }
}
