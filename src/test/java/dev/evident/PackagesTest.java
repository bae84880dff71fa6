package dev.evident;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who imports whom. One sentence of each {@code package-info.java} says it: "May import a, b and c." or "May import no other
 * package.", with names below {@code dev.evident}. The code imports exactly that, and the table in docs/development.md
 * lists it.
 */
@AnalyzeClasses(packages = "dev.evident", importOptions = ArchitectureTest.TheProgram.class)
class PackagesTest {
    private static final String ROOT = "dev.evident";
    private static final Path SOURCES = Path.of("src/main/java/dev/evident");
    private static final Pattern SENTENCE = Pattern.compile("May import ([\\w., ]+?)\\.(?=\\s|$)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?dev\\.evident\\.([a-z.]+)\\.[A-Z]");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    @ArchTest
    static void everyPackageImportsExactlyWhatItsPackageInfoSays(JavaClasses program) throws IOException {
        Map<String, Set<String>> said = said();
        Map<String, Set<String>> compiled = compiled(program);

        assertThat(said).as("packages that say what they import").containsOnlyKeys(compiled.keySet());
        for (String name : said.keySet()) {
            assertThat(said.get(name)).as("%s may import what it imports", name).containsAll(compiled.get(name));
            Set<String> used = new TreeSet<>(compiled.get(name));
            used.addAll(written(name)); // the compiler copies constants
            assertThat(used).as("%s imports what it may import", name).containsAll(said.get(name));
        }
    }

    @ArchTest
    static void theTableInTheDocumentationIsTheSame(JavaClasses program) throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/development.md")))
                .results()
                .forEach(row -> table.put(row.group(1), names(row.group(2))));

        assertThat(table).isEqualTo(said());
    }

    /** Of nested classes the outermost counts. */
    @ArchTest
    static void noTwoClassesNeedEachOther(JavaClasses program) {
        Map<String, Set<String>> needs = new TreeMap<>();
        for (JavaClass from : program) {
            targets(from)
                    .map(PackagesTest::outermost)
                    .filter(to -> !to.equals(outermost(from)))
                    .forEach(to -> needs.computeIfAbsent(outermost(from), first -> new TreeSet<>())
                            .add(to));
        }
        Set<String> pairs = new TreeSet<>();
        needs.forEach((from, all) -> all.stream()
                .filter(to -> from.compareTo(to) < 0
                        && needs.getOrDefault(to, Set.of()).contains(from))
                .forEach(to -> pairs.add(below(from) + " " + below(to))));

        assertThat(pairs).isEmpty();
    }

    private static Map<String, Set<String>> said() throws IOException {
        Map<String, Set<String>> said = new TreeMap<>();
        for (Path file : files(SOURCES, path -> path.endsWith("package-info.java"))) {
            Path folder = SOURCES.relativize(file.resolveSibling(""));
            if (!folder.toString().isEmpty()) { // the root puts everything together
                String text = Files.readString(file).replaceAll("\\s*\\n \\*\\s*", " ");
                Matcher sentence = SENTENCE.matcher(text);
                assertThat(sentence.find())
                        .as("%s says what it may import", file)
                        .isTrue();
                said.put(folder.toString().replace('/', '.'), names(sentence.group(1)));
            }
        }
        return said;
    }

    private static Set<String> names(String list) {
        return list.equals("no other package")
                ? Set.of()
                : Stream.of(list.split(", | and ")).collect(toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> compiled(JavaClasses program) {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (JavaClass from : program) {
            if (!from.getPackageName().equals(ROOT)) {
                Set<String> names = imports.computeIfAbsent(below(from.getPackageName()), first -> new TreeSet<>());
                targets(from)
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(from.getPackageName()))
                        .forEach(name -> names.add(below(name)));
            }
        }
        return imports;
    }

    private static Set<String> written(String name) throws IOException {
        Path folder = SOURCES.resolve(name.replace('.', '/'));
        Set<String> imports = new TreeSet<>();
        for (Path file : files(folder, path -> folder.equals(path.getParent()) && !Files.isDirectory(path))) {
            IMPORT.matcher(Files.readString(file)).results().forEach(found -> imports.add(found.group(1)));
        }
        return imports;
    }

    private static Set<Path> files(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(wanted).collect(toCollection(TreeSet::new));
        }
    }

    /** Classes of the program that a class needs. */
    private static Stream<JavaClass> targets(JavaClass from) {
        return from.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith(ROOT));
    }

    private static String outermost(JavaClass nested) {
        return nested.getEnclosingClass().map(PackagesTest::outermost).orElse(nested.getName());
    }

    private static String below(String name) {
        return name.substring(ROOT.length() + 1);
    }
}
