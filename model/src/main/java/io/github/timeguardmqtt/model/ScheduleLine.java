package io.github.timeguardmqtt.model;

import java.util.List;

public final class ScheduleLine {
    private ScheduleLine() {}

    public static String print(List<String> p) {
        return p.toString();
    }
}
