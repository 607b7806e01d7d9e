package io.github.timeguardmqtt.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

    private static final List<Schema.Step> STEPS =
            List.of(
                    Schema.Step.sql("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)"),
                    Schema.Step.sql("ALTER TABLE t ADD COLUMN b", "UPDATE t SET b = a + 1"),
                    Schema.Step.sql("UPDATE t SET b = b * 10"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void every_version_becomes_the_newest(int version) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Schema.migrate(connection, STEPS.subList(0, version));
            assertThat(Schema.version(connection)).isEqualTo(version);

            Schema.migrate(connection, STEPS);

            assertThat(Schema.version(connection)).isEqualTo(3);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT b FROM t")) {
                assertThat(row.getInt(1)).isEqualTo(20);
            }
        }
    }

    @Test
    void a_step_that_fails_leaves_what_was_there_before_it() throws SQLException {
        List<Schema.Step> broken =
                List.of(
                        STEPS.get(0),
                        Schema.Step.sql("UPDATE t SET a = 7", "UPDATE nothing SET a = 7"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            assertThatThrownBy(() -> Schema.migrate(connection, broken))
                    .isInstanceOf(SQLException.class);
            assertThat(Schema.version(connection)).isEqualTo(1);
            Schema.migrate(connection, STEPS);
            assertThat(Schema.version(connection)).isEqualTo(3);
        }
    }
}
