package dev.evident.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The records are the list of keys: conf/evident.yaml and the page on configuration have the same ones. */
class RecordTreeTest {
    private static final Pattern KEY = Pattern.compile("( *)([a-z_]+):.*");

    @Test
    void theFileHasEveryKeyAndNoOtherEachWithAComment() throws IOException {
        Map<String, String> comments = comments(Path.of("conf/evident.yaml"));

        assertThat(comments.keySet()).containsExactlyInAnyOrderElementsOf(paths(Configuration.class, ""));
        assertThat(comments).allSatisfy((path, comment) -> assertThat(comment).isNotBlank());
    }

    @Test
    void thePageOnConfigurationListsEveryKeyWithItsDefault() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
            Matcher row = Pattern.compile("\\| `([a-z_.]+)` \\| ([^|]*) \\|.*").matcher(line);
            if (row.matches()) {
                listed.put(row.group(1), row.group(2).replace("`", "").strip());
            }
        }
        Map<String, String> defaults = new TreeMap<>(Written.nothing().load().values());
        defaults.put("tokens", "the demo token");
        defaults.put("intake.mappings", "those of the file");
        List.of("store.postgres", "tls", "api.tls", "viewer.tls", "metrics.tls")
                .forEach(section -> defaults.put(section + ".password", ""));

        assertThat(listed).isEqualTo(defaults);
        assertThat(listed.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Key.tree(Configuration.class, "").map(Key::path).toList());
    }

    @Test
    void aKeyWithoutADefaultAndADefaultWithoutAKeyAreRefused() {
        assertThatThrownBy(() ->
                        new Mapper(new Settings(Configuration.class, Map.of()), Path.of("")).read(Configuration.class))
                .hasMessage("api.host: has no value; it takes a host name or address");
        assertThatThrownBy(() -> new Settings(Configuration.class, Map.of("apo", Map.of())))
                .hasMessage("apo: unknown key, did you mean api?");
    }

    /** The paths of all sections and keys. */
    private static List<String> paths(Class<?> record, String path) {
        List<String> paths = new ArrayList<>();
        for (Key key : Key.of(record, path)) {
            paths.add(key.path());
            if (key.isRecord()) {
                paths.addAll(paths(key.valueClass(), key.path()));
            }
        }
        return paths;
    }

    /** The lines of comment right above each key of a file whose sections are indented by two. */
    private static Map<String, String> comments(Path file) throws IOException {
        Map<String, String> comments = new TreeMap<>();
        List<String> sections = new ArrayList<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("# ")) {
                comment.append(line.strip().substring(2));
                continue;
            }
            boolean inList = line.startsWith("      ") || (sections.equals(List.of("tokens")) && line.startsWith(" "));
            if (key.matches() && !inList) {
                sections = new ArrayList<>(sections.subList(0, key.group(1).length() / 2));
                sections.add(key.group(2));
                comments.put(String.join(".", sections), comment.toString());
            }
            comment.setLength(0);
        }
        return comments;
    }
}
