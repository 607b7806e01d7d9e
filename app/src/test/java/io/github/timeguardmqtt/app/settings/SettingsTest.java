package io.github.timeguardmqtt.app.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.timeguardmqtt.api.Mode;
import io.github.timeguardmqtt.api.Secret;
import io.github.timeguardmqtt.app.Main;
import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.gateway.GatewaySettings;
import io.github.timeguardmqtt.model.HolidayReading;
import io.github.timeguardmqtt.model.SwitchRules;
import io.github.timeguardmqtt.mqtt.MqttSettings;
import io.github.timeguardmqtt.protocol.DeviceId;
import io.github.timeguardmqtt.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Where the settings of {@code timeguard run} come from, and what is said of wrong ones. */
class SettingsTest {

    @TempDir private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private Path config(String... lines) throws IOException {
        Path file = write("timeguard.yaml", String.join("\n", lines) + "\n");
        environment.put("TIMEGUARD_CONFIG", file.toString());
        return file;
    }

    private Settings settings(String... args) {
        CommandLine command = ValueConverters.register(new CommandLine(new RunOptions()));
        return new Settings(command.parseArgs(args), environment);
    }

    private MqttSettings mqtt(String... args) {
        return settings(args).options().mqtt().orElseThrow();
    }

    /** The sentence by which {@code timeguard config} ends. */
    private String refusal(String... args) {
        Ran ran = Ran.with(environment, withConfig(args));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("timeguard config: ").hasLineCount(1);
        return ran.err().strip().replaceFirst("timeguard config: ", "");
    }

    private String shown(String... args) {
        Ran ran = Ran.with(environment, withConfig(args));
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran.out();
    }

    private static String[] withConfig(String... args) {
        return Stream.concat(Stream.of("config"), Stream.of(args)).toArray(String[]::new);
    }

    @Test
    void the_command_line_goes_before_the_environment_and_that_before_the_file() throws Exception {
        assertThat(settings().options().mode()).isEqualTo(Mode.RELAY);
        config("mode: local", "debug: true");
        assertThat(settings().options().mode()).isEqualTo(Mode.LOCAL);
        environment.put("TIMEGUARD_MODE", "fallback");
        assertThat(settings().options().mode()).isEqualTo(Mode.FALLBACK);
        assertThat(settings("-m", "relay").options().mode()).isEqualTo(Mode.RELAY);
        assertThat(settings().options().frameLog()).isPresent();
        assertThat(settings("--debug=false").options().frameLog()).isEmpty();
    }

    @Test
    void the_file_of_the_command_line_goes_before_that_of_the_environment() throws Exception {
        config("mode: local");
        Path other = write("other.yaml", "mode: fallback\n");
        assertThat(settings("--config", other.toString()).options().mode())
                .isEqualTo(Mode.FALLBACK);
    }

    @Test
    void
            without_a_broker_there_is_no_mqtt_and_the_other_defaults_are_those_of_the_earlier_bridge() {
        RunOptions options = settings().options();
        assertThat(options.mqtt()).isEmpty();
        assertThat(options.embeddedBroker()).isEmpty();
        assertThat(options.gatewaySettings().onlineTimeout()).isEqualTo(Duration.ofSeconds(50));
        assertThat(options.gatewaySettings().offlineWait()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.commandRules().rawAllowed()).isFalse();
        assertThat(mqtt("--mqtt-host", "broker")).isEqualTo(MqttSettings.plain("broker", 1883));
    }

    @Test
    void the_earlier_bridges_command_line_works() {
        String[] line =
                "--mqtt-host 192.168.1.5 --mqtt-port 1883 --mqtt-username u --mqtt-password p --homeassistant-discovery --debug --mode fallback -p -s --device-online-timeout 50"
                        .split(" ");
        Settings settings = settings(line);
        MqttSettings mqtt = settings.options().mqtt().orElseThrow();
        assertThat(mqtt.host()).isEqualTo("192.168.1.5");
        assertThat(mqtt.username()).contains("u");
        assertThat(mqtt.password()).contains(new Secret("p"));
        assertThat(mqtt.discoveryPrefix()).contains("homeassistant");
        assertThat(settings.options().mode()).isEqualTo(Mode.FALLBACK);
        assertThat(settings.options().gatewaySettings().onlineTimeout())
                .isEqualTo(Duration.ofSeconds(50));
        assertThat(settings.warnings())
                .containsExactly(
                        "others on this machine can see the password of --mqtt-password in the list"
                                + " of processes: give it with --mqtt-password-file,"
                                + " TIMEGUARD_MQTT_PASSWORD or --config");
    }

