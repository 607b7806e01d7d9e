package io.github.timeguardmqtt.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, as a list of steps: the first makes version 1 of an empty database, the next version
 * 2 of that, and so on. A step that was in a release is never changed; a change is a new step.
 */
final class Schema {

    /**
     * Ids of devices as unsigned numbers: {@code printf('%08x', id)} shows them. Times in
     * milliseconds since 1970. The names of schedules are null where not known.
     */
    static final List<Step> MIGRATIONS =
            List.of(
                    Step.sql(
                            """
                            CREATE TABLE device (
                                id INTEGER PRIMARY KEY,
                                name TEXT,
                                code_version BLOB,
                                active_schedule INTEGER,
                                schedule_name_0 BLOB,
                                schedule_name_1 BLOB,
                                schedule_name_2 BLOB,
                                schedule_name_3 BLOB,
                                schedule_name_4 BLOB,
                                schedule_name_5 BLOB,
                                heard INTEGER NOT NULL
                            ) STRICT
                            """,
                            """
                            CREATE TABLE command (
                                place INTEGER PRIMARY KEY, -- in the order in which they were accepted
                                transaction_id TEXT NOT NULL UNIQUE,
                                device INTEGER NOT NULL,
                                sort TEXT NOT NULL CHECK (sort IN ('write', 'read', 'raw')),
                                requests BLOB NOT NULL, -- frames, one behind the other
                                name TEXT NOT NULL,
                                value TEXT NOT NULL,
                                accepted INTEGER NOT NULL,
                                reply_topic TEXT,
                                reply_correlation BLOB,
                                sent BLOB,
                                outcome TEXT,
                                reason TEXT,
                                took_ms INTEGER
                            ) STRICT
                            """),
                    Step.sql(
                            // frames as a device tells them, one behind the other
                            "ALTER TABLE device ADD COLUMN programme BLOB",
                            "ALTER TABLE device ADD COLUMN holiday_order TEXT",
                            "ALTER TABLE device ADD COLUMN energy_joules INTEGER",
                            "ALTER TABLE command RENAME TO command_1",
                            """
                            CREATE TABLE command (
                                place INTEGER PRIMARY KEY, -- in the order in which they were accepted
                                transaction_id TEXT NOT NULL UNIQUE,
                                device INTEGER NOT NULL,
                                sort TEXT NOT NULL CHECK (sort IN ('write', 'read', 'raw', 'edit')),
                                requests BLOB NOT NULL, -- frames, or the text of an edit
                                name TEXT NOT NULL,
                                value TEXT NOT NULL,
                                accepted INTEGER NOT NULL,
                                reply_topic TEXT,
                                reply_correlation BLOB,
                                sent BLOB,
                                outcome TEXT,
                                reason TEXT,
                                took_ms INTEGER
                            ) STRICT
                            """,
                            """
                            INSERT INTO command SELECT place, transaction_id, device, sort, requests,
                                name, value, accepted, reply_topic, reply_correlation, sent, outcome,
                                reason, took_ms
                            FROM command_1
                            """,
                            "DROP TABLE command_1"),
                    Step.sql(
                                    "ALTER TABLE command RENAME TO command_2",
                                    """
                                    CREATE TABLE command (
                                        place INTEGER PRIMARY KEY, -- in the order in which they were accepted
                                        transaction_id TEXT NOT NULL UNIQUE,
                                        content TEXT NOT NULL -- JSON
                                    ) STRICT
                                    """,
                                    """
                                    CREATE TABLE damaged_row (
                                        source TEXT NOT NULL, -- the table in which it stood
                                        content TEXT NOT NULL, -- JSON, bytes as hex
                                        reason TEXT NOT NULL
                                    ) STRICT
                                    """)
                            .then(Version2Commands::move)
                            .then(Step.sql("DROP TABLE command_2")));

    /** From one version to the next. */
    interface Step {

        void run(Connection connection) throws SQLException;

        static Step sql(String... statements) {
            return connection -> {
                try (Statement statement = connection.createStatement()) {
                    for (String sql : statements) {
                        statement.execute(sql);
                    }
                }
            };
        }

        default Step then(Step next) {
            return connection -> {
                run(connection);
                next.run(connection);
            };
        }
    }

    private Schema() {}

    /** The version of the database; 0 for an empty one. */
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            return version.getInt(1);
        }
    }

    /** Takes all steps that the database has not seen, each wholly or not at all. */
    static void migrate(Connection connection, List<Step> migrations) throws SQLException {
        for (int version = version(connection); version < migrations.size(); version++) {
            Step step = migrations.get(version);
            int reached = version + 1;
            Transaction.run(
                    connection,
                    statement -> {
                        step.run(connection);
                        statement.execute("PRAGMA user_version = " + reached);
                    });
        }
    }
}
