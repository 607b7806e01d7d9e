package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "run ", "config ", "decode ", "encode "})
    void every_command_has_help_and_a_version(String command) {
        for (String option : new String[] {"--help", "-h"}) {
            Ran ran = Ran.on("", (command + option).split(" "));
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).startsWith("Usage: timeguard " + command);
        }
        for (String option : new String[] {"--version", "-V"}) {
            Ran ran = Ran.on("", (command + option).split(" "));
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).matches("timeguard \\d+\\.\\d+\\S*\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    decod -> timeguard: there is no command "decod"; did you mean decode?
                    dec -> timeguard: there is no command "dec"; did you mean decode?
                    quux -> timeguard: there is no command "quux"
                    run --mode locla -> timeguard run: --mode: "locla" is not a mode: expected relay, fallback, local
                    run --mqtt-pasword=hush -> timeguard run: there is no option "--mqtt-pasword"; did you mean --mqtt-password?
                    simulate --server 127.0.0.1:1 --devices 10001 -> timeguard simulate: 10001 switches are not possible: expected 1 to 10000
                    simulate --server 127.0.0.1:1 --holiday-order last -> timeguard simulate: --holiday-order: "last" is not an order: expected start-first or end-first
                    simulate --server 127.0.0.1:1 --holiday-time gmt -> timeguard simulate: --holiday-time: "gmt" is not a kind of time: expected wall-clock or utc
                    simulate --server 127.0.0.1:1 --devices 3000000000 -> timeguard simulate: --devices: "3000000000" is not a whole number up to 2147483647
                    simulate --server 127.0.0.1:1 --seed x -> timeguard simulate: --seed: "x" is not a whole number up to 9223372036854775807
                    demo --speed fast -> timeguard demo: --speed: "fast" is not a number: expected one such as 0.5 or 60
                    ctl x plan --days x -> timeguard ctl plan: --days: "x" is not a whole number up to 2147483647
                    run extra -> timeguard run: "extra" is one word too many
                    --debug extra -> timeguard run: "extra" is one word too many
                    decode @nothing -> timeguard decode: cannot read "@nothing": there is no such file
                    ENCDE x -> timeguard: there is no command "ENCDE"; did you mean encode?
                    decode --jsno -> timeguard decode: there is no option "--jsno"; did you mean --json?
                    simulate -> timeguard simulate: --server HOST:PORT is missing
                    config --mode=relay --mode=local -> timeguard config: --mode is given twice: leave one out
                    run --listen --debug -> timeguard run: --listen needs a value: HOST:PORT
                    decode --strict=3 -> timeguard decode: --strict takes no value, such as "3"
                    --data d1 status -> timeguard run: "status" is one word too many; a command comes before all options: timeguard status
                    ctl status boiler -> timeguard ctl status: "boiler" is one word too many; what it is for comes before the status: timeguard ctl boiler status
                    help foo -> timeguard: there is no command "foo"
                    help decod -> timeguard: there is no command "decod"; did you mean decode?
                    replay x --to 127.0.0.1:1 --as clowd -> timeguard replay: --as: "clowd" is none of device, cloud
                    """)
    void a_wrong_command_line_is_one_sentence(String args, String sentence) {
        assertThat(Ran.on("", args.split(" "))).isEqualTo(new Ran(2, "", sentence + "\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "--debug --mask, run --debug --mask",
        "-d, run -d",
        "--mode=relay decode, run --mode=relay decode",
        "decode -, decode -",
        "--help, --help",
        "-V, -V",
    })
    void options_without_a_command_are_those_of_run(String args, String meant) {
        assertThat(Main.withCommand(args.split(" "))).containsExactly(meant.split(" "));
    }

    @Test
    void nothing_at_all_is_run() {
        assertThat(Main.withCommand()).containsExactly("run");
    }
}
