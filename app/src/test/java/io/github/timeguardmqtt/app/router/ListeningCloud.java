package io.github.timeguardmqtt.app.router;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.simulator.VirtualCloud;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * A program that is the cloud, and prints who says what: {@code 12345678 7 from 192.168.1.50:9997},
 * where 7 is the message id. It ends with its standard input.
 */
final class ListeningCloud {

    private ListeningCloud() {}

    public static void main(String[] args) throws Exception {
        EventLoop loop = new EventLoop("cloud", LoopClock.real());
        VirtualCloud cloud =
                new VirtualCloud(loop, new InetSocketAddress(Redirect.CLOUD, Redirect.PORT));
        cloud.addListener((frame, from) ->
                System.out.printf(
                        Locale.ROOT,
                        "%s %d from %s:%d%n",
                        frame.device(),
                        frame.envelope().messageId(),
                        from.getAddress().getHostAddress(),
                        from.getPort()));
        System.out.println("ready");
        ReportingSwitch.endWithInput();
    }
}
