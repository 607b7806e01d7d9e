package io.github.timeguardmqtt.app;

import io.github.timeguardmqtt.testing.Frames;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** A device 0badcafe that reports over UDP when it is told to. */
public final class Reporter implements AutoCloseable {

    private final DatagramSocket socket;
    private final InetSocketAddress gateway;
    private int number;

    public Reporter(InetSocketAddress gateway) throws IOException {
        this.gateway = gateway;
        socket = new DatagramSocket();
        socket.setSoTimeout(Patience.MILLIS);
    }

    public void send() throws IOException {
        byte[] report = Frames.report("0badcafe", ++number).toArray();
        socket.send(new DatagramPacket(report, report.length, gateway));
    }

    /** The gateway goes on: something comes back. */
    public void exchange() throws IOException {
        send();
        byte[] answer = new byte[2048];
        socket.receive(new DatagramPacket(answer, answer.length));
    }

    @Override
    public void close() {
        socket.close();
    }
}
