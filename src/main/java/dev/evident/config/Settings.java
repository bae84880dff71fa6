package dev.evident.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was written for each key, and where: a file, overridden by the environment, overridden by system properties. */
final class Settings {
    private static final String ENVIRONMENT = "EVIDENT_";
    private static final String PROPERTY = "evident.";

    private final Map<String, Setting> byPath = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private record Setting(@Nullable Object value, String source) {}

    private Settings() {}

    /**
     * @param fileName how messages call the file
     * @throws ConfigurationException for a key that does not exist, in the file or as {@code -Devident.*}
     */
    static Settings merge(
            String fileName,
            Map<String, @Nullable Object> file,
            Map<String, String> environment,
            Map<String, String> properties) {
        Settings settings = new Settings();
        settings.addFile("", file, fileName);
        settings.addEnvironment(environment);
        settings.addProperties(properties);
        return settings;
    }

    /** The value of a key: the one written last, or its default. */
    <T> T get(Key<T> key) {
        Setting setting = byPath.get(key.path());
        return setting == null ? key.byDefault() : key.decode(setting.value());
    }

    /** Where the value of a key was written, or empty for a default. A path into the value, as {@code tokens[0].name}, will do too. */
    Optional<String> source(String path) {
        String key = path.replaceFirst("\\[.*", "");
        return Optional.ofNullable(byPath.get(key)).map(Setting::source);
    }

    /** The values of all keys but those that hold secrets, defaults included, as they may be written. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        for (Key<?> key : Keys.ALL) {
            if (!key.kind().secret()) {
                values.put(key.path(), Kind.show(get(key)));
            }
        }
        return values;
    }

    /** What looks like a mistake and may be none; one line each. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void addFile(String section, Map<?, ?> entries, String fileName) {
        entries.forEach((name, value) -> {
            String path = section + name;
            if (Keys.at(path).isPresent()) {
                byPath.put(path, new Setting(value, fileName));
            } else if (!Keys.isSection(path)) {
                throw unknown(path).from(fileName);
            } else if (value instanceof Map<?, ?> below) {
                addFile(path + ".", below, fileName);
            } else {
                throw new ConfigurationException(path, "is a section: its keys go below it, indented").from(fileName);
            }
        });
    }

    private void addEnvironment(Map<String, String> environment) {
        TreeSet<String> unknown = new TreeSet<>(environment.keySet());
        unknown.removeIf(name -> !name.startsWith(ENVIRONMENT));
        for (Key<?> key : Keys.ALL) {
            String value = environment.get(key.environment());
            if (value != null) {
                requireReadable(key.path(), value, key.environment());
                byPath.put(key.path(), new Setting(value, key.environment()));
            }
            unknown.remove(key.environment());
        }
        List<String> known = Keys.ALL.stream().map(Key::environment).toList();
        unknown.forEach(name ->
                warnings.add("the environment variable " + name + " sets nothing" + NearMiss.hint(name, known)));
    }

    private void addProperties(Map<String, String> properties) {
        for (Key<?> key : Keys.ALL) {
            for (String name : List.of(key.path(), PROPERTY + key.path())) {
                String value = properties.get(name);
                if (value != null) {
                    requireReadable(key.path(), value, "-D" + name);
                    byPath.put(key.path(), new Setting(value, "-D" + name));
                }
            }
        }
        properties.keySet().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .filter(name -> Keys.at(name.substring(PROPERTY.length())).isEmpty())
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw unknown(name.substring(PROPERTY.length())).from("-D" + name);
                });
    }

    /** In the C locale the JVM puts U+FFFD in the place of every byte that is not ASCII. */
    private static void requireReadable(String path, String value, String source) {
        if (value.indexOf('\uFFFD') >= 0) {
            throw new ConfigurationException(
                            path,
                            "has characters that cannot be read in this locale: set LC_ALL=C.UTF-8, or write it in the"
                                    + " configuration file")
                    .from(source);
        }
    }

    private static ConfigurationException unknown(String path) {
        List<String> candidates = Keys.ALL.stream()
                .map(Key::path)
                .flatMap(known -> known.contains(".")
                        ? Stream.of(known, known.substring(0, known.lastIndexOf('.')))
                        : Stream.of(known))
                .toList();
        String shown = path.replaceAll("\\p{Cntrl}", "?");
        return new ConfigurationException(shown, "unknown key" + NearMiss.hint(shown, candidates));
    }
}
