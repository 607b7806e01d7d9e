package io.github.timeguardmqtt.app;

import static io.github.timeguardmqtt.testing.Generated.BY_HAND;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.timeguardmqtt.testing.Generated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules and arrows of docs/explain/architecture.md, drawn from the compiled classes. */
final class ModuleTables {

    private static final String PREFIX = ArchitectureTest.ROOT + ".";

    /** What is on the class path of these tests and never shipped. */
    private static final Set<String> NOT_SHIPPED = Set.of("testing", "benchmarks");

    private ModuleTables() {}

    static Map<String, UnaryOperator<String>> all() {
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(new ArchitectureTest.NoTestJars())
                        .importPackages(ArchitectureTest.ROOT);
        SequencedMap<String, Set<String>> arrows = arrows(all);
        return Map.of(
                "packages",
                packages(all),
                "modules",
                before -> modules(before, arrows),
                "arrows",
                Generated.text(drawing(arrows)));
    }

    /** From each module to those whose classes its own name, without what others lead to anyway. */
    private static SequencedMap<String, Set<String>> arrows(JavaClasses all) {
        SequencedMap<String, Set<String>> uses = new LinkedHashMap<>();
        for (JavaClass one : all) {
            String module = module(one);
            if (NOT_SHIPPED.contains(module)) {
                continue;
            }
            Set<String> others = uses.computeIfAbsent(module, name -> new TreeSet<>());
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getName().startsWith(PREFIX) && !module(target).equals(module)) {
                    others.add(module(target));
                }
            }
        }
        SequencedMap<String, Set<String>> arrows = new LinkedHashMap<>();
        // Who uses least comes first: so each stands below all that it uses.
        List<String> order = new ArrayList<>(uses.keySet());
        order.sort((a, b) -> {
            int byReach = Integer.compare(reach(uses, a).size(), reach(uses, b).size());
            return byReach != 0 ? byReach : a.compareTo(b);
        });
        for (String module : order) {
            Set<String> used = uses.getOrDefault(module, Set.of());
            Set<String> direct = new TreeSet<>(used);
            for (String other : used) {
                direct.removeAll(reach(uses, other));
            }
            arrows.put(module, direct);
        }
        return arrows;
    }

    private static Set<String> reach(Map<String, Set<String>> uses, String module) {
        Set<String> reached = new TreeSet<>(uses.getOrDefault(module, Set.of()));
        for (String other : Set.copyOf(reached)) {
            reached.addAll(reach(uses, other));
        }
        return reached;
    }

    private static String module(JavaClass one) {
        return one.getPackageName().substring(PREFIX.length()).replaceFirst("\\..*", "");
    }

    private static UnaryOperator<String> packages(JavaClasses all) {
        return Generated.table(
                List.of("package", "what is in it"),
                all.stream()
                        .filter(one -> !NOT_SHIPPED.contains(module(one)))
                        .map(one -> one.getPackageName().substring(PREFIX.length()))
                        .distinct()
                        .sorted()
                        .map(name -> List.of('`' + name + '`', BY_HAND))
                        .toList());
    }

    private static String modules(String before, SequencedMap<String, Set<String>> arrows) {
        Map<String, List<String>> old = Generated.rows(before);
        List<List<String>> rows = new ArrayList<>();
        arrows.forEach((module, uses) -> {
            String name = '`' + module + '`';
            List<String> there = old.getOrDefault(name, List.of());
            rows.add(
                    List.of(
                            name,
                            BY_HAND,
                            uses.isEmpty()
                                    ? "none of ours"
                                    : uses.stream()
                                            .map(it -> '`' + it + '`')
                                            .collect(Collectors.joining(", ")),
                            lines(module, there.size() > 3 ? there.get(3) : "")));
        });
        return Generated.table(List.of("module", "what it is for", "uses", "lines"), rows)
                .apply(before);
    }

    /**
     * How many lines of main code it has, to the hundred. A figure that is right to a tenth stays,
     * so that not every change touches the page.
     */
    private static String lines(String module, String before) {
        long lines = 0;
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                lines += Files.readAllLines(file).size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String digits = before.replace(",", "");
        if (digits.matches("\\d{1,9}") && Math.abs(Long.parseLong(digits) - lines) * 10 <= lines) {
            return before;
        }
        return "%,d".formatted((lines + 50) / 100 * 100);
    }

    private static String drawing(SequencedMap<String, Set<String>> arrows) {
        StringBuilder drawing = new StringBuilder("```mermaid\nflowchart TD\n");
        arrows.reversed()
                .forEach((module, uses) ->
                        uses.forEach(other ->
                                drawing.append("    ")
                                        .append(module)
                                        .append(" --> ")
                                        .append(other)
                                        .append('\n')));
        return drawing.append("```\n").toString();
    }
}
