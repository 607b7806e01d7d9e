package io.github.timeguardmqtt.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page for users of the library promises them. */
class LibraryPageTest {

    /** Of the class files of Java 21. */
    private static final int MAJOR_VERSION = 65;

    private static final String EXAMPLE = "AnswerReport";

    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void the_example_compiles_and_prints_what_the_page_says(@TempDir Path folder)
            throws IOException, InterruptedException {
        String page = page();

        compile(block("java", page), folder);

        assertThat(run(folder)).isEqualToNormalizingNewlines(block("text", page));
    }

    @Test
    void a_jdk_21_can_load_it() throws IOException {
        try (InputStream file = Frame.class.getResourceAsStream("Frame.class");
                DataInputStream in = new DataInputStream(Objects.requireNonNull(file))) {
            assertThat(in.readInt()).isEqualTo(0xcafebabe);
            assertThat(in.readUnsignedShort()).as("minor version: no preview").isZero();
            assertThat(in.readUnsignedShort()).isEqualTo(MAJOR_VERSION);
        }
    }

    /** Wherever under the docs it stands. */
    private static String page() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            List<Path> pages = files.filter(file -> file.endsWith("protocol-library.md")).toList();
            assertThat(pages).hasSize(1);
            return Files.readString(pages.getFirst());
        }
    }

    /** The one block of this language. */
    private static String block(String language, String page) {
        Matcher block =
                Pattern.compile(
                                "^```" + language + "\\n(.*?)^```$",
                                Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(page);
        assertThat(block.find()).as("a block of " + language).isTrue();
        String found = block.group(1);
        assertThat(block.find()).as("a second block of " + language).isFalse();
        return found;
    }

    private static void compile(String source, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(EXAMPLE + ".java"), source);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                out,
                                out,
                                "--release",
                                "21",
                                "-Xlint:all",
                                "-Werror",
                                "-cp",
                                library(),
                                file.toString());
        assertThat(status).as("%s", said).isZero();
    }

    private static String run(Path folder) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                library() + File.pathSeparator + folder,
                                EXAMPLE)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("%s", said).isZero();
        return said;
    }

    /** The library alone, without anything that tests use besides. */
    private static String library() {
        return Path.of(
                        URI.create(
                                Frame.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                .toString();
    }
}
