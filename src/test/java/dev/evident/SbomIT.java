package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The bill of materials beside the packaged jar names what is in it. */
class SbomIT {
    private static final Path JAR = Path.of(System.getProperty("packaged.jar", "target/evident.jar"));

    /** Netty carries it under a package of its own: no library that Maven knows of. */
    private static final String INSIDE_NETTY = "org.jctools";

    @Test
    void everyLibraryInTheJarIsNamed() throws IOException {
        Path bill = JAR.resolveSibling("evident-sbom.json");
        assumeTrue(Files.exists(bill), "made by Maven's package phase only");
        JsonObject json = new JsonObject(Files.readString(bill));
        Set<String> named = new TreeSet<>();
        JsonArray components = json.getJsonArray("components");
        for (int i = 0; i < components.size(); i++) {
            JsonObject component = components.getJsonObject(i);
            named.add(component.getString("group") + ":" + component.getString("name") + ":"
                    + component.getString("version"));
            assertThat(component.getJsonArray("hashes"))
                    .as(component.getString("name"))
                    .isNotEmpty();
        }

        assertThat(json.getString("bomFormat")).isEqualTo("CycloneDX");
        assertThat(json.getJsonObject("metadata").getJsonObject("component").getString("name"))
                .isEqualTo("evident");
        assertThat(named).noneMatch(name -> name.contains("junit"));
        assertThat(named).hasSizeGreaterThan(30).containsAll(inTheJar());
    }

    /** As libraries say it of themselves; not all do. */
    private static Set<String> inTheJar() throws IOException {
        Set<String> libraries = new TreeSet<>();
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (var entry : jar.stream()
                    .filter(file -> file.getName().matches("META-INF/maven/.+/pom\\.properties"))
                    .toList()) {
                Properties properties = new Properties();
                properties.load(jar.getInputStream(entry));
                if (!"evident".equals(properties.getProperty("artifactId"))
                        && !INSIDE_NETTY.equals(properties.getProperty("groupId"))) {
                    libraries.add(properties.getProperty("groupId") + ":" + properties.getProperty("artifactId") + ":"
                            + properties.getProperty("version"));
                }
            }
        }
        assertThat(libraries).isNotEmpty();
        return libraries;
    }
}
