package io.github.timeguardmqtt.model;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.timeguardmqtt.protocol.Message;
import io.github.timeguardmqtt.protocol.Text;
import java.util.Optional;

/**
 * What a device says it is: 13 digits, of which the first five name the product and the rest the
 * firmware. That reading is inferred. Source: docs/reference/protocol.md, "Code version".
 */
public record CodeVersion(String digits) {

    private static final int PRODUCT_DIGITS = 5;

    /** The products of which somebody has told the digits. */
    public enum Product {
        /** The NTTWiFi. */
        NTT_WIFI("41917", "NTTWiFi"),

        /** The FSTWiFi. */
        FST_WIFI("41901", "FSTWiFi");

        private final String digits;
        private final String label;

        Product(String digits, String label) {
            this.digits = digits;
            this.label = label;
        }

        /** As it stands on the box: {@code NTTWiFi}. */
        public String label() {
            return label;
        }
    }

    /**
     * @throws IllegalArgumentException when they are not 13 digits
     */
    public CodeVersion {
        if (!isWellFormed(digits)) {
            throw new IllegalArgumentException(
                    "a code version is 13 digits, like 4190117051001, not \"" + digits + "\"");
        }
    }

    /**
     * The version of this product with this firmware, eight digits.
     *
     * @throws IllegalArgumentException when {@code firmware} is anything else
     */
    public static CodeVersion of(Product product, String firmware) {
        return new CodeVersion(product.digits + firmware);
    }

    /** The version that a device tells, unless it has another form. */
    public static Optional<CodeVersion> told(Text text) {
        return text.in(US_ASCII).filter(CodeVersion::isWellFormed).map(CodeVersion::new);
    }

    /** Nothing for a product of which nobody has told the digits. */
    public Optional<Product> product() {
        for (Product product : Product.values()) {
            if (digits.startsWith(product.digits)) {
                return Optional.of(product);
            }
        }
        return Optional.empty();
    }

    /** Eight digits. */
    public String firmware() {
        return digits.substring(PRODUCT_DIGITS);
    }

    /** As it stands on the wire. */
    public Text text() {
        return Text.name(digits);
    }

    private static boolean isWellFormed(String text) {
        return text.length() == Message.CODE_VERSION_SIZE
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
