package io.github.timeguardmqtt.gateway.store;

import io.github.timeguardmqtt.gateway.event.DeviceState;
import io.github.timeguardmqtt.gateway.event.KnownDevice;
import io.github.timeguardmqtt.gateway.event.Mode;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is remembered of a device, and nothing that is only true now. */
record DeviceRow(
        DeviceId id,
        Optional<String> name,
        Optional<Text> codeVersion,
        OptionalInt activeSchedule,
        List<Optional<Text>> scheduleNames,
        Instant heard) {

    static final String SELECT =
            """
            SELECT id, name, code_version, active_schedule, schedule_name_0, schedule_name_1,
                schedule_name_2, schedule_name_3, schedule_name_4, schedule_name_5, heard
            FROM device ORDER BY id
            """;

    static final String UPSERT =
            """
            REPLACE INTO device (id, name, code_version, active_schedule, schedule_name_0,
                schedule_name_1, schedule_name_2, schedule_name_3, schedule_name_4,
                schedule_name_5, heard)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String DELETE = "DELETE FROM device WHERE id = ?";

    private static final int FIRST_NAME = 5;
    private static final int HEARD = FIRST_NAME + Schedule.COUNT;

    /** That a device was heard again is worth no writing to a card of flash memory, but once. */
    private static final Duration HEARD_AGAIN = Duration.ofHours(1);

    static DeviceRow of(DeviceState state, Instant heard) {
        return new DeviceRow(
                state.id(),
                state.name(),
                state.codeVersion(),
                state.activeSchedule(),
                state.scheduleNames(),
                heard);
    }

    static DeviceRow read(ResultSet row) throws SQLException {
        DeviceId id = new DeviceId((int) row.getLong(1));
        String name = row.getString(2);
        Optional<Text> codeVersion = text(row.getBytes(3));
        int schedule = row.getInt(4);
        OptionalInt activeSchedule = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(schedule);
        List<Optional<Text>> names = new ArrayList<>();
        for (int i = 0; i < Schedule.COUNT; i++) {
            names.add(text(row.getBytes(FIRST_NAME + i)));
        }
        return new DeviceRow(
                id,
                Optional.ofNullable(name),
                codeVersion,
                activeSchedule,
                List.copyOf(names),
                Instant.ofEpochMilli(row.getLong(HEARD)));
    }

    void bind(PreparedStatement upsert) throws SQLException {
        upsert.setLong(1, number(id));
        upsert.setString(2, name.orElse(null));
        upsert.setBytes(3, bytes(codeVersion));
        if (activeSchedule.isPresent()) {
            upsert.setInt(4, activeSchedule.getAsInt());
        } else {
            upsert.setNull(4, Types.INTEGER);
        }
        for (int i = 0; i < Schedule.COUNT; i++) {
            upsert.setBytes(FIRST_NAME + i, bytes(scheduleNames.get(i)));
        }
        upsert.setLong(HEARD, heard.toEpochMilli());
    }

    /** As it stands in the database. */
    static long number(DeviceId id) {
        return Integer.toUnsignedLong(id.value());
    }

    /** Offline, until it is heard. */
    KnownDevice device(Mode mode) {
        return new KnownDevice(
                new DeviceState(
                        id,
                        mode,
                        name,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        codeVersion,
                        activeSchedule,
                        scheduleNames),
                heard);
    }

    /** Whether {@code newer} is worth being written over this. */
    boolean isOutdatedBy(DeviceRow newer) {
        return Duration.between(heard, newer.heard).abs().compareTo(HEARD_AGAIN) >= 0
                || !name.equals(newer.name)
                || !codeVersion.equals(newer.codeVersion)
                || !activeSchedule.equals(newer.activeSchedule)
                || !scheduleNames.equals(newer.scheduleNames);
    }

    private static Optional<Text> text(byte @Nullable [] bytes) {
        return bytes == null
                ? Optional.empty()
                : Optional.of(new Text(Bytes.copyOf(bytes, 0, bytes.length)));
    }

    private static byte @Nullable [] bytes(Optional<Text> text) {
        return text.map(Text::bytes).map(Bytes::toArray).orElse(null);
    }
}
