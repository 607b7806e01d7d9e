package io.github.timeguardmqtt.simulator;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a fleet has done since its start.
 *
 * @param sent frames, lost ones included
 * @param received frames, lost ones not
 * @param lost frames, by the loss that was asked for
 * @param reports of status, a part of those sent
 * @param answeredReports of these, those that got the time before the next
 * @param relayChanges of all switches
 * @param transportErrors datagrams refused, connections that failed or broke
 */
public record FleetCounters(
        long sent,
        long received,
        long lost,
        long reports,
        long answeredReports,
        long relayChanges,
        long transportErrors) {

    /** Counts; written on the loop's thread, read from any. */
    static final class Tally {
        final LongAdder sent = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder lost = new LongAdder();
        final LongAdder reports = new LongAdder();
        final LongAdder answeredReports = new LongAdder();
        final LongAdder relayChanges = new LongAdder();
        final LongAdder transportErrors = new LongAdder();

        FleetCounters read() {
            return new FleetCounters(
                    sent.sum(),
                    received.sum(),
                    lost.sum(),
                    reports.sum(),
                    answeredReports.sum(),
                    relayChanges.sum(),
                    transportErrors.sum());
        }
    }
}
