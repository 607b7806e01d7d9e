package io.github.timeguardmqtt.mqtt;

import io.github.timeguardmqtt.api.DeviceEvent;
import io.github.timeguardmqtt.protocol.DeviceId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened and is not looked at yet, in order. Once too much waits, only the newest of each
 * device is kept, and results behind all of that: a result never overtakes the state it confirms.
 * Safe for several threads.
 */
final class Inbox {

    private final int most;
    private final int mostResults;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<DeviceEvent> inOrder = new ArrayDeque<>();
    private final SequencedMap<DeviceId, DeviceEvent> newest = new LinkedHashMap<>();
    private final ArrayDeque<DeviceEvent> results = new ArrayDeque<>();

    /**
     * @param most how many may wait in order
     * @param mostResults how many results may wait behind; of more, the oldest are dropped
     */
    Inbox(int most, int mostResults) {
        this.most = most;
        this.mostResults = mostResults;
    }

    /**
     * @return whether nothing waited before
     */
    boolean offer(DeviceEvent event) {
        lock.lock();
        try {
            boolean wasEmpty = isEmpty();
            if (newest.isEmpty() && results.isEmpty() && inOrder.size() < most) {
                inOrder.add(event);
                return wasEmpty;
            }
            switch (event) {
                case DeviceEvent.Changed changed -> newest.put(changed.state().id(), changed);
                case DeviceEvent.Removed removed -> newest.put(removed.device(), removed);
                case DeviceEvent.Finished finished -> {
                    if (results.size() >= mostResults) {
                        results.remove();
                    }
                    results.add(finished);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out all that waits. */
    List<DeviceEvent> take() {
        lock.lock();
        try {
            List<DeviceEvent> all = new ArrayList<>(inOrder);
            all.addAll(newest.values());
            all.addAll(results);
            inOrder.clear();
            newest.clear();
            results.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return inOrder.isEmpty() && newest.isEmpty() && results.isEmpty();
    }
}
