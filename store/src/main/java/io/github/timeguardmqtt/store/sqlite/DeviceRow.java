package io.github.timeguardmqtt.store.sqlite;

import io.github.timeguardmqtt.api.DeviceState;
import io.github.timeguardmqtt.api.KnownDevice;
import io.github.timeguardmqtt.api.Programme;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Holiday;
import io.github.timeguardmqtt.protocol.Message;
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
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is remembered of a device, and nothing that is only true now. */
record DeviceRow(
        DeviceId id,
        Optional<String> name,
        Optional<Text> codeVersion,
        Programme programme,
        OptionalLong energyJoules,
        Instant heard) {

    static final String SELECT =
            """
            SELECT id, name, code_version, active_schedule, schedule_name_0, schedule_name_1,
                schedule_name_2, schedule_name_3, schedule_name_4, schedule_name_5, programme,
                holiday_order, energy_joules, heard
            FROM device ORDER BY id
            """;

    static final String UPSERT =
            """
            REPLACE INTO device (id, name, code_version, active_schedule, schedule_name_0,
                schedule_name_1, schedule_name_2, schedule_name_3, schedule_name_4,
                schedule_name_5, programme, holiday_order, energy_joules, heard)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String DELETE = "DELETE FROM device WHERE id = ?";

    private static final int FIRST_NAME = 5;
    private static final int PROGRAMME = FIRST_NAME + Schedule.COUNT;
    private static final int HOLIDAY_ORDER = PROGRAMME + 1;
    private static final int ENERGY = HOLIDAY_ORDER + 1;
    private static final int HEARD = ENERGY + 1;

    /** That a device was heard again is worth no writing to a card of flash memory, but once. */
    private static final Duration HEARD_AGAIN = Duration.ofHours(1);

    static DeviceRow of(DeviceState state, Instant heard) {
        return new DeviceRow(
                state.id(),
                state.name(),
                state.codeVersion(),
                state.programme(),
                state.energyJoules(),
                heard);
    }

    static DeviceRow read(ResultSet row) throws SQLException {
        DeviceId id = new DeviceId((int) row.getLong(1));
        String name = row.getString(2);
        Optional<Text> codeVersion = text(row.getBytes(3));
        int schedule = row.getInt(4);
        OptionalInt activeSchedule = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(schedule);
        long joules = row.getLong(ENERGY);
        OptionalLong energy = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(joules);
        List<Optional<Text>> names = new ArrayList<>();
        for (int i = 0; i < Schedule.COUNT; i++) {
            names.add(text(row.getBytes(FIRST_NAME + i)));
        }
        return new DeviceRow(
                id,
                Optional.ofNullable(name),
                codeVersion,
                programme(
                        new Programme(
                                activeSchedule,
                                names,
                                Programme.UNKNOWN.schedules(),
                                Optional.empty(),
                                order(row.getString(HOLIDAY_ORDER))),
                        row.getBytes(PROGRAMME)),
                energy,
                Instant.ofEpochMilli(row.getLong(HEARD)));
    }

    void bind(PreparedStatement upsert) throws SQLException {
        upsert.setLong(1, number(id));
        upsert.setString(2, name.orElse(null));
        upsert.setBytes(3, bytes(codeVersion));
        if (programme.activeSchedule().isPresent()) {
            upsert.setInt(4, programme.activeSchedule().getAsInt());
        } else {
            upsert.setNull(4, Types.INTEGER);
        }
        for (int i = 0; i < Schedule.COUNT; i++) {
            upsert.setBytes(FIRST_NAME + i, bytes(programme.names().get(i)));
        }
        upsert.setBytes(PROGRAMME, frames().toArray());
        upsert.setString(
                HOLIDAY_ORDER,
                programme.holidayOrder().map(HolidayReading.Order::label).orElse(null));
        if (energyJoules.isPresent()) {
            upsert.setLong(ENERGY, energyJoules.getAsLong());
        } else {
            upsert.setNull(ENERGY, Types.INTEGER);
        }
        upsert.setLong(HEARD, heard.toEpochMilli());
    }

    /** As it stands in the database. */
    static long number(DeviceId id) {
        return Integer.toUnsignedLong(id.value());
    }

    /** Offline, until it is heard. */
    KnownDevice device(DeviceState unheard) {
        return new KnownDevice(
                unheard.withMemory(name, codeVersion, programme).withEnergy(energyJoules), heard);
    }

    /** The same with this energy, where it has less: what was counted is never taken back. */
    DeviceRow withEnergy(OptionalLong joules) {
        boolean hasLess =
                joules.isPresent() && energyJoules.orElse(Long.MIN_VALUE) < joules.getAsLong();
        return hasLess ? new DeviceRow(id, name, codeVersion, programme, joules, heard) : this;
    }

    /** Whether {@code newer} is worth being written over this. */
    boolean isOutdatedBy(DeviceRow newer) {
        return Duration.between(heard, newer.heard).abs().compareTo(HEARD_AGAIN) >= 0
                || !name.equals(newer.name)
                || !codeVersion.equals(newer.codeVersion)
                || !programme.equals(newer.programme)
                || !energyJoules.equals(newer.energyJoules);
    }

    /**
     * The schedules and the holiday as the device would tell them: so the codec, which is tested
     * with what devices really said, is the only one that knows their form.
     */
    private Bytes frames() {
        List<Bytes> frames = new ArrayList<>();
        for (Optional<Schedule> schedule : programme.schedules()) {
            schedule.map(Message.GetScheduleResponse::new)
                    .ifPresent(told -> frames.add(frame(told)));
        }
        programme
                .holiday()
                .map(Message.GetHolidayResponse::new)
                .ifPresent(told -> frames.add(frame(told)));
        return Bytes.concat(frames);
    }

    private Bytes frame(Message told) {
        Envelope envelope =
                new Envelope(
                        0,
                        told.kind().type(),
                        told.kind().flags(),
                        told.kind().paramsSize(),
                        0,
                        Bytes.of(0, 0, 0),
                        id);
        return FrameCodec.exact(envelope, told, Bytes.EMPTY).bytes();
    }

    private static Programme programme(Programme names, byte @Nullable [] frames) {
        Programme programme = names;
        if (frames == null) {
            return programme;
        }
        for (Frame frame : Datagram.decode(Bytes.copyOf(frames)).frames()) {
            programme =
                    switch (frame.message()) {
                        case Message.GetScheduleResponse(Schedule told)
                                when told.id() < Schedule.COUNT ->
                                programme.withSchedule(told);
                        case Message.GetHolidayResponse(Holiday told) ->
                                programme.withHoliday(told, programme.holidayOrder());
                        default -> programme;
                    };
        }
        return programme;
    }

    private static Optional<HolidayReading.Order> order(@Nullable String label) {
        return Stream.of(HolidayReading.Order.values())
                .filter(order -> order.label().equals(label))
                .findAny();
    }

    private static Optional<Text> text(byte @Nullable [] bytes) {
        return bytes == null ? Optional.empty() : Optional.of(new Text(Bytes.copyOf(bytes)));
    }

    private static byte @Nullable [] bytes(Optional<Text> text) {
        return text.map(Text::bytes).map(Bytes::toArray).orElse(null);
    }
}
