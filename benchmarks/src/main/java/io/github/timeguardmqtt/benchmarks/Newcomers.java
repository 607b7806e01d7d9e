package io.github.timeguardmqtt.benchmarks;

import io.github.timeguardmqtt.loop.MachineTime;
import io.github.timeguardmqtt.model.CodeVersion;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.protocol.Frame;
import io.github.timeguardmqtt.protocol.FrameCodec;
import io.github.timeguardmqtt.protocol.Kind;
import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Schedule;
import io.github.timeguardmqtt.protocol.Text;
import io.github.timeguardmqtt.simulator.SwitchOptions;
import io.github.timeguardmqtt.simulator.VirtualSwitch;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Virtual switches that appear one after the other, with names for all their schedules, each from a
 * loopback address of its own, answer all that a gateway in local mode asks them, and fall silent.
 */
final class Newcomers {

    private Newcomers() {}

    /**
     * @param args how many, and the gateway's address and port
     */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        InetSocketAddress gateway = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
        for (int i = 1; i <= count; i++) {
            byte[] own = {127, (byte) (1 + (i >>> 16)), (byte) (i >>> 8), (byte) i};
            try (DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(own), 0))) {
                socket.connect(gateway);
                socket.setSoTimeout(4000);
                appear(new DeviceId(0x1000_0000 + i), socket);
            }
        }
    }

    private static void appear(DeviceId device, DatagramSocket socket) throws IOException {
        VirtualSwitch virtual =
                new VirtualSwitch(
                        new SwitchOptions(
                                device,
                                CodeVersion.of(CodeVersion.Product.NTT_WIFI, "17051001"),
                                Duration.ofSeconds(15),
                                HolidayReading.SEEN,
                                1),
                        MachineTime.clock().instant());
        for (int i = 0; i < Schedule.COUNT; i++) {
            Message name = new Message.SetScheduleNameRequest(i, Text.name("Weekdays " + i));
            virtual.receive(FrameCodec.fromServer(device, i, name), MachineTime.clock().instant());
        }
        send(virtual.powerUp(MachineTime.clock().instant()), socket);
        int schedules = 0;
        boolean reported = false;
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (schedules < Schedule.COUNT || !reported) {
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                send(virtual.tick(MachineTime.clock().instant()), socket);
                continue;
            }
            Bytes bytes = Bytes.copyOf(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
            for (Frame frame : Datagram.decode(bytes).frames()) {
                schedules += frame.kind() == Kind.GET_SCHEDULE_REQUEST ? 1 : 0;
                reported |= frame.kind() == Kind.PING_RESPONSE;
                send(virtual.receive(frame, MachineTime.clock().instant()), socket);
            }
        }
    }

    private static void send(VirtualSwitch.Output output, DatagramSocket socket)
            throws IOException {
        for (Frame frame : output.frames()) {
            byte[] bytes = frame.bytes().toArray();
            socket.send(new DatagramPacket(bytes, bytes.length));
        }
    }
}
