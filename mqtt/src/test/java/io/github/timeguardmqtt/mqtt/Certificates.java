package io.github.timeguardmqtt.mqtt;

import java.nio.file.Files;
import java.nio.file.Path;

/** A CA and what it signs, made by openssl. */
final class Certificates {

    private final Path directory;
    private final String name;

    /** Makes the CA. */
    Certificates(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        Mosquitto.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                key("ca").toString(),
                "-out",
                certificate("ca").toString());
    }

    /** Signs a certificate for {@code whom}, with these other names. */
    Certificates sign(String whom, String otherNames) throws Exception {
        Path request = file(whom, "csr");
        Path extensions = file(whom, "ext");
        Files.writeString(extensions, "subjectAltName=" + otherNames + "\n");
        Mosquitto.run(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + whom,
                "-keyout",
                key(whom).toString(),
                "-out",
                request.toString());
        Mosquitto.run(
                "openssl",
                "x509",
                "-req",
                "-days",
                "2",
                "-in",
                request.toString(),
                "-CA",
                certificate("ca").toString(),
                "-CAkey",
                key("ca").toString(),
                "-CAcreateserial",
                "-extfile",
                extensions.toString(),
                "-out",
                certificate(whom).toString());
        return this;
    }

    Path certificate(String whom) {
        return file(whom, "crt");
    }

    Path key(String whom) {
        return file(whom, "key");
    }

    private Path file(String whom, String extension) {
        return directory.resolve(name + "-" + whom + "." + extension);
    }
}
