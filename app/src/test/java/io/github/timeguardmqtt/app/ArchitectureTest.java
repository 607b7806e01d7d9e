package io.github.timeguardmqtt.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of docs/explain/architecture.md. */
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    /** Tests that other modules test with are in jars of their own, once they are packaged. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    static final String ROOT = "io.github.timeguardmqtt";

    /** Which modules a module uses directly. It may also use what these use. */
    private static final SequencedMap<String, Set<String>> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("protocol", Set.of());
        ARROWS.put("model", Set.of("protocol"));
        ARROWS.put("loop", Set.of());
        ARROWS.put("files", Set.of());
        ARROWS.put("api", Set.of("model"));
        ARROWS.put("capture", Set.of("protocol"));
        ARROWS.put("gateway", Set.of("api", "loop", "capture", "files"));
        ARROWS.put("store", Set.of("api", "files"));
        ARROWS.put("mqtt", Set.of("api", "loop"));
        ARROWS.put("simulator", Set.of("model", "loop"));
        ARROWS.put("workbench", Set.of("capture", "model"));
    }

    /** Rooms in which nothing is but values: time and input come in, effects go out. */
    private static final String[] PURE = {
        ROOT + ".protocol..",
        ROOT + ".model..",
        ROOT + ".api..",
        ROOT + ".gateway.session..",
        ROOT + ".gateway.routing.."
    };

    private static Set<String> reachable(String module) {
        Set<String> found = new LinkedHashSet<>(List.of(module));
        ARROWS.getOrDefault(module, Set.of()).forEach(other -> found.addAll(reachable(other)));
        return found;
    }

    @ArchTest
    static void each_module_uses_only_what_its_arrows_reach(JavaClasses all) {
        for (String module : ARROWS.keySet()) {
            String[] allowed =
                    reachable(module).stream()
                            .map(other -> ROOT + "." + other + "..")
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + module + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                    .check(all);
        }
    }

    @ArchTest
    static void no_module_is_without_its_arrows(JavaClasses all) {
        Set<String> unruled =
                Set.of(
                        "app",
                        "benchmarks",
                        "testing"); // the first uses all, the others are never shipped
        assertThat(all.stream().map(one -> one.getPackageName().substring(ROOT.length())))
                .allMatch(name -> {
                    String module = name.split("\\.", -1)[1];
                    return ARROWS.containsKey(module) || unruled.contains(module);
                });
    }

    @ArchTest
    static final ArchRule protocol_uses_the_base_of_the_jdk_alone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".protocol..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + ".protocol..", "java..");

    /** Which other rooms of the gateway a room knows. */
    private static final Map<String, Set<String>> ROOMS =
            Map.of(
                    "transport", Set.of(),
                    "session", Set.of(),
                    "traffic", Set.of(),
                    "routing", Set.of("session"),
                    "capture", Set.of("traffic"));

    @ArchTest
    static void rooms_of_the_gateway_know_each_other_by_their_arrows(JavaClasses all) {
        ROOMS.forEach((room, others) -> {
            String[] allowed =
                    Stream.concat(Stream.of(room), others.stream())
                            .map(other -> ROOT + ".gateway." + other + "..")
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".gateway." + room + "..")
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(ROOT + ".gateway..")
                                    .and(not(resideInAnyPackage(allowed))))
                    .check(all);
        });
    }

    /** Addresses are values; everything else there opens sockets or looks names up. */
    @ArchTest
    static final ArchRule what_is_pure_has_no_socket_thread_clock_or_chance =
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.nio.channels..", "java.sql..", ROOT + ".loop..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            java.net.Socket.class,
                            java.net.ServerSocket.class,
                            java.net.DatagramSocket.class,
                            java.net.NetworkInterface.class,
                            Thread.class,
                            java.util.concurrent.ExecutorService.class,
                            java.time.Clock.class,
                            java.util.Random.class)
                    .orShould(callMethod(Instant.class, "now"))
                    .orShould(callMethod(System.class, "nanoTime"))
                    .orShould(callMethod(System.class, "currentTimeMillis"))
                    .orShould(callMethod(Math.class, "random"))
                    .orShould(callMethod(java.net.InetAddress.class, "getByName", String.class));

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();
}
