package dev.evident.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was written for each key of a tree of records, and where: the defaults, overridden by a file, that by the
 * environment, and that by system properties.
 */
final class Settings {
    private static final String ENVIRONMENT = "EVIDENT_";
    private static final String PROPERTY = "evident.";

    private final List<Key> keys;
    private final Map<String, Written> byPath = new HashMap<>();

    /** No source: a default. */
    private record Written(@Nullable Object value, @Nullable String source) {}

    /**
     * @param root the tree
     * @param defaults a file that has every key
     */
    Settings(Class<?> root, Map<String, @Nullable Object> defaults) {
        keys = Key.tree(root, "").toList();
        addSection("", defaults, null);
    }

    /**
     * @param name how messages call the file
     * @throws ConfigurationException for a key that does not exist
     */
    void addFile(String name, Map<String, @Nullable Object> file) {
        try {
            addSection("", file, name);
        } catch (ConfigurationException refused) {
            throw refused.from(name);
        }
    }

    /** Returns what looks like a mistake and may be none; one line each, without values. */
    List<String> addEnvironment(Map<String, String> environment) {
        TreeSet<String> unknown = new TreeSet<>(environment.keySet());
        unknown.removeIf(name -> !name.startsWith(ENVIRONMENT));
        for (Key key : keys) {
            String name = key.environment();
            unknown.remove(name);
            put(key, environment.get(name), name);
        }
        List<String> known = keys.stream().map(Key::environment).toList();
        return unknown.stream()
                .map(name -> "the environment variable " + name + " sets nothing" + NearMiss.hint(name, known))
                .toList();
    }

    /**
     * @throws ConfigurationException for a key that does not exist as {@code -Devident.*}
     */
    void addProperties(Map<String, String> properties) {
        for (Key key : keys) {
            for (String name : List.of(key.path(), PROPERTY + key.path())) {
                put(key, properties.get(name), "-D" + name);
            }
        }
        for (String name : new TreeSet<>(properties.keySet())) {
            if (name.startsWith(PROPERTY) && !has(name.substring(PROPERTY.length()))) {
                throw unknown(name.substring(PROPERTY.length())).from("-D" + name);
            }
        }
    }

    /** What was written last for a key; null for nothing. */
    @Nullable
    Object written(String path) {
        Written setting = byPath.get(path);
        return setting == null ? null : setting.value();
    }

    /** Where that was, or empty for a default. A path into the value, as {@code tokens[0].name}, will do too. */
    Optional<String> source(String path) {
        String key = path.replaceFirst("\\[.*", "");
        return Optional.ofNullable(byPath.get(key)).map(Written::source);
    }

    private void addSection(String section, Map<?, ?> entries, @Nullable String source) {
        entries.forEach((name, value) -> {
            String path = section + name;
            if (has(path)) {
                byPath.put(path, new Written(value, source));
            } else if (keys.stream().noneMatch(key -> key.path().startsWith(path + "."))) {
                throw unknown(path);
            } else if (value instanceof Map<?, ?> below) {
                addSection(path + ".", below, source);
            } else {
                throw new ConfigurationException(path, "is a section: its keys go below it, indented");
            }
        });
    }

    /** In the C locale the JVM puts U+FFFD in the place of every byte that is not ASCII. */
    private void put(Key key, @Nullable String value, String source) {
        if (value != null && value.indexOf('\uFFFD') >= 0) {
            throw new ConfigurationException(
                            key.path(),
                            "has characters that cannot be read in this locale: set LC_ALL=C.UTF-8, or write it in the"
                                    + " configuration file")
                    .from(source);
        }
        if (value != null) {
            byPath.put(key.path(), new Written(value, source));
        }
    }

    private boolean has(String path) {
        return keys.stream().anyMatch(key -> key.path().equals(path));
    }

    private ConfigurationException unknown(String path) {
        List<String> candidates = keys.stream()
                .map(Key::path)
                .flatMap(known -> known.contains(".")
                        ? Stream.of(known, known.substring(0, known.lastIndexOf('.')))
                        : Stream.of(known))
                .toList();
        return ConfigurationException.unknownKey("", path, candidates);
    }
}
