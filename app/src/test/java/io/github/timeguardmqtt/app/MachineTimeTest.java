package io.github.timeguardmqtt.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.timeguardmqtt.loop.LoopClock;
import io.github.timeguardmqtt.loop.MachineTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nobody asks the machine for the time, its zone or its language, in main code and in tests: {@link
 * MachineTime} does alone, and tests are given a time of their own. So a build that is green today
 * is green on any day. Looks at the classes of all modules where the build puts them.
 */
class MachineTimeTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** What asks the machine, as owner and name, and with the parameters where they matter. */
    private static final List<Pattern> ASKING =
            Stream.of(
                            "java\\.time\\.(?!Clock)\\w+\\.now\\((java\\.time\\.ZoneId)?\\)",
                            "java\\.time\\.chrono\\.\\w+\\.(now|dateNow)\\((java\\.time\\.ZoneId)?\\)",
                            "java\\.time\\.Clock\\.(system|tick)\\w*\\(.*",
                            "java\\.time\\.InstantSource\\.system\\(.*",
                            "java\\.time\\.ZoneId\\.systemDefault\\(.*",
                            "java\\.lang\\.System\\.currentTimeMillis\\(.*",
                            "java\\.util\\.Date\\.<init>\\(\\)",
                            "java\\.util\\.(GregorianCalendar\\.<init>|Calendar\\.getInstance)\\(.*",
                            "java\\.util\\.TimeZone\\.getDefault\\(.*",
                            "java\\.util\\.Locale\\.getDefault\\(.*",
                            "java\\.util\\.Formatter\\.<init>\\((java\\.lang\\.(Appendable|String))?\\)",
                            "java\\.lang\\.String\\.format\\(java\\.lang\\.String, .*",
                            "java\\.lang\\.String\\.to(Lower|Upper)Case\\(\\)",
                            "java\\.io\\.Print(Stream|Writer)\\.(format|printf)\\(java\\.lang\\.String,"
                                    + " .*",
                            "java\\.text\\.\\w+\\.(<init>|get\\w*Instance)\\((java\\.lang\\.String)?\\)",
                            "java\\.time\\.format\\.DateTimeFormatter\\.ofPattern\\(java\\.lang\\.String\\)")
                    .map(Pattern::compile)
                    .toList();

    /** Tests of what lives by the machine's clock: programs of their own, and commands that end. */
    private static final Set<String> WITH_PROGRAMS =
            Set.of(
                    "CloudOutageTest",
                    "DoctorCommandTest",
                    "ListeningCloud",
                    "ReplayCommandTest",
                    "StatusCommandTest",
                    "WiredSwitch");

    private static JavaClasses main;
    private static JavaClasses tests;

    @BeforeAll
    static void read() throws IOException {
        List<Path> mainFolders = new ArrayList<>();
        List<Path> testFolders = new ArrayList<>();
        for (String module : modules()) {
            add(mainFolders, module, "src/main/java", "target/classes");
            // What is shared by tests is a module of its own.
            add(
                    testFolders,
                    module,
                    module.equals("testing") ? "src/main/java" : "src/test/java",
                    module.equals("testing") ? "target/classes" : "target/test-classes");
        }
        main = new ClassFileImporter().importPaths(mainFolders);
        tests = new ClassFileImporter().importPaths(testFolders);
    }

    private static List<String> modules() throws IOException {
        List<String> modules =
                Pattern.compile("<module>([^<]+)</module>")
                        .matcher(Files.readString(ROOT.resolve("pom.xml")))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(modules).contains("protocol", "app");
        return modules;
    }

    private static void add(List<Path> folders, String module, String sources, String classes) {
        if (Files.exists(ROOT.resolve(module).resolve(sources))) {
            Path folder = ROOT.resolve(module).resolve(classes);
            assertThat(folder)
                    .as(
                            "classes of %s: without them this test would see nothing, so compile"
                                    + " all",
                            module)
                    .isNotEmptyDirectory();
            folders.add(folder);
        }
    }

    private static Stream<JavaAccess<?>> asking(JavaClass one) {
        return one.getCodeUnitAccessesFromSelf().stream()
                .<JavaAccess<?>>map(access -> access)
                .filter(access -> {
                    String parameters = access.getTarget().getFullName().replaceFirst("^[^(]*", "");
                    String target =
                            access.getTargetOwner().getName() + "." + access.getName() + parameters;
                    return ASKING.stream().anyMatch(asks -> asks.matcher(target).matches());
                });
    }

    private static Stream<String> toldOf(JavaClasses classes) {
        return classes.stream()
                // Made by JMH while compiling.
                .filter(one -> !one.getPackageName().endsWith(".jmh_generated"))
                .flatMap(MachineTimeTest::asking)
                .map(JavaAccess::getDescription);
    }

    @Test
    void main_code_asks_the_machine_in_one_place() {
        assertThat(toldOf(main).filter(told -> !told.contains(MachineTime.class.getName() + ".")))
                .isEmpty();
        assertThat(toldOf(main)).as("that place is seen").hasSize(2);
    }

    @Test
    void tests_do_not_ask_the_machine() {
        assertThat(toldOf(tests).filter(told -> !told.contains(Asking.class.getName() + ".")))
                .isEmpty();
    }

    /** What the rule forbids, so that it is seen to see it. */
    @SuppressWarnings({"JavaTimeDefaultTimeZone", "JavaUtilDate", "TimeZoneUsage", "unused"})
    private static final class Asking {
        private static final java.util.function.Supplier<Instant> REFERENCE = Instant::now;

        static List<Object> all() {
            return List.of(
                    Instant.now(),
                    java.time.LocalDate.now(java.time.ZoneId.of("Europe/London")),
                    System.currentTimeMillis(),
                    java.time.ZoneId.systemDefault(),
                    new java.util.Date(),
                    Locale.getDefault(),
                    java.time.InstantSource.system());
        }
    }

    @Test
    void the_rule_sees_calls_references_and_constructors() {
        assertThat(asking(tests.get(Asking.class)).count()).isEqualTo(8);
    }

    /**
     * @param name of the method, empty for any
     */
    private static boolean isCall(JavaMethodCall call, Class<?> owner, String name) {
        return call.getTargetOwner().isEquivalentTo(owner)
                && (name.isEmpty() || call.getName().equals(name));
    }

    @Test
    void tests_live_by_a_time_of_their_own() {
        assertThat(
                        tests.stream()
                                .flatMap(one -> one.getMethodCallsFromSelf().stream())
                                .filter(call ->
                                        isCall(call, LoopClock.class, "real")
                                                || isCall(call, MachineTime.class, ""))
                                .map(call -> call.getOriginOwner().getSimpleName())
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(WITH_PROGRAMS);
    }

    @Test
    void there_is_one_limit_to_waiting() {
        assertThat(
                        tests.stream()
                                .filter(one ->
                                        !one.getName()
                                                .equals("io.github.timeguardmqtt.testing.Patience"))
                                .flatMap(one -> one.getMethodCallsFromSelf().stream())
                                .filter(call ->
                                        isCall(call, Awaitility.class, "")
                                                || isCall(call, ConditionFactory.class, "atMost")
                                                || isCall(call, Thread.class, "sleep"))
                                .map(JavaAccess::getDescription))
                .isEmpty();
    }
}
