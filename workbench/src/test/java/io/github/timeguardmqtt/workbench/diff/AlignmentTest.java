package io.github.timeguardmqtt.workbench.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.workbench.diff.Alignment.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    private static int[] of(int... values) {
        return values;
    }

    @Test
    void what_is_the_same_has_no_differing_stretch() {
        assertThat(Alignment.differing(of(), of())).isEmpty();
        assertThat(Alignment.differing(of(1, 2, 3), of(1, 2, 3))).isEmpty();
    }

    @Test
    void what_is_missing_in_the_middle_moves_nothing_else() {
        assertThat(Alignment.differing(of(1, 2, 3, 4, 5), of(1, 2, 4, 5)))
                .containsExactly(new Stretch(2, 3, 2, 2));
        assertThat(Alignment.differing(of(2, 3), of(1, 2, 3, 4)))
                .containsExactly(new Stretch(0, 0, 0, 1), new Stretch(2, 2, 3, 4));
    }

    @Test
    void what_stands_in_the_place_of_another_is_one_stretch() {
        assertThat(Alignment.differing(of(1, 2, 3), of(1, 7, 3)))
                .containsExactly(new Stretch(1, 2, 1, 2));
        assertThat(Alignment.differing(of(1), of())).containsExactly(new Stretch(0, 1, 0, 0));
    }

    /** The longest common subsequence, the slow way. */
    private static int common(int[] a, int[] b) {
        int[][] longest = new int[a.length + 1][b.length + 1];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                longest[i][j] =
                        a[i - 1] == b[j - 1]
                                ? longest[i - 1][j - 1] + 1
                                : Math.max(longest[i - 1][j], longest[i][j - 1]);
            }
        }
        return longest[a.length][b.length];
    }

    @Test
    void between_the_stretches_all_is_the_same_and_as_much_as_can_be() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 5000; round++) {
            int kinds = 1 + random.nextInt(5);
            int[] a = random.ints(random.nextInt(25), 0, kinds).toArray();
            int[] b = random.ints(random.nextInt(25), 0, kinds).toArray();
            List<Stretch> found = Alignment.differing(a, b);
            int atA = 0;
            int atB = 0;
            int same = 0;
            for (Stretch it : found) {
                assertThat(it.toA() > it.fromA() || it.toB() > it.fromB()).isTrue();
                assertThat(Arrays.copyOfRange(a, atA, it.fromA()))
                        .isEqualTo(Arrays.copyOfRange(b, atB, it.fromB()));
                same += it.fromA() - atA;
                atA = it.toA();
                atB = it.toB();
            }
            assertThat(Arrays.copyOfRange(a, atA, a.length))
                    .isEqualTo(Arrays.copyOfRange(b, atB, b.length));
            same += a.length - atA;
            assertThat(same).isEqualTo(common(a, b));
        }
    }

    @Test
    void where_nearly_nothing_is_the_same_the_order_decides() {
        int[] a = new SplittableRandom(2).ints(200_000).toArray();
        int[] b = new SplittableRandom(3).ints(200_000).toArray();
        a[0] = b[0];
        assertThat(Alignment.differing(a, b)).containsExactly(new Stretch(1, 200_000, 1, 200_000));
    }
}
