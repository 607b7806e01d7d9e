package io.github.timeguardmqtt.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.gateway.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir Path parent;

    @Test
    void one_that_is_made_is_its_owners_alone() throws Exception {
        Path made = parent.resolve("state/timeguard");
        try (DataDirectory _ = open(made)) {
            assertThat(rights(made)).isEqualTo("rwx------");
        }
    }

    @Test
    void one_that_is_there_keeps_its_rights() throws Exception {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-x---"));
        try (DataDirectory _ = open(parent)) {
            assertThat(rights(parent)).isEqualTo("rwxr-x---");
        }
    }

    private static String rights(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static DataDirectory open(Path directory) throws StartException {
        return DataDirectory.open(directory).orElseThrow();
    }
}
