package dev.evident.viewer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that the program carries under {@code webroot}, read once and then served from memory.
 *
 * <p>A request names a file by its exact path or gets nothing, so no path can lead anywhere else; and a directory that
 * happens to be called {@code webroot} where the program was started is never served.
 */
final class WebRoot {
    private static final String INDEX = "/index.html";

    private final Map<String, WebFile> files;

    private WebRoot(Map<String, WebFile> files) {
        this.files = files;
    }

    /** Reads all files; blocks. */
    static WebRoot load() throws IOException {
        URL index = Objects.requireNonNull(WebRoot.class.getResource("/webroot" + INDEX), "webroot is missing");
        URLConnection connection = index.openConnection();
        if (connection instanceof JarURLConnection jar) {
            try (FileSystem archive = FileSystems.newFileSystem(path(jar.getJarFileURL()))) {
                return read(archive.getPath("/webroot"));
            }
        }
        return read(Objects.requireNonNull(path(index).getParent()));
    }

    /** The file that is served for a path as it stands in the request line. */
    @Nullable
    WebFile find(String path) {
        return files.get(path);
    }

    /** The page itself. */
    WebFile page() {
        return Objects.requireNonNull(files.get("/"), "webroot has no index.html");
    }

    private static WebRoot read(Path root) throws IOException {
        Map<String, WebFile> files = new HashMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(Files::isRegularFile).forEach(file -> {
                String name = "/" + root.relativize(file).toString().replace('\\', '/');
                if (!name.contains("/.")) {
                    files.put(name.equals(INDEX) ? "/" : name, WebFile.of(name, bytes(file)));
                }
            });
        }
        return new WebRoot(Map.copyOf(files));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("not a path: " + url, impossible);
        }
    }
}
