package io.github.timeguardmqtt.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Runs over the committed inputs in an ordinary build; looks for new ones, two minutes long, with
 * {@code JAZZER_FUZZ=1 ./mvnw -pl protocol test -Dtest=DatagramFuzzTest}.
 */
class DatagramFuzzTest {

    @FuzzTest(maxDuration = "2m")
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void whatever_comes_is_decoded_lawfully(byte[] datagram) {
        DatagramLaws.hold(Bytes.wrap(datagram));
    }
}
