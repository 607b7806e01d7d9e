package io.github.timeguardmqtt.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Reads the PEM files for TLS. */
final class TlsFiles {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private static final char[] NO_PASSWORD = {};

    private TlsFiles() {}

    /**
     * @return nothing where the settings want no TLS
     * @throws IOException in one sentence, when a file cannot be read or is not what it should be
     */
    static Optional<MqttClientSslConfig> of(MqttSettings settings) throws IOException {
        Optional<MqttSettings.Tls> files = settings.tls();
        return files.isPresent() ? Optional.of(load(files.get())) : Optional.empty();
    }

    private static MqttClientSslConfig load(MqttSettings.Tls tls) throws IOException {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            throw new IOException(
                    "A client certificate needs its key, and a key its certificate: give both or"
                            + " none");
        }
        var config = MqttClientSslConfig.builder();
        try {
            Optional<Path> ca = tls.ca();
            if (ca.isPresent()) {
                config = config.trustManagerFactory(trust(ca.get()));
            }
            if (tls.certificate().isPresent() && tls.key().isPresent()) {
                config =
                        config.keyManagerFactory(
                                identity(tls.certificate().get(), tls.key().get()));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("The files for TLS cannot be used: " + e.getMessage(), e);
        }
        return config.build();
    }

    private static TrustManagerFactory trust(Path file)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        int count = 0;
        for (Certificate certificate : certificates("CA", file)) {
            store.setCertificateEntry("ca" + count++, certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory identity(Path certificateFile, Path keyFile)
            throws IOException, GeneralSecurityException {
        Certificate[] chain = certificates("client", certificateFile).toArray(Certificate[]::new);
        PrivateKey key = key(keyFile, chain[0].getPublicKey());
        if (!belong(key, chain[0].getPublicKey())) {
            throw new IOException(
                    "The key in %s is not that of the certificate in %s"
                            .formatted(keyFile, certificateFile));
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String whose, Path file)
            throws IOException, GeneralSecurityException {
        try {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)));
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException _) {
            // the same sentence
        }
        throw new IOException(
                "%s holds no %s certificate: expected PEM, a block that begins with -----BEGIN CERTIFICATE-----"
                        .formatted(file, whose));
    }

    private static PrivateKey key(Path file, PublicKey partner) throws IOException {
        Matcher block = KEY.matcher(new String(read(file), US_ASCII));
        try {
            if (block.find()) {
                byte[] key = Base64.getMimeDecoder().decode(block.group(1));
                return KeyFactory.getInstance(partner.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(key));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s holds no %s key, as the certificate needs"
                            .formatted(file, partner.getAlgorithm()),
                    e);
        }
        throw new IOException(
                "%1$s holds no plain key: expected a block that begins with -----BEGIN PRIVATE KEY-----; 'openssl pkcs8 -topk8 -nocrypt -in %1$s' writes one of any key"
                        .formatted(file));
    }

    private static boolean belong(PrivateKey key, PublicKey partner)
            throws GeneralSecurityException {
        String algorithm =
                switch (partner.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> partner.getAlgorithm();
                };
        byte[] anything = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(partner);
        signature.update(anything);
        return signature.verify(signed);
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
