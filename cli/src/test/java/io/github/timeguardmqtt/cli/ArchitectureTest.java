package io.github.timeguardmqtt.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rules 1 and 2 of docs/architecture.md. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "io.github.timeguardmqtt";
    private static final String GATEWAY = ROOT + ".gateway";

    @ArchTest static final ArchRule protocol_uses_nothing_of_ours = uses("protocol");

    @ArchTest
    static final ArchRule protocol_uses_the_base_of_the_jdk_alone =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".protocol..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + ".protocol..", "java..");

    @ArchTest static final ArchRule model_uses_protocol = uses("model", "protocol");

    @ArchTest static final ArchRule capture_uses_protocol = uses("capture", "protocol");

    @ArchTest static final ArchRule loop_uses_nothing_of_ours = uses("loop");

    @ArchTest
    static final ArchRule simulator_uses_protocol_model_and_loop =
            uses("simulator", "protocol", "model", "loop");

    @ArchTest
    static final ArchRule gateway_uses_protocol_model_loop_and_capture =
            uses("gateway", "protocol", "model", "loop", "capture");

    /** The module uses itself, these modules, and what is not ours. */
    private static ArchRule uses(String module, String... others) {
        List<String> allowed = new ArrayList<>(List.of(ROOT + "." + module + ".."));
        Arrays.stream(others).forEach(other -> allowed.add(ROOT + "." + other + ".."));
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + module + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + "..")
                                .and(
                                        com.tngtech.archunit.base.DescribedPredicate.not(
                                                resideInAnyPackage(
                                                        allowed.toArray(String[]::new)))));
    }

    @ArchTest static final ArchRule command_knows_no_other_room = knows("command");

    @ArchTest static final ArchRule event_knows_command = knows("event", "command");

    @ArchTest static final ArchRule transport_knows_event = knows("transport", "event", "command");

    @ArchTest static final ArchRule session_knows_event = knows("session", "event", "command");

    @ArchTest
    static final ArchRule routing_knows_session_and_event =
            knows("routing", "session", "event", "command");

    @ArchTest static final ArchRule files_know_no_other_room = knows("files");

    @ArchTest
    static final ArchRule capture_knows_event = knows("capture", "event", "command", "files");

    @ArchTest
    static final ArchRule mqtt_knows_event_and_command = knows("mqtt", "event", "command");

    @ArchTest
    static final ArchRule homeassistant_knows_mqtt =
            knows("homeassistant", "mqtt", "event", "command");

    @ArchTest
    static final ArchRule store_knows_event_and_command =
            knows("store", "event", "command", "files");

    @ArchTest
    static final ArchRule control_knows_event_and_command = knows("control", "event", "command");

    /** The room knows itself and these rooms of the gateway; none knows the gateway as a whole. */
    private static ArchRule knows(String room, String... others) {
        List<String> allowed = new ArrayList<>(List.of(GATEWAY + "." + room + ".."));
        Arrays.stream(others).forEach(other -> allowed.add(GATEWAY + "." + other + ".."));
        return noClasses()
                .that()
                .resideInAPackage(GATEWAY + "." + room + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(GATEWAY + "..")
                                .and(
                                        com.tngtech.archunit.base.DescribedPredicate.not(
                                                resideInAnyPackage(
                                                        allowed.toArray(String[]::new)))));
    }

    /** Addresses are values; everything else there opens sockets or looks names up. */
    @ArchTest
    static final ArchRule session_and_routing_are_pure =
            noClasses()
                    .that()
                    .resideInAnyPackage(GATEWAY + ".session..", GATEWAY + ".routing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "java.nio.channels..", "java.util.concurrent..", ROOT + ".loop..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            java.net.Socket.class,
                            java.net.ServerSocket.class,
                            java.net.DatagramSocket.class,
                            java.net.NetworkInterface.class,
                            Thread.class,
                            java.time.Clock.class,
                            java.time.InstantSource.class,
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
