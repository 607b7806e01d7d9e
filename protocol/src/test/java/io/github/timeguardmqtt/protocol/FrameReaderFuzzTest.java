package io.github.timeguardmqtt.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Runs over the committed inputs in an ordinary build; looks for new ones as CONTRIBUTING.md says.
 */
class FrameReaderFuzzTest {

    @FuzzTest(maxDuration = "2m")
    void whatever_comes_is_told_lawfully(byte[] stream) {
        Bytes bytes = Bytes.wrap(stream);
        ReaderLaws.hold(bytes, 2 + Math.floorMod(bytes.hashCode(), 40));
    }
}