    @Test
    void an_empty_user_and_password_are_none() {
        assertThat(mqtt("--mqtt-host=b", "--mqtt-username", "", "--mqtt-password", "").username())
                .isEmpty();
        environment.put("TIMEGUARD_MQTT_PASSWORD", "");
        environment.put("TIMEGUARD_MQTT_PORT", "");
        assertThat(mqtt("--mqtt-host=b").password()).isEmpty();
    }

    @Test
    void every_option_is_also_a_variable_and_a_key() throws Exception {
        Map<String, String> values = new HashMap<>();
        values.put("mode", "local");
        values.put("device", "12345678=relay");
        values.put("timezone", "12345678=Europe/Dublin");
        values.put("holiday-order", "end-first");
        values.put("holiday-time", "12345678=utc");
        values.put("boost-in-always-off", "off");
        values.put("load-watts", "3000");
        values.put("listen", "127.0.0.1:1");
        values.put("cloud", "127.0.0.1:2");
        values.put("max-devices", "3");
        values.put("allow-source", "100.64.0.0/10");
        values.put("device-online-timeout", "70s");
        values.put("offline-wait", "0s");
        values.put("power-off", "auto");
        values.put("raw-commands", "true");
        values.put("debug", "true");
        values.put("print-parsed-data", "true");
        values.put("mask", "true");
        values.put("capture", folder.toString());
        values.put("capture-file-size", "2M");
        values.put("capture-file-age", "2h");
        values.put("capture-budget", "5M");
        values.put("data", folder.toString());
        values.put("mqtt-host", "broker");
        values.put("mqtt-port", "1884");
        values.put("mqtt-url", "mqtts://broker:1885");
        values.put("mqtt-embedded", "127.0.0.1:1886");
        values.put("mqtt-clientid", "me");
        values.put("mqtt-root-topic", "house/timeguard");
        values.put("mqtt-username", "user");
        values.put("mqtt-password", "hush");
        values.put("mqtt-password-file", write("password", "hush\n").toString());
        values.put("mqtt-ca", write("ca.pem", "").toString());
        values.put("mqtt-cert", write("cert.pem", "").toString());
        values.put("mqtt-key", write("key.pem", "").toString());
        values.put("homeassistant-discovery", "ha");
        values.put("homeassistant-status-topic", "ha/status");
        List<String> options =
                RunOptions.definitions().stream()
                        .map(definition -> definition.longestName())
                        .filter(name -> !name.equals("--config"))
                        .toList();
        assertThat(values.keySet())
                .containsExactlyInAnyOrderElementsOf(options.stream().map(Settings::key).toList());
        for (String option : options) {
            String key = Settings.key(option);
            // What it cannot be without.
            List<String> with =
                    switch (key) {
                        case "mqtt-password", "mqtt-password-file" -> List.of("--mqtt-username=u");
                        case "mqtt-cert" -> List.of("--mqtt-key", values.get("mqtt-key"));
                        case "mqtt-key" -> List.of("--mqtt-cert", values.get("mqtt-cert"));
                        default -> List.of();
                    };
            String[] args = with.toArray(String[]::new);
            String value = String.valueOf(values.get(key));
            environment.clear();
            environment.put(Settings.variable(option), value);
            Setting ofEnvironment = settings(args).of(option).orElseThrow();
            environment.clear();
            Path file = config(key + ": " + value);
            Setting ofFile = settings(args).of(option).orElseThrow();

            assertThat(ofEnvironment.values()).isEqualTo(ofFile.values()).containsExactly(value);
            assertThat(ofEnvironment.origin())
                    .isEqualTo("environment " + Settings.variable(option));
            assertThat(ofFile.origin()).isEqualTo("file " + file + ":1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "YES, true",
        "1, true",
        "on, true",
        "false, false",
        "no, false",
        "0, false"
    })
    void flags_take_several_words(String word, boolean meant) throws Exception {
        environment.put("TIMEGUARD_RAW_COMMANDS", word);
        assertThat(settings().options().commandRules().rawAllowed()).isEqualTo(meant);
        environment.clear();
        config("raw-commands: " + word);
        assertThat(settings().options().commandRules().rawAllowed()).isEqualTo(meant);
    }

    @Test
    void what_can_go_without_a_value_takes_true_and_false() throws Exception {
        config("homeassistant-discovery: true", "mqtt-embedded: true");
        assertThat(mqtt().discoveryPrefix()).contains("homeassistant");
        assertThat(mqtt().port()).isEqualTo(1883);
        config("homeassistant-discovery: false", "mqtt-embedded: false", "mqtt-host: b");
        assertThat(mqtt().discoveryPrefix()).isEmpty();
        assertThat(settings().options().embeddedBroker()).isEmpty();
        environment.put("TIMEGUARD_HOMEASSISTANT_DISCOVERY", "true");
        assertThat(mqtt().discoveryPrefix()).contains("homeassistant");
        config("mqtt-embedded: true");
        environment.put("TIMEGUARD_MQTT_EMBEDDED", "no");
        assertThat(settings().options().mqtt()).isEmpty();
    }

    @Test
    void repeatable_options_take_commas_lists_and_maps() throws Exception {
        Map<DeviceId, Mode> modes =
                Map.of(
                        DeviceId.parse("12345678"), Mode.LOCAL,
                        DeviceId.parse("0badcafe"), Mode.RELAY,
                        DeviceId.parse("1e234567"), Mode.FALLBACK);
        assertThat(
                        settings(
                                        "--device=12345678=local",
                                        "--device=0badcafe=relay,1e234567=fallback")
                                .options()
                                .deviceModes())
                .isEqualTo(modes);
        environment.put("TIMEGUARD_DEVICE", "12345678=local,0badcafe=relay, 1e234567=fallback");
        assertThat(settings().options().deviceModes()).isEqualTo(modes);
        environment.clear();
        config("device: [12345678=local, 0badcafe=relay, 1e234567=fallback]");
        assertThat(settings().options().deviceModes()).isEqualTo(modes);
        config("device: {12345678: local, 0badcafe: relay, 1e234567: fallback}");
        assertThat(settings().options().deviceModes()).isEqualTo(modes);
        config("device:", "  12345678: local", "  0badcafe: relay", "  1e234567: fallback");
        assertThat(settings().options().deviceModes()).isEqualTo(modes);
    }

    @Test
    void texts_that_yaml_takes_for_something_else_stay_texts() throws Exception {
        config(
                "mqtt-host: 0x10",
                "mqtt-username: 007",
                "mqtt-password: 1e3",
                "mqtt-clientid: yes",
                "mqtt-root-topic: 1_000");
        MqttSettings mqtt = mqtt();
        assertThat(mqtt.host()).isEqualTo("0x10");
        assertThat(mqtt.username()).contains("007");
        assertThat(mqtt.password()).contains(new Secret("1e3"));
        assertThat(mqtt.clientId()).isEqualTo("yes");
        assertThat(mqtt.rootTopic()).isEqualTo("1_000");
    }

    @Test
    void an_empty_file_sets_nothing() throws Exception {
        for (String text : List.of("", "# nothing\n", "---\n", "\ufeff# nothing\n", "{}")) {
            config(text);
            assertThat(settings().options().mode()).as(text).isEqualTo(Mode.RELAY);
        }
    }

    @Test
    void a_secret_can_stand_in_a_file_of_its_own() throws Exception {
        environment.put("TIMEGUARD_MQTT_HOST", "b");
        environment.put("TIMEGUARD_MQTT_USERNAME", "u");
        environment.put(
                "TIMEGUARD_MQTT_PASSWORD_FILE",
                write("password", "\"a, b #$x ${sys:user.name}\"\n").toString());
        assertThat(mqtt().password()).contains(new Secret("\"a, b #$x ${sys:user.name}\""));
        environment.clear();
        environment.put("TIMEGUARD_MQTT_URL_FILE", write("url", "mqtt://u:p@b\n").toString());
        assertThat(mqtt().password()).contains(new Secret("p"));
        environment.put("TIMEGUARD_MQTT_URL", "mqtt://b");
        assertThat(refusal())
                .isEqualTo(
                        "TIMEGUARD_MQTT_URL and TIMEGUARD_MQTT_URL_FILE say the same: leave one"
                                + " out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--debug", "-d", "${sys:user.name}", "a,b", "\"quoted\"", "true"})
    void a_password_may_be_any_text(String password) {
        environment.put("TIMEGUARD_MQTT_PASSWORD", password);
        assertThat(mqtt("--mqtt-host=b", "--mqtt-username=u").password())
                .contains(new Secret(password));
    }

    @Test
    void a_wrong_value_below_one_that_is_right_does_not_matter() throws Exception {
        config("mode: sideways");
        environment.put("TIMEGUARD_MODE", "locla");
        assertThat(settings("--mode=fallback").options().mode()).isEqualTo(Mode.FALLBACK);
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt://b, false, b, 1883, ''",
        "MQTT://b:1, false, b, 1, ''",
        "mqtts://b/, true, b, 8883, ''",
        "mqtt://[::1]:5, false, ::1, 5, ''",
        "mqtt://[fe80::1], false, fe80::1, 1883, ''",
        "mqtts://u:p%40%2B+:/@b:5, true, b, 5, u p@++:/",
        "mqtt://u%3Av@b, false, b, 1883, u:v",
    })
    void a_url_tells_the_broker(String url, boolean tls, String host, int port, String user) {
        MqttSettings mqtt = mqtt("--mqtt-url", url);
        assertThat(mqtt.tls().isPresent()).isEqualTo(tls);
        assertThat(mqtt.host()).isEqualTo(host);
        assertThat(mqtt.port()).isEqualTo(port);
        assertThat(
                        mqtt.username().orElse("")
                                + mqtt.password().map(secret -> " " + secret.reveal()).orElse(""))
                .isEqualTo(user);
    }

