package dev.evident.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What others wrote and the viewer carries is exactly what they published, and says so. */
class VendoredFilesTest {
    private static final Pattern IMPORTED =
            Pattern.compile("^(?:import|export)\\s[^;]*?\\bfrom '\\./([\\w.]+)'", Pattern.MULTILINE);
    private static final Pattern PRELOADED = Pattern.compile("modulepreload\" href=\"js/([\\w.]+)\">");

    private static final Path WEBROOT = Path.of("webroot");

    @Test
    void everyVendoredFileHasTheHashThatTheReadmeNames() throws Exception {
        String readme = Files.readString(WEBROOT.resolve("vendor/README.md"));
        List<Path> files =
                Stream.concat(list("vendor", ".js"), list("fonts", ".woff2")).toList();

        assertThat(files).hasSize(7);
        for (Path file : files) {
            String name = file.startsWith(WEBROOT.resolve("vendor"))
                    ? file.getFileName().toString()
                    : "../fonts/" + file.getFileName();
            String row = readme.lines()
                    .filter(line -> line.startsWith("| " + name + " |"))
                    .findFirst()
                    .orElseThrow();
            assertThat(row).contains(Hashes.hex("SHA-256", Files.readAllBytes(file)));
            Matcher licence = Pattern.compile("[./\\w-]+\\.LICENSE").matcher(row);
            assertThat(licence.find()).isTrue();
            assertThat(WEBROOT.resolve("vendor").resolve(licence.group())).isNotEmptyFile();
        }
    }

    @Test
    void theImportMapNamesEveryLibraryWithItsHash() throws Exception {
        Matcher text = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(Files.readString(WEBROOT.resolve("index.html")));
        assertThat(text.find()).isTrue();
        JsonObject map = new JsonObject(text.group(1));
        JsonObject integrity = map.getJsonObject("integrity");

        assertThat(map.getJsonObject("imports").getMap().values())
                .map(Object::toString)
                .containsExactlyInAnyOrderElementsOf(integrity.fieldNames());
        assertThat(integrity.size()).isEqualTo((int) list("vendor", ".js").count());
        for (String file : integrity.fieldNames()) {
            byte[] bytes = Files.readAllBytes(WEBROOT.resolve(file));
            assertThat(integrity.getString(file)).isEqualTo("sha384-" + Hashes.base64("SHA-384", bytes));
        }
    }

    @Test
    void thePageLoadsEveryScriptThatItStartsWithAtOnce() throws Exception {
        String page = Files.readString(WEBROOT.resolve("index.html"));
        Set<String> first = new TreeSet<>();
        Deque<String> unread = new ArrayDeque<>(List.of("main.js"));
        while (!unread.isEmpty()) {
            String script = unread.pop();
            if (first.add(script)) {
                IMPORTED.matcher(Files.readString(WEBROOT.resolve("js").resolve(script)))
                        .results()
                        .forEach(found -> unread.push(found.group(1)));
            }
        }
        first.remove("main.js");
        assertThat(page).contains("src=\"js/main.js\">");
        assertThat(PRELOADED.matcher(page).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void ownScriptsKeepTextAsText() throws Exception {
        for (Path script : list("js", ".js").toList()) {
            assertThat(Files.readString(script))
                    .as(script.toString())
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
        }
    }

    private static Stream<Path> list(String directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(WEBROOT.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList().stream();
        }
    }
}
