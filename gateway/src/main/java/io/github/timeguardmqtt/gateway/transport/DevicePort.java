package io.github.timeguardmqtt.gateway.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** The port that devices talk to, taken for both UDP and TCP. */
public record DevicePort(DeviceServer udp, TcpServer tcp) implements AutoCloseable {

    private static final int FREE_PORT_TRIES = 100;

    /**
     * Takes the port.
     *
     * @param listen port 0 for any that is free for both
     * @throws IOException when the system refuses it
     */
    public static DevicePort bind(InetSocketAddress listen) throws IOException {
        for (int tries = listen.getPort() == 0 ? FREE_PORT_TRIES : 1; ; tries--) {
            DeviceServer udp = DeviceServer.bind(listen);
            try {
                return new DevicePort(udp, TcpServer.bind(udp.address()));
            } catch (IOException e) {
                udp.close();
                // A port that is free for UDP need not be so for TCP: take another.
                if (tries == 1 || !(e instanceof BindException)) {
                    throw e;
                }
            }
        }
    }

    /** Where it is, with the port that it really got. */
    public InetSocketAddress address() throws IOException {
        return udp.address();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
