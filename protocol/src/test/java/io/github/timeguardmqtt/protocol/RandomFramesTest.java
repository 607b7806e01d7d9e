package io.github.timeguardmqtt.protocol;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RandomFramesTest {

    private static final int SEEDS = 20_000;

    @Test
    void valid_frames_are_decoded_and_built_again() {
        forEverySeed(SEEDS, random -> DatagramLaws.hold(random.frame()));
    }

    @Test
    void datagrams_of_several_frames_give_them_all() {
        forEverySeed(
                SEEDS / 4,
                random ->
                        DatagramLaws.hold(
                                Wire.concat(random.frame(), random.frame(), random.frame())));
    }

    @Test
    void no_damage_makes_decoding_throw() {
        forEverySeed(SEEDS, random -> DatagramLaws.hold(random.mutated()));
    }

    @Test
    void no_bytes_at_all_make_decoding_throw() {
        forEverySeed(SEEDS / 4, random -> DatagramLaws.hold(random.bytes(random.below(64))));
    }

    @Test
    void a_stream_gives_the_same_however_it_is_cut() {
        forEverySeed(SEEDS / 4, random -> ReaderLaws.hold(random.stream(), 2 + random.below(100)));
    }

    private static void forEverySeed(int seeds, Consumer<RandomFrames> law) {
        long first = Long.getLong("seed", 0);
        for (long seed = first; seed < first + seeds; seed++) {
            RandomFrames random = new RandomFrames(seed);
            assertThatCode(() -> law.accept(random)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }
}
