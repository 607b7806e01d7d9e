package io.github.timeguardmqtt.testing;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Envelope;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.protocol.WorkMode;
import java.util.List;

/** Frames as tests need them. */
public final class Frames {

    private Frames() {}

    /** A device tells its version. */
    public static Bytes report(String device, int messageId) {
        return FrameCodec.fromDevice(
                        DeviceId.parse(device),
                        messageId,
                        255,
                        new Message.ReportCodeVersionRequest(Text.name("4190117051001")))
                .bytes();
    }

    /** The server tells a device to stay on. */
    public static Bytes command(String device) {
        return FrameCodec.fromServer(
                        DeviceId.parse(device),
                        3,
                        new Message.SetWorkModeRequest(WorkMode.ALWAYS_ON))
                .bytes();
    }

    /** A valid frame of an unknown kind with these params. */
    public static Bytes unknown(String device, Bytes params) {
        Envelope envelope =
                new Envelope(
                        1, 1, 6, params.size(), 255, Bytes.of(0, 0, 0), DeviceId.parse(device));
        return FrameCodec.exact(envelope, new Message.Unknown(params), Bytes.EMPTY).bytes();
    }

    /** A device id as it stands on the wire. */
    public static Bytes wire(String device) {
        int id = DeviceId.parse(device).value();
        return Bytes.of(id, id >>> 8, id >>> 16, id >>> 24);
    }

    public static Bytes reversed(Bytes bytes) {
        int[] values = new int[bytes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.at(values.length - 1 - i);
        }
        return Bytes.of(values);
    }

    public static Bytes concat(Bytes... parts) {
        return Bytes.concat(List.of(parts));
    }

    /** The same with another value at {@code at}. */
    public static Bytes with(Bytes bytes, int at, int value) {
        return concat(bytes.slice(0, at), Bytes.of(value), bytes.from(at + 1));
    }
}
