package io.github.timeguardmqtt.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.github.timeguardmqtt.mqtt.BrokerException.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no connection to the broker, in plain words.
 *
 * @param reason what stands in the way, for those who have to tell one from the other
 * @param needsUser whether it will not pass by itself
 * @param refusesVersion whether the broker may only not speak this version of the protocol
 */
record ConnectTrouble(Reason reason, String sentence, boolean needsUser, boolean refusesVersion) {

    private static final ConnectTrouble LOGIN_REFUSED =
            new ConnectTrouble(
                    Reason.LOGIN, "it does not accept the user name or password", true, false);

    private static final ConnectTrouble VERSION_REFUSED =
            new ConnectTrouble(Reason.OTHER, "it speaks no version of MQTT that we do", true, true);

    /** A chain of causes may be a ring. */
    private static final int MAX_CAUSES = 20;

    /**
     * @param beforeConnected whether the broker had not accepted the connection yet
     * @param withTls whether it was tried with TLS
     */
    static ConnectTrouble of(Throwable thrown, boolean beforeConnected, boolean withTls) {
        if (find(thrown, Mqtt5ConnAckException.class) instanceof Mqtt5ConnAckException refusal) {
            return refused(refusal.getMqttMessage().getReasonCode());
        }
        if (find(thrown, Mqtt3ConnAckException.class) instanceof Mqtt3ConnAckException refusal) {
            return refused(refusal.getMqttMessage().getReturnCode());
        }
        if (find(thrown, UnknownHostException.class) != null) {
            return needsUser("its name is unknown");
        }
        if (find(thrown, ConnectTimeoutException.class) != null) {
            return passes("it does not answer");
        }
        if (find(thrown, NoRouteToHostException.class) != null) {
            return passes("no network leads there");
        }
        if (find(thrown, ConnectException.class) != null) {
            return passes("nobody listens there");
        }
        if (find(thrown, NotSslRecordException.class) != null) {
            return ofTls("it does not speak TLS on this port");
        }
        if (find(thrown, CertificateExpiredException.class) != null) {
            return ofTls("TLS: its certificate has expired");
        }
        if (find(thrown, CertPathBuilderException.class) != null) {
            return ofTls(
                    "TLS: its certificate is not trusted; the file of the CA that signed it is needed");
        }
        if (find(thrown, CertificateException.class) instanceof CertificateException wrong) {
            return ofTls("TLS: its certificate does not fit: " + oneLine(wrong));
        }
        if (find(thrown, SSLException.class) instanceof SSLException wrong) {
            return ofTls("TLS failed: " + oneLine(wrong));
        }
        if (find(thrown, MqttDecodeException.class) != null && beforeConnected) {
            return new ConnectTrouble(Reason.OTHER, "it does not speak MQTT", true, true);
        }
        if (find(thrown, Mqtt5DisconnectException.class)
                        instanceof Mqtt5DisconnectException disconnect
                && !beforeConnected) {
            return passes(
                    "it ended the connection ("
                            + words(disconnect.getMqttMessage().getReasonCode())
                            + ")");
        }
        return beforeConnected
                ? new ConnectTrouble(
                        Reason.TLS,
                        "it ends every connection before it is used; perhaps it "
                                + (withTls
                                        ? "does not speak TLS on this port, or wants a client"
                                                + " certificate"
                                        : "wants TLS"),
                        false,
                        true)
                : passes("it went away");
    }

    private static ConnectTrouble refused(Mqtt5ConnAckReasonCode code) {
        return switch (code) {
            case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED -> LOGIN_REFUSED;
            case CLIENT_IDENTIFIER_NOT_VALID -> needsUser("it does not accept the client id");
            case UNSUPPORTED_PROTOCOL_VERSION -> VERSION_REFUSED;
            default -> passes("it refuses the connection (" + words(code) + ")");
        };
    }

    private static ConnectTrouble refused(Mqtt3ConnAckReturnCode code) {
        return switch (code) {
            case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED -> LOGIN_REFUSED;
            case IDENTIFIER_REJECTED -> needsUser("it does not accept the client id");
            case UNSUPPORTED_PROTOCOL_VERSION -> VERSION_REFUSED;
            default -> passes("it refuses the connection (" + words(code) + ")");
        };
    }

    private static ConnectTrouble needsUser(String sentence) {
        return new ConnectTrouble(Reason.OTHER, sentence, true, false);
    }

    private static ConnectTrouble ofTls(String sentence) {
        return new ConnectTrouble(Reason.TLS, sentence, true, false);
    }

    private static ConnectTrouble passes(String sentence) {
        return new ConnectTrouble(Reason.OTHER, sentence, false, false);
    }

    private static String words(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String oneLine(Throwable thrown) {
        String message = thrown.getMessage();
        return (message == null ? thrown.getClass().getSimpleName() : message)
                .replaceAll("\\s+", " ");
    }

    private static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
            if (type.isInstance(at)) {
                return at;
            }
            at = at.getCause();
        }
        return null;
    }
}
