package io.github.timeguardmqtt.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private final Changes<String, Integer> changes = new Changes<>(3, Map.of("old", 0));

    @Test
    void of_each_key_the_newest_row_is_written_in_the_order_of_the_first() {
        changes.put("a", 1);
        changes.put("b", 2);
        changes.put("a", 3);
        assertThat(changes.take().toString()).isEqualTo("{a=Optional[3], b=Optional[2]}");
        assertThat(changes.newest("a")).isEqualTo(3);
    }

    @Test
    void what_never_was_stored_needs_no_deletion() {
        changes.put("a", 1);
        changes.remove("a");
        changes.remove("unheard of");
        assertThat(changes.isEmpty()).isTrue();
        changes.remove("old");
        assertThat(changes.take()).isEqualTo(Map.of("old", Optional.empty()));
    }

    @Test
    void a_row_that_may_be_stored_just_now_is_deleted_later() {
        changes.put("a", 1);
        changes.take();
        changes.remove("a");
        assertThat(changes.newest("a")).isNull();
        changes.written();
        assertThat(changes.take()).isEqualTo(Map.of("a", Optional.empty()));
        changes.written();
        assertThat(changes.stored()).containsExactly(0);
    }

    @Test
    void what_could_not_be_written_waits_again_but_for_what_is_newer() {
        changes.put("a", 1);
        changes.put("b", 2);
        changes.take();
        changes.put("b", 3);
        changes.remove("a");
        changes.remove("old");
        changes.putBack();
        assertThat(changes.take()).isEqualTo(Map.of("b", Optional.of(3), "old", Optional.empty()));
    }

    @Test
    void there_is_room_for_so_many_rows_and_always_for_changes_of_known_ones() {
        assertThat(changes.put("a", 1)).isTrue();
        assertThat(changes.put("b", 1)).isTrue();
        assertThat(changes.put("c", 1)).isFalse();
        assertThat(changes.put("a", 2)).isTrue();
        assertThat(changes.put("old", 2)).isTrue();
        changes.remove("a");
        changes.take();
        changes.written();
        assertThat(changes.put("c", 1)).isTrue();
    }

    @Test
    void a_disk_that_stays_broken_lets_nothing_pile_up() {
        for (int i = 0; i < 1000; i++) {
            assertThat(changes.put("t" + i, i)).isTrue();
            changes.take();
            changes.remove("t" + i);
            changes.putBack();
        }
        assertThat(changes.isEmpty()).isTrue();
    }
}
