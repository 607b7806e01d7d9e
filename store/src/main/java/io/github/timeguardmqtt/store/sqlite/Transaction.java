package io.github.timeguardmqtt.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Steps that happen all or not at all. */
interface Transaction {

    void run(Statement statement) throws SQLException;

    /**
     * @throws SQLException when nothing of it happened
     */
    static void run(Connection connection, Transaction steps) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                steps.run(statement);
                statement.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                undo(statement, e);
                throw e;
            }
        }
    }

    private static void undo(Statement statement, Exception cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e); // SQLite has done so itself, as it does when the disk is full.
        }
    }
}
