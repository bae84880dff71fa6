package dev.evident.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The viewer's modules import each other in one direction. */
class ModulesTest {
    private static final Path MODULES = Path.of("webroot/js");
    private static final Pattern IMPORT = Pattern.compile(
            "^(?:import|export)\\s[^;]*?\\bfrom '\\./([\\w.]+)'|\\bawait import\\('\\./([\\w.]+)'\\)",
            Pattern.MULTILINE);

    @Test
    void noModuleImportsItselfByAnyWay() throws Exception {
        Map<String, Set<String>> imports = new TreeMap<>();
        try (Stream<Path> files = Files.list(MODULES)) {
            for (Path file : files.toList()) {
                imports.put(file.getFileName().toString(), importsOf(file));
            }
        }
        assertThat(imports).as("read as they are written").containsKeys("main.js", "state.js");
        assertThat(imports.get("main.js")).contains("state.js", "load.js");

        for (boolean going = true; going; ) { // what imports nothing that is left is in no circle
            List<String> done = imports.entrySet().stream()
                    .filter(entry -> entry.getValue().isEmpty())
                    .map(Map.Entry::getKey)
                    .toList();
            imports.keySet().removeAll(done);
            imports.values().forEach(names -> names.removeAll(done));
            going = !done.isEmpty();
        }
        assertThat(imports).as("modules in a circle, or that need one").isEmpty();
    }

    private static Set<String> importsOf(Path file) throws IOException {
        return IMPORT.matcher(Files.readString(file))
                .results()
                .map(ModulesTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }
}
