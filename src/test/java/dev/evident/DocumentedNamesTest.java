package dev.evident;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Classes, methods, files and commands that the pages name exist. */
class DocumentedNamesTest {
    private static final Path MAIN = Path.of("src/main/java/dev/evident");

    /** Names of others that look like ours. */
    private static final Set<String> FOREIGN = Set.of(
            "BroadcastChannel",
            "IndexWriter",
            "MemoryIndex",
            "MultiReader",
            "NaN",
            "OutOfMemoryError",
            "PgDn",
            "PgUp",
            "RateLimit",
            "StandardTokenizer",
            "StaticHandler",
            "styleMap");

    /** {@code Name}, {@code Name.member}, {@code Name.java}. */
    private static final Pattern CLASS =
            Pattern.compile("([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)?)(?:\\.([a-z]\\w*))?(?:\\(\\))?");

    /** {@code package/Name}. */
    private static final Pattern CLASS_IN_PACKAGE = Pattern.compile("((?:[a-z]+/)+[A-Z][A-Za-z0-9]+)");

    /** {@code method}, or how its name begins, before dots. */
    private static final Pattern METHOD = Pattern.compile("[a-z]+(?:[A-Z][A-Za-z0-9]*)+…?");

    private static final Pattern FILE = Pattern.compile("(?:src|webroot|conf|docs|\\.ci)/[\\w./-]*");
    private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=(\\w+)");
    private static final Pattern EXECUTION = Pattern.compile("exec:exec@(\\w+)");
    private static final Pattern PROPERTY = Pattern.compile("-D((?:bench|pictures)\\.\\w+)");

    @Test
    void everyClassExists() throws IOException {
        Map<String, List<Path>> classes = classes();
        Set<String> missing = new TreeSet<>();
        for (Path page : Markdown.pages()) {
            for (String span : Markdown.spans(page)) {
                Matcher name = CLASS.matcher(span);
                if (name.matches() && isMeant(page, name) && !exists(classes, name.group(1), name.group(2))) {
                    missing.add(page + ": " + span);
                }
                Matcher place = CLASS_IN_PACKAGE.matcher(span);
                if (place.matches() && !Files.exists(MAIN.resolve(place.group(1) + ".java"))) {
                    missing.add(page + ": " + span);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyMethodExists() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (List<Path> files : classes().values()) {
            for (Path file : files) {
                sources.append(Files.readString(file));
            }
        }
        Set<String> missing = new TreeSet<>();
        for (Path page : Markdown.pages()) {
            for (String span : Markdown.spans(page)) {
                if (METHOD.matcher(span).matches() && isForDevelopers(page) && !FOREIGN.contains(span)) {
                    String begin = span.replace("…", "");
                    Pattern name = Pattern.compile("\\b" + begin + (begin.equals(span) ? "\\b" : ""));
                    if (!name.matcher(sources).find()) {
                        missing.add(page + ": " + span);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFileExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Path page : Markdown.pages()) {
            for (String span : Markdown.spans(page)) {
                if (FILE.matcher(span).matches() && !Files.exists(Path.of(span))) {
                    missing.add(page + ": " + span);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandCanBeRun() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Set<String> classes = classes().keySet();
        for (Path page : Markdown.pages()) {
            String text = Files.readString(page);
            assertThat(found(EXECUTION, text)).as("executions in %s", page).allSatisfy(id -> assertThat(pom)
                    .contains("<id>" + id + "</id>"));
            assertThat(found(PROPERTY, text)).as("options in %s", page).allSatisfy(name -> assertThat(pom)
                    .containsAnyOf("<" + name + ">", "<" + name + "/>"));
            assertThat(found(TEST, text).stream().filter(name -> !name.equals("skip")))
                    .as("tests in %s", page)
                    .isSubsetOf(classes);
        }
    }

    /** One word with a capital is as often a header or a key; on pages for who develops, it is a class. */
    private static boolean isMeant(Path page, Matcher name) {
        return !FOREIGN.contains(name.group(1))
                && (isForDevelopers(page) || name.group(1).matches(".+[a-z0-9][A-Z].*"));
    }

    private static boolean isForDevelopers(Path page) {
        return page.toString().matches("docs/(adr/.*|development|testing|performance)\\.md");
    }

    private static boolean exists(Map<String, List<Path>> classes, String name, String member) throws IOException {
        for (Path file : classes.getOrDefault(name, List.of())) {
            if (member == null
                    || member.equals("java")
                    || Pattern.compile("\\b" + member + "\\b")
                            .matcher(Files.readString(file))
                            .find()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, List<Path>> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(groupingBy(file -> file.getFileName().toString().replace(".java", "")));
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(toSet());
    }
}
