package io.github.timeguardmqtt.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Runs over the committed inputs in an ordinary build; looks for new ones as CONTRIBUTING.md says.
 */
class DatagramFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void whatever_comes_is_decoded_lawfully(byte[] datagram) {
        DatagramLaws.hold(Bytes.wrap(datagram));
    }
}
