package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.api.CommandJson;
import io.github.timeguardmqtt.api.CommandRequest;
import io.github.timeguardmqtt.api.DeviceCommand;
import io.github.timeguardmqtt.api.PendingCommand;
import io.github.timeguardmqtt.api.json.JsonReader;
import io.github.timeguardmqtt.api.json.NotJsonException;
import io.github.timeguardmqtt.protocol.FrameCodec;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A command as it stands in the database.
 *
 * @param content the command as JSON, see {@link CommandJson}
 */
record CommandRow(PendingCommand command, String content) {

    static final String SELECT =
            "SELECT place, transaction_id, content FROM command ORDER BY place";

    static final String UPSERT =
            """
            INSERT INTO command (transaction_id, content) VALUES (?, ?)
            ON CONFLICT (transaction_id) DO UPDATE SET content = excluded.content
            """;

    static final String DELETE = "DELETE FROM command WHERE transaction_id = ?";

    /**
     * @throws IllegalArgumentException when it asks for messages that a server does not send: now,
     *     and not only when it is to be sent after a restart
     */
    static CommandRow of(PendingCommand command) {
        CommandRequest request = command.request();
        if (!(request.command() instanceof DeviceCommand.Raw)) {
            request.command()
                    .requests()
                    .forEach(message -> FrameCodec.fromServer(request.device(), 0, message));
        }
        return new CommandRow(command, CommandJson.of(command).line());
    }

    /**
     * @throws IllegalArgumentException when what stands there is not what was ever written
     */
    static CommandRow read(ResultSet row) throws SQLException {
        String content = row.getString(3);
        PendingCommand command;
        try {
            command = CommandJson.pendingCommand(JsonReader.object(content));
        } catch (NotJsonException e) {
            throw new IllegalArgumentException("it " + e.getMessage(), e);
        }
        if (!command.request().transaction().equals(row.getString(2))) {
            throw new IllegalArgumentException("it has another transaction than its row");
        }
        return new CommandRow(command, content);
    }

    void bind(PreparedStatement upsert) throws SQLException {
        upsert.setString(1, command.request().transaction());
        upsert.setString(2, content);
    }
}
