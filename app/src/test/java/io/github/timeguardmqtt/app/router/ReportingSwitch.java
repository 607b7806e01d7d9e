package io.github.timeguardmqtt.app.router;

import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.protocol.Datagram;
import io.github.timeguardmqtt.protocol.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

/**
 * A program that reports by UDP as a switch does, from its port 9997, and answers nothing. Unlike
 * one, it takes an answer from anywhere, and prints from where: {@code PingResponse from
 * 31.193.128.139:9997}. It ends with its standard input.
 */
final class ReportingSwitch {

    private static final int INTERVAL_MILLIS = 50;

    /** A captured report; see docs/reference/protocol.md. */
    private static final byte[] REPORT =
            HexFormat.of()
                    .parseHex(
                            "fad41c003e02000000061000ff000000785634122a006400000000005c4d00000000"
                                    + "00002e172ddf");

    private ReportingSwitch() {}

    public static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(ReportingSwitch::endWithInput);
        InetSocketAddress cloud = new InetSocketAddress(Redirect.CLOUD, Redirect.PORT);
        try (DatagramSocket socket = new DatagramSocket(Redirect.PORT)) {
            socket.setSoTimeout(INTERVAL_MILLIS);
            byte[] buffer = new byte[2048];
            for (int id = 1; ; id++) {
                byte[] report = REPORT.clone();
                // The message id, little-endian; no checksum is over it.
                report[4] = (byte) id;
                report[5] = (byte) (id >> 8);
                socket.send(new DatagramPacket(report, report.length, cloud));
                listen(socket, buffer);
            }
        }
    }

    /** Until nothing has come for a while: then it is time for the next report. */
    private static void listen(DatagramSocket socket, byte[] buffer) throws Exception {
        while (true) {
            DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                return;
            }
            if (Datagram.decode(Bytes.copyOf(buffer, 0, answer.getLength())).first()
                    instanceof Frame frame) {
                System.out.printf(
                        "%s from %s:%d%n",
                        frame.kind().label(),
                        answer.getAddress().getHostAddress(),
                        answer.getPort());
            }
        }
    }

    static void endWithInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
