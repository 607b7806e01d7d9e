package io.github.timeguardmqtt.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timeguardmqtt.model.CodeVersion.Product;
import io.github.timeguardmqtt.protocol.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeVersionTest {

    @ParameterizedTest
    @CsvSource({
        "4190117051001, FST_WIFI, 17051001",
        "4191719032802, NTT_WIFI, 19032802",
        "4200017051001, , 17051001",
    })
    void the_first_five_digits_name_the_product_the_rest_the_firmware(
            String digits, Product product, String firmware) {
        CodeVersion version = CodeVersion.told(Text.name(digits)).orElseThrow();
        assertThat(version.product().orElse(null)).isEqualTo(product);
        assertThat(version.firmware()).isEqualTo(firmware);
        assertThat(version.text()).isEqualTo(Text.name(digits));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "419011705100", "41901170510011", "41901x7051001", "4190117051é"})
    void anything_else_is_no_code_version(String text) {
        assertThat(CodeVersion.told(Text.name(text))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new CodeVersion(text));
    }

    @Test
    void a_version_is_made_of_product_and_firmware() {
        assertThat(CodeVersion.of(Product.NTT_WIFI, "17051001"))
                .isEqualTo(new CodeVersion("4191717051001"));
    }
}
