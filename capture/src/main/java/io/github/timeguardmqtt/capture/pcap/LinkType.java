package io.github.timeguardmqtt.capture.pcap;

/** What a recorded packet begins with, by the registry of link types at tcpdump.org. */
enum LinkType {
    /** An IP header, of version 4 or 6. */
    RAW(101),
    /** What Wireshark calls exported: a payload with tags that say what it is. */
    UPPER_PDU(252);

    private final int number;

    LinkType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
