package io.github.timeguardmqtt.gateway;

import io.github.timeguardmqtt.protocol.Bytes;
import java.util.List;

/** The captured frames of docs/reference/protocol.md. */
public final class Captured {

    /**
     * @param fromServer whether the server sent it, otherwise the device did
     * @param verdict what the log says of it
     */
    public record Sample(boolean fromServer, String verdict, Bytes bytes) {}

    /** In the order in which they were seen. */
    public static final List<Sample> FRAMES =
            List.of(
                    device(
                            "success",
                            "fa d4 1c 00 3e 02 00 00 00 06 10 00 ff 00 00 00 78 56 34 12 2a 00 64 00"
                                    + " 00 00 00 00 5c 4d 00 00 00 00 00 00 2e 17 2d df"),
                    server(
                            "success",
                            "fa d4 10 00 ff ff ff ff 00 0f 04 00 ff 5f 63 6f 78 56 34 12 0f 03 ee 60"
                                    + " c2 c1 2d df"),
                    server(
                            "unknown",
                            "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 31 37 30 78 56 34 12 12 e5 2d df"),
                    server(
                            "unknown",
                            "fa d4 0c 00 ff ff ff ff 04 0c 00 00 a1 73 74 61 78 56 34 12 8e 43 2d df"),
                    device(
                            "unknown",
                            "fa d4 10 00 40 02 00 00 04 05 04 00 a1 00 00 00 78 56 34 12 00 00 00 00"
                                    + " dd 03 2d df"),
                    server(
                            "success",
                            "fa d4 0c 00 ff ff ff ff 09 0c 00 00 a2 5f 63 6f 78 56 34 12 02 bf 2d df"),
                    device(
                            "success",
                            "fa d4 18 00 41 02 00 00 09 05 0c 00 a2 00 00 00 78 56 34 12 00 74 00 00"
                                    + " c8 73 ea 60 00 86 eb 60 1e be 2d df"));

    private Captured() {}

    private static Sample device(String verdict, String hex) {
        return new Sample(false, verdict, Bytes.ofHex(hex));
    }

    private static Sample server(String verdict, String hex) {
        return new Sample(true, verdict, Bytes.ofHex(hex));
    }
}
