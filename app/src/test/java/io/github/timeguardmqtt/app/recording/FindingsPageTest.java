package io.github.timeguardmqtt.app.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.timeguardmqtt.app.Ran;
import io.github.timeguardmqtt.capture.Mark;
import io.github.timeguardmqtt.capture.pcap.PcapngWriter;
import io.github.timeguardmqtt.protocol.Bytes;
import io.github.timeguardmqtt.testing.Patience;
import io.github.timeguardmqtt.testing.Programs;
import io.github.timeguardmqtt.workbench.SecretSwitch;
import io.github.timeguardmqtt.workbench.analysis.FindingsSentences;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of {@code timeguard analyse --html}, also as a browser shows it. */
class FindingsPageTest {

    /** What would run, or load, or end the script, if a page took it for its own. */
    private static final String NASTY =
            "</script><script>document.title='taken'</script><img src=\"https://example.org/x.png\""
                    + " onerror=\"document.title='taken'\">&amp;'\"\u2028\u202e<!--";

    /** Tells in the page itself whether anything stands out of it at the side. */
    private static final String PROBE =
            "<script>document.body.dataset.beside ="
                    + " document.documentElement.scrollWidth - window.innerWidth;</script></body>";

    @TempDir private Path folder;

    /** A day in which a byte follows the load, with a note that nobody should have to trust. */
    private Path page() throws IOException {
        ByteArrayOutputStream recorded = new ByteArrayOutputStream();
        recorded.write(
                SecretSwitch.recording(
                        (truth, state, now, held) ->
                                SecretSwitch.with(
                                        truth,
                                        0,
                                        Bytes.of(truth.loadDetected() ? 3 : 0, 0x64, 0),
                                        Bytes.of(0, held, 0),
                                        truth.unknown3()),
                        1));
        new PcapngWriter(recorded, "test")
                .mark(new Mark("", Optional.of(SecretSwitch.START.plusSeconds(7200)), NASTY));
        Path recording = Files.write(folder.resolve("day.pcapng"), recorded.toByteArray());
        Path page = folder.resolve("page.html");
        Ran ran =
                Ran.on(
                        "",
                        "analyse",
                        recording.toString(),
                        "--html",
                        page.toString(),
                        "--timezone",
                        "Europe/London");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).isEmpty();
        return page;
    }

    /** Output of Chromium about a page; skipped where there is none. */
    private String chromium(Path page, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Programs.find("chromium"),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--hide-scrollbars",
                                "--force-prefers-reduced-motion",
                                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(options));
        command.add(page.toUri().toString());
        Path told = folder.resolve("chromium.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(false)
                        .redirectError(told.toFile())
                        .redirectOutput(folder.resolve("chromium.out").toFile())
                        .start();
        try {
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(told)).doesNotContain(":CONSOLE");
        return Files.readString(folder.resolve("chromium.out"));
    }

    private static Path probed(Path page) throws IOException {
        return Files.writeString(page, Files.readString(page).replace("</body>", PROBE), UTF_8);
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
    }

    @Test
    void it_needs_nothing_else_and_takes_nothing_from_a_recording_for_its_own() throws IOException {
        String page = Files.readString(page());
        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContain("<img", "taken'</script>", "<link", "\u202e", "\u2028")
                .contains("&lt;/script&gt;&lt;script&gt;document.title=&#39;taken&#39;");
        assertThat(all("<script", page)).hasSize(2);
        assertThat(all("<\\w+ [^>]*(src|href|onerror)=", page)).isEmpty();
        assertThat(all("https?://[^\"' ]*", page))
                .allMatch(it ->
                        it.equals("http://www.w3.org/2000/svg")
                                || it.startsWith("https://example.org/x.png"));
        assertThat(page)
                .contains(FindingsSentences.CAUTION)
                .contains("follows a change of loadDetected")
                .contains("<th scope=\"col\">request</th>");
    }

    @ParameterizedTest
    @CsvSource({"1280,1000", "390,900"})
    void a_browser_draws_each_plot_and_nothing_stands_out_at_the_side(int width, int height)
            throws Exception {
        String shown =
                chromium(
                        probed(page()),
                        "--window-size=" + width + "," + height,
                        "--enable-logging=stderr",
                        "--dump-dom");
        assertThat(shown).contains("<title>Analysis of recorded traffic</title>");
        assertThat(all("<title>[^<]+, \\d+ points, from [^<]+</title>", shown))
                .anyMatch(it -> it.startsWith("<title>relay, "))
                .anyMatch(it -> it.startsWith("<title>loadDetected, "))
                .anyMatch(it -> it.startsWith("<title>boost.type, "))
                .anyMatch(it -> it.startsWith("<title>unknown1 byte 0, "))
                .anyMatch(it -> it.startsWith("<title>unknown2 byte 1, "));
        assertThat(all("<path [^>]*class=\"unknownline\"", shown)).hasSize(2);
        assertThat(all("<line [^>]*class=\"mark\"", shown)).isNotEmpty();
        assertThat(shown).contains(">18:00</text>", ">Mon 8 Jun</text>").doesNotContain("NaN");
        assertThat(all("data-beside=\"-?\\d+\"", shown)).containsExactly("data-beside=\"0\"");
    }

    @Test
    void keys_and_the_pointer_tell_the_values_at_a_time() throws Exception {
        Path page = page();
        String script =
                """
                <script>
                  var lanes = document.querySelector(".lanes");
                  function read() {
                    return document.querySelector(".at").textContent + " = "
                      + Array.from(document.querySelectorAll(".value.now"), it => it.textContent).join();
                  }
                  function press(key) { lanes.dispatchEvent(new KeyboardEvent("keydown", {key: key})); }
                  press(".");
                  document.body.dataset.byKey = read();
                  press("Escape");
                  press("+");
                  document.body.dataset.larger = document.querySelector(".at").textContent;
                  press("0");
                  lanes.dispatchEvent(new PointerEvent("pointermove",
                    {clientX: lanes.getBoundingClientRect().right - 15, pointerType: "mouse"}));
                  document.body.dataset.byPointer = read();
                </script></body>\
                """;
        Files.writeString(page, Files.readString(page).replace("</body>", script));
        String shown = chromium(page, "--window-size=1280,1000", "--dump-dom");
        assertThat(shown)
                .containsPattern("data-by-key=\"Sun 7 Jun, 23:0\\d:\\d\\d = (ON|OFF),(yes|no),")
                .containsPattern(
                        "data-larger=\"Sun 7 Jun, 1[67]:\\d\\d:\\d\\d to Mon 8 Jun, 0[45]:")
                .containsPattern(
                        "data-by-pointer=\"Mon 8 Jun, 10:\\d\\d:\\d\\d = (ON|OFF),(yes|no),");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void a_picture_of_it_has_the_colours_of_its_lines(String scheme) throws Exception {
        Path picture = folder.resolve("page.png");
        chromium(
                page(),
                "--window-size=1280,1000",
                "--screenshot=" + picture,
                scheme.equals("dark")
                        ? "--blink-settings=preferredColorScheme=0"
                        : "--blink-settings=preferredColorScheme=1");
        BufferedImage image = ImageIO.read(picture.toFile());
        int paper = scheme.equals("dark") ? 0x14171a : 0xffffff;
        assertThat(image.getRGB(2, 2) & 0xffffff).isEqualTo(paper);
        List<String> colours = palette(scheme);
        for (String name : List.of("known", "unknown", "mark")) {
            int colour = Integer.parseInt(colour(colours, name), 16);
            long dots = 0;
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    dots += near(image.getRGB(x, y), colour) ? 1 : 0;
                }
            }
            assertThat(dots).as(name).isGreaterThan(100);
        }
    }

    private static boolean near(int a, int b) {
        int far = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            far = Math.max(far, Math.abs((a >>> shift & 0xff) - (b >>> shift & 0xff)));
        }
        return far < 24;
    }

    /** The colours of the page, as its style sheet has them: light first, dark behind. */
    private static List<String> palette(String scheme) throws IOException {
        String page =
                Files.readString(
                        Path.of(
                                "src/main/resources/io/github/timeguardmqtt/app/recording",
                                "analysis.html"));
        List<String> sheets = all(":root \\{[^}]*}", page);
        assertThat(sheets).hasSize(2);
        return all("--\\w+: #\\w+", sheets.get(scheme.equals("dark") ? 1 : 0));
    }

    private static String colour(List<String> palette, String name) {
        String value =
                palette.stream()
                        .filter(it -> it.startsWith("--" + name + ":"))
                        .map(it -> it.replaceFirst(".*#", ""))
                        .findFirst()
                        .orElseThrow();
        return value.length() == 3 ? value.replaceAll("(.)", "$1$1") : value;
    }

    /** As the Web Content Accessibility Guidelines 2.2 work it out. */
    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        Matcher parts = Pattern.compile("..").matcher(colour);
        for (double weight : weights) {
            assertThat(parts.find()).isTrue();
            double part = Integer.parseInt(parts.group(), 16) / 255.0;
            sum +=
                    weight
                            * (part <= 0.04045
                                    ? part / 12.92
                                    : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void its_words_can_be_read_on_its_paper(String scheme) throws IOException {
        List<String> palette = palette(scheme);
        for (String paper : List.of("paper", "panel")) {
            for (String ink : List.of("ink", "faint", "known", "unknown", "mark")) {
                double a = luminance(colour(palette, paper)) + 0.05;
                double b = luminance(colour(palette, ink)) + 0.05;
                assertThat(Math.max(a, b) / Math.min(a, b))
                        .as("%s on %s", ink, paper)
                        .isGreaterThanOrEqualTo(4.5);
            }
        }
    }
}
