package io.github.timeguardmqtt.benchmarks;

import io.github.timeguardmqtt.loop.EventLoop;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.simulator.VirtualCloud;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** The simulator's cloud in a process of its own, until it is killed: for the soak. */
final class StandInCloud {

    private StandInCloud() {}

    /**
     * @param args the loopback address and the port to listen on
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        EventLoop loop = new EventLoop("cloud", LoopClock.real());
        VirtualCloud cloud =
                new VirtualCloud(loop, new InetSocketAddress(args[0], Integer.parseInt(args[1])));
        System.out.println("The stand-in cloud listens on " + cloud.address());
        new CountDownLatch(1).await();
    }
}
