package dev.evident.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types in the comments of the viewer's scripts agree, by TypeScript's own compiler on Playwright's Node. */
class TypeCheckIT {
    private static final String LIBRARY = "/META-INF/resources/webjars/typescript/5.9.3/lib";

    @Test
    void theScriptsAreOfTheTypesThatTheyName(@TempDir Path folder) throws Exception {
        URL compiler = Objects.requireNonNull(TypeCheckIT.class.getResource(LIBRARY + "/_tsc.js"));
        JarURLConnection jar = (JarURLConnection) compiler.openConnection();
        try (FileSystem files =
                        FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()));
                Stream<Path> library = Files.list(files.getPath(LIBRARY))) {
            for (Path file : library.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path driver = Driver.ensureDriverInstalled(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), false)
                .driverDir();
        Process check = new ProcessBuilder(List.of(
                        driver.resolve("node").toString(),
                        folder.resolve("_tsc.js").toString(),
                        "--pretty",
                        "false",
                        "-p",
                        "src/browser/types/tsconfig.json"))
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream output = check.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).isEmpty();
        assertThat(check.exitValue()).isZero();
    }
}