    @Test
    void tls_comes_by_the_url_or_by_a_ca_and_never_by_a_port() throws Exception {
        String ca = write("ca.pem", "").toString();
        assertThat(mqtt("--mqtt-host=b", "--mqtt-port=8883").tls()).isEmpty();
        assertThat(mqtt("--mqtt-url=mqtt://b:8883").tls()).isEmpty();
        assertThat(mqtt("--mqtt-url=mqtts://b:1883").tls()).contains(MqttSettings.Tls.PLAIN);
        assertThat(mqtt("--mqtt-host=b", "--mqtt-ca", ca).tls().orElseThrow().ca())
                .contains(Path.of(ca));
    }

    @Test
    void an_embedded_broker_is_on_loopback_unless_told_otherwise() {
        assertThat(settings("--mqtt-embedded", "--debug").options().embeddedBroker())
                .contains(
                        new EmbeddedBrokerSettings(
                                "127.0.0.1", 1883, Optional.empty(), Optional.empty()));
        assertThat(mqtt("--mqtt-embedded", "1884").port()).isEqualTo(1884);
        environment.put("TIMEGUARD_MQTT_PASSWORD", "p");
        Settings open = settings("--mqtt-embedded=0.0.0.0:1885", "--mqtt-username=u");
        assertThat(open.options().embeddedBroker())
                .contains(
                        new EmbeddedBrokerSettings(
                                "0.0.0.0", 1885, Optional.of("u"), Optional.of(new Secret("p"))));
        MqttSettings mqtt = open.options().mqtt().orElseThrow();
        assertThat(mqtt.host()).isEqualTo("127.0.0.1");
        assertThat(mqtt.port()).isEqualTo(1885);
        assertThat(mqtt.password()).contains(new Secret("p"));
    }

