package io.github.timeguardmqtt.api;

import java.time.Duration;
import java.util.Map;

/**
 * How a gateway is.
 *
 * @param uptime since its start
 * @param heapBytes that are in use
 * @param devices that are known
 * @param online how many of them are
 * @param fromDevices datagrams and frames of streams that came from devices
 * @param toDevices that went to devices
 * @param toCloud that went to the cloud
 * @param fromCloud that came from the cloud
 * @param answered reports that the gateway answered itself
 * @param drops what was dropped, by reason, where it is more than nothing
 * @param commandsWaiting without a result yet
 */
public record Health(
        Duration uptime,
        long heapBytes,
        int devices,
        int online,
        long fromDevices,
        long toDevices,
        long toCloud,
        long fromCloud,
        long answered,
        Map<String, Long> drops,
        int commandsWaiting) {}
