package io.github.timeguardmqtt.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of a table that cannot be read, which is no reason to do without the others. They are kept
 * in the table {@code damaged_row}, for whoever can still make something of them, and told.
 */
final class DamagedRows {

    private static final Logger log = LoggerFactory.getLogger(DamagedRows.class);

    /**
     * Where they stand.
     *
     * @param what a row is, as users call it
     * @param keep copies a row to {@code damaged_row}; its parameters are the reason and the key
     * @param delete deletes a row; its parameter is the key
     */
    record Source(String what, String keep, String delete) {}

    /** Reads a row. */
    interface Reading {
        void run() throws SQLException;
    }

    private final Source source;

    /** By key, why it cannot be read. */
    private final Map<Long, String> reasons = new LinkedHashMap<>();

    DamagedRows(Source source) {
        this.source = source;
    }

    /**
     * Reads the row at the cursor, and notes it where that is not possible.
     *
     * @param row whose first column is its key
     * @throws SQLException when the database itself cannot be read
     */
    void unlessRead(ResultSet row, Reading reading) throws SQLException {
        long key = row.getLong(1);
        try {
            reading.run();
        } catch (RuntimeException e) { // whatever can be wrong with what stands there
            reasons.put(key, Database.reason(e));
        }
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    /** Moves them out of the way, and says so in one line; does nothing where there are none. */
    void setAside(Connection connection) throws SQLException {
        if (reasons.isEmpty()) {
            return;
        }
        try (PreparedStatement keep = connection.prepareStatement(source.keep());
                PreparedStatement delete = connection.prepareStatement(source.delete())) {
            for (Map.Entry<Long, String> row : reasons.entrySet()) {
                keep.setString(1, row.getValue());
                keep.setLong(2, row.getKey());
                keep.executeUpdate();
                delete.setLong(1, row.getKey());
                delete.executeUpdate();
            }
        }
        log.warn(
                "The database has {} {}{} that cannot be read ({}): kept in its table damaged_row, and not used",
                reasons.size(),
                source.what(),
                reasons.size() == 1 ? "" : "s",
                reasons.values().iterator().next());
    }
}