    @Test
    void another_broker_further_up_replaces_the_one_below() throws Exception {
        config("mqtt-host: b", "mqtt-port: 1884", "mqtt-username: u", "mqtt-password: low");
        assertThat(mqtt("--mqtt-embedded").host()).isEqualTo("127.0.0.1");
        assertThat(mqtt("--mqtt-url=mqtt://c").port()).isEqualTo(1883);
        environment.put("TIMEGUARD_MQTT_PASSWORD_FILE", write("password", "high").toString());
        assertThat(mqtt().password()).contains(new Secret("high"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    --mqtt-host=b --mqtt-url=mqtt://b -> --mqtt-host and --mqtt-url exclude one another: leave one out
                    --mqtt-host=b --mqtt-embedded -> --mqtt-host and --mqtt-embedded exclude one another: leave one out
                    --mqtt-url=mqtt://b --mqtt-port=1 -> --mqtt-port goes with --mqtt-host only: the port of --mqtt-url stands in its value
                    --mqtt-host=b --mqtt-username=u --mqtt-password=p --mqtt-password-file=f -> --mqtt-password and --mqtt-password-file exclude one another: leave one out
                    --mqtt-host=b --mqtt-password=p -> an MQTT password needs a user: add --mqtt-username
                    --mqtt-url=mqtt://u:p@b --mqtt-username=u -> the user is in the URL of --mqtt-url already: leave out either that, or --mqtt-username and the password
                    --mqtt-host=b --mqtt-cert=pom.xml -> --mqtt-cert and --mqtt-key belong together: add --mqtt-key
                    --mqtt-host=b --mqtt-cert=pom.xml --mqtt-key=pom.xml -> --mqtt-cert needs TLS: give the broker as --mqtt-url mqtts://…, or add --mqtt-ca
                    --mqtt-embedded --mqtt-ca=pom.xml -> the broker of --mqtt-embedded speaks no TLS: leave out --mqtt-ca, --mqtt-cert and --mqtt-key
                    --mqtt-embedded=0.0.0.0:1 -> others can reach 0.0.0.0:1 of --mqtt-embedded: add --mqtt-username and --mqtt-password-file
                    --mqtt-embedded=broker:1 -> others can reach broker:1 of --mqtt-embedded: add --mqtt-username and --mqtt-password-file
                    --mqtt-embedded --mqtt-username=u -> the user of --mqtt-embedded needs a password: add --mqtt-password-file
                    --mqtt-host=b --mqtt-ca=nothing -> --mqtt-ca: nothing does not exist
                    --mqtt-host=b --mqtt-ca=. -> --mqtt-ca: . is a folder
                    --device=12345678=local,12345678=relay -> --device: 12345678 stands there twice: expected one value for each device
                    --load-watts=1,2 -> --load-watts: there are two values for all devices: expected one, and others like 12345678=…
                    --load-watts=3kW -> --load-watts: "3kW" is not a load: expected watts from 1 to 99999, like 3000
                    --load-watts=0 -> --load-watts: "0" is not a load: expected watts from 1 to 99999, like 3000
                    --timezone=Europe/Lodon -> --timezone: "Europe/Lodon" is not a time zone: expected one like Europe/London; did you mean Europe/London?
                    --timezone=+01:00 -> --timezone: "+01:00" is not a time zone: expected one like Europe/London
                    --holiday-order=12345678=first -> --holiday-order: "first" is not an order: expected start-first or end-first
                    --holiday-time=gmt -> --holiday-time: "gmt" is not a kind of time: expected wall-clock or utc
                    --boost-in-always-off=maybe -> --boost-in-always-off: "maybe" is not what a boost does: expected on or off
                    --holiday-time=1234=utc -> --holiday-time: a device id is eight hex digits, like 0badcafe, not "1234"
                    --cloud=1.2.3.4:0 -> 1.2.3.4:0 is no place to send to: expected a port from 1 to 65535 with --cloud
                    --config=nothing -> cannot read the settings in nothing: there is no such file
                    --config=. -> cannot read the settings in .: it is a folder
                    --mqtt-username=u --mqtt-password-file=nothing -> --mqtt-password-file: cannot read nothing: there is no such file
                    """)
    void settings_that_do_not_fit_are_one_sentence(String args, String sentence) {
        assertThat(refusal(args.split(" "))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    --mqtt-port=0 -> "0" is not a port: expected a number from 1 to 65535
                    --mqtt-host=b:1883 -> "b:1883" is not a host: expected a name or an address, with the port in --mqtt-port
                    --mqtt-host=mqtt://u:hush@b -> a URL is not a host: give it with --mqtt-url instead
                    --mqtt-url=http://u:hush@b -> "http://…@b" is not a broker's URL
                    --mqtt-url=u:hush@b -> "…@b" is not a broker's URL
                    --mqtt-url=mqtt://u:hush@b:x -> "mqtt://…@b:x" is not a broker's URL
                    --mqtt-url=mqtt://u:%hush@b -> "mqtt://…@b" is not a broker's URL
                    --mqtt-url=mqtt://u:***@b -> *** stands for a password that was hidden: expected the password itself
                    --mqtt-password=*** -> *** stands for a password that was hidden: expected the password itself
                    --mqtt-embedded=0 -> "0" is not a port: expected a number from 1 to 65535
                    --mqtt-embedded=b: -> "b:" has no valid port: expected a number from 0 to 65535 behind the colon
                    --mqtt-root-topic=a/# -> "a/#" is not a topic: expected one like timeguard or house/timeguard, without # and +
                    --homeassistant-discovery= -> "" is not a topic: expected one like timeguard or house/timeguard, without # and +
                    --device=12345678 -> "12345678" is not a device and its mode: expected one like 12345678=local
                    --device=123=local -> a device id is eight hex digits, like 0badcafe, not "123"
                    --device=12345678=locl -> "locl" is not a mode: expected relay, fallback, local
                    --device-online-timeout=0 -> 0 is too short: expected at least 1s
                    --device-online-timeout=soon -> "soon" is not a time: expected seconds like 50, or one like 50s or 2m
                    --offline-wait=2d -> 2d is too long: expected at most 1d
                    --power-off=off -> "off" is not a meaning of off: expected always-off or auto
                    """)
    void a_bad_value_is_named_by_where_it_stands(String arg, String sentence) throws Exception {
        assertThat(refusal(arg)).contains(sentence).doesNotContain("hush");
        String option = arg.replaceFirst("=.*", "");
        String value = arg.substring(option.length() + 1);
        if (value.isEmpty()) {
            return;
        }
        environment.put(Settings.variable(option), value);
        assertThat(refusal())
                .startsWith(Settings.variable(option) + ": " + sentence)
                .doesNotContain("hush", "--option");
        environment.clear();
        Path file = config("# a comment", Settings.key(option) + ": \"" + value + '"');
        assertThat(refusal())
                .startsWith(file + " line 2: " + Settings.key(option) + ": " + sentence)
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            textBlock =
                    """
                    mqtt-prot: 1883 -> 1: there is no setting "mqtt-prot"; did you mean mqtt-port?
                    mqtt_host: b -> 1: there is no setting "mqtt_host"; did you mean mqtt-host?
                    xyzzy: b -> 1: there is no setting "xyzzy"
                    config: b -> 1: there is no setting "config"
                    mode: local|mode: relay -> 2: mode stands in line 1 already: leave one out
                    mode: local|debug: perhaps -> 2: debug: expected true or false, not "perhaps"
                    debug: [true] -> 1: debug: expected true or false, not a list
                    mode: [local] -> 1: mode: expected one MODE, not a list
                    mode: {a: b} -> 1: mode: expected one MODE, not a map
                    allow-source: {a: b} -> 1: allow-source: expected a list of CIDR, not a map
                    mode: -> 1: mode: there is no value: leave the line out, or put one that starts with # in quotes
                    mode: ~ -> 1: mode: there is no value: leave the line out, or put one that starts with # in quotes
                    mode: null -> 1: mode: there is no value: leave the line out, or put one that starts with # in quotes
                    mqtt-username: '' -> 1: mqtt-username: there is no value: leave the line out, or put one that starts with # in quotes
                    mqtt-password: #hush -> 1: mqtt-password: there is no value: leave the line out, or put one that starts with # in quotes
                    mode: !!str local -> 1: expected a text: one that starts with !, & or * has to be in quotes
                    mode: &a local -> 1: expected a text: one that starts with !, & or * has to be in quotes
                    device: !x [a] -> 1: expected a text: one that starts with !, & or * has to be in quotes
                    device: [[a]] -> 1: expected device: a text as element of the list
                    device: {12345678: [local]} -> 1: expected device: a text behind 12345678
                    - mode -> 1: expected settings like mqtt-host: 192.168.1.5
                    mode local -> 1: expected settings like mqtt-host: 192.168.1.5
                    ? [a]|: b -> 1: expected a setting's name
                    mode: local|---|mode: relay -> 2: a second document begins: expected one alone
                    mqtt-password: hush: hush -> 1: this is not YAML: mapping values are not allowed here
                    mode: local|  debug: true -> 2: this is not YAML: mapping values are not allowed here
                    """)
    void a_wrong_file_is_one_sentence_with_file_and_line(String lines, String sentence)
            throws Exception {
        Path file = config(lines.split("\\|"));
        assertThat(refusal()).isEqualTo(file + " line " + sentence);
    }

    @Test
    void what_is_no_text_is_one_sentence() throws Exception {
        Path file = config();
        Files.write(file, "mqtt-username: Jürgen\n".getBytes(ISO_8859_1));
        assertThat(refusal()).isEqualTo(file + " is not a text in UTF-8");
        Files.writeString(file, "mode: \u0001\n");
        assertThat(refusal()).startsWith(file.toString());
        Files.writeString(file, "# large\n".repeat(10_000));
        assertThat(refusal()).isEqualTo(file + " is too large: expected at most 64 KiB");
        Files.writeString(file, "device: " + "[".repeat(60_000));
        assertThat(refusal()).isEqualTo(file + " line 1: this is nested too deep");
    }

    @Test
    void an_unknown_variable_is_a_warning_with_the_nearest_name() {
        environment.put("TIMEGUARD_MQTT_HOTS", "b");
        environment.put("TIMEGUARD_PORT_9997_UDP_ADDR", "b");
        environment.put("TIMEGUARD_XYZZYXYZZY", "b");
        environment.put("TIMEGUARDIAN", "b");
        assertThat(settings().warnings())
                .contains(
                        "there is no setting TIMEGUARD_MQTT_HOTS in the environment; did you mean"
                                + " TIMEGUARD_MQTT_HOST?",
                        "there is no setting TIMEGUARD_XYZZYXYZZY in the environment")
                .hasSize(3);
    }

    @Test
    void what_does_nothing_without_a_broker_is_a_warning() {
        assertThat(settings("--homeassistant-discovery").warnings())
                .containsExactly(
                        "--homeassistant-discovery does nothing without a broker: name one with"
                                + " --mqtt-host, --mqtt-url or --mqtt-embedded");
    }

    @Test
    void a_secret_in_a_file_that_others_can_read_is_a_warning() throws Exception {
        Path file = config("mqtt-host: b", "mqtt-username: u", "mqtt-password: hush");
        assertThat(settings().warnings()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(settings().warnings())
                .containsExactly(
                        "%s holds a password and others can read it: chmod 600 %s"
                                .formatted(file, file));
        Files.writeString(file, "mqtt-host: b\n");
        assertThat(settings().warnings()).isEmpty();
    }

    @Test
    void state_is_kept_where_service_or_user_want_it() {
        environment.put("XDG_STATE_HOME", "/x/state");
        environment.put("STATE_DIRECTORY", "/var/lib/timeguard:/var/lib/other");
        assertThat(settings().dataDirectory()).isEqualTo(Path.of("/var/lib/timeguard"));
        environment.remove("STATE_DIRECTORY");
        assertThat(settings().dataDirectory()).isEqualTo(Path.of("/x/state/timeguard"));
        environment.clear();
        assertThat(settings().dataDirectory())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/timeguard"));
        assertThat(settings("--data=/y").dataDirectory()).isEqualTo(Path.of("/y"));
    }

    @Test
    void a_device_can_have_rules_of_its_own() {
        GatewaySettings settings =
                settings(
                                "--timezone=12345678=Europe/Dublin",
                                "--load-watts=3000,0badcafe=2000",
                                "--holiday-order=end-first",
                                "--holiday-time=12345678=utc",
                                "--boost-in-always-off=off")
                        .options()
                        .gatewaySettings();
        SwitchRules usual =
                new SwitchRules(
                        ZoneId.of("Europe/London"),
                        Optional.of(HolidayReading.Order.END_FIRST),
                        HolidayReading.Base.WALL_CLOCK,
                        false,
                        OptionalInt.of(3000));
        assertThat(settings.rules()).isEqualTo(usual);
        assertThat(settings.deviceRules())
                .containsOnly(
                        entry(
                                DeviceId.parse("12345678"),
                                new SwitchRules(
                                        ZoneId.of("Europe/Dublin"),
                                        usual.holidayOrder(),
                                        HolidayReading.Base.UTC,
                                        false,
                                        OptionalInt.of(3000))),
                        entry(
                                DeviceId.parse("0badcafe"),
                                new SwitchRules(
                                        usual.zone(),
                                        usual.holidayOrder(),
                                        usual.holidayBase(),
                                        false,
                                        OptionalInt.of(2000))));
        assertThat(settings().options().gatewaySettings().rules()).isEqualTo(SwitchRules.USUAL);
    }

    @Test
    void config_tells_where_each_setting_comes_from() throws Exception {
        Path file = config("", "mqtt-host: broker", "mqtt-username: \"a: #b\"");
        environment.put("TIMEGUARD_MQTT_PASSWORD", "hush");
        assertThat(shown("--debug", "--device=12345678=local").lines())
                .contains(
                        "mode: relay  # default",
                        "debug: true  # command line",
                        "device: [\"12345678=local\"]  # command line",
                        "mqtt-host: broker  # file " + file + ":2",
                        "mqtt-username: \"a: #b\"  # file " + file + ":3",
                        "# mqtt-password: \"***\"  # environment TIMEGUARD_MQTT_PASSWORD; hidden",
                        "# mqtt-url: URL  # not set")
                .noneMatch(line -> line.contains("hush"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--debug --device=12345678=local --device=0badcafe=relay"
                        + " --allow-source=100.64.0.0/10",
                "--mqtt-host=b --mqtt-port=1884 --mqtt-username=Jürgen\"\\"
                        + " --homeassistant-discovery",
                "--mqtt-url=mqtts://b --offline-wait=0 --raw-commands --power-off=auto",
                "--mqtt-embedded --mqtt-clientid=null",
                "--timezone=Europe/London,12345678=Europe/Dublin --load-watts=3000"
                        + " --boost-in-always-off=off",
            })
    void what_config_shows_can_be_read_back(String args) throws Exception {
        String first = shown(args.split(" "));
        Path file = config(first);
        String second = shown();
        assertThat(withoutOrigins(second)).isEqualTo(withoutOrigins(first));
        Files.writeString(file, second);
        assertThat(shown()).isEqualTo(second);
    }

    private static List<String> withoutOrigins(String config) {
        return config.lines().map(line -> line.replaceFirst("  # .*", "")).toList();
    }

    @Test
    void a_password_is_shown_nowhere() throws Exception {
        config("mqtt-url: mqtt://user:hush@broker");
        assertThat(shown())
                .contains("# mqtt-url: \"mqtt://user:***@broker\"")
                .doesNotContain("hush");
        assertThat(settings().options().mqtt().toString()).doesNotContain("hush");
        config("mqtt-url: mqtt://me@example.org:hush@broker");
        assertThat(shown()).doesNotContain("hush");
        assertThat(settings().shown().toString()).doesNotContain("hush");
        assertThat(refusal("--mqtt-username=u")).doesNotContain("hush");
        assertThat(refusal("--mqtt-pasword=hush")).doesNotContain("hush");
    }

    @Test
    void a_password_of_environment_or_file_is_not_in_the_list_of_processes() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--listen=127.0.0.1:0",
                        "--data=" + folder.resolve("state"),
                        "--config",
                        // Not used without a broker, but read.
                        write("c.yaml", "mqtt-username: u\nmqtt-password: hush-of-file\n")
                                .toString());
        builder.environment().put("TIMEGUARD_MQTT_PASSWORD", "hush-of-environment");
        builder.environment().put("TIMEGUARD_HOMEASSISTANT_DISCOVERY", "ha");
        Process process = builder.redirectErrorStream(true).start();
        try (var out = process.inputReader()) {
            StringBuilder text = new StringBuilder();
            String line = out.readLine();
            while (line != null && !line.contains("Relaying between devices")) {
                text.append(line);
                line = out.readLine();
            }
            assertThat(line).isNotNull();
            assertThat(text).contains("does nothing without a broker").doesNotContain("hush");
            assertThat(Files.readString(Path.of("/proc", process.pid() + "", "cmdline")))
                    .contains("--config")
                    .doesNotContain("hush");
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--capture-file-size=1      | 1 is too small: expected at least 256K",
                "--capture-file-size=64X    | \"64X\" is not a size: expected one like 500M or 2G",
                "--capture-file-age=0s      | 0s is not possible: expected 1s to 366d",
                "--capture-file-age=400d    | 400d is not possible: expected 1s to 366d",
                "--capture-file-size=1G     | a --capture-budget of 1073741824 bytes has no room"
                        + " for two files of 1073741824: expected at least twice the"
                        + " --capture-file-size",
            })
    void how_much_of_a_capture_is_kept_has_its_limits(String option, String sentence) {
        Ran ran = Ran.on("", "config", "--capture=/captures", option);
        assertThat(ran.err())
                .startsWith("timeguard config: ")
                .endsWith(sentence + "\n")
                .hasLineCount(1);
        assertThat(ran.exitCode()).isEqualTo(2);
    }
}
