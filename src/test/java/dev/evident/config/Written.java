package dev.evident.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a test writes into each source. */
record Written(String yaml, Map<String, String> environment, Map<String, String> properties, Path directory) {

    static Written file(String yaml) {
        return new Written(yaml, Map.of(), Map.of(), Path.of(""));
    }

    static Written nothing() {
        return file("");
    }

    Written environment(String name, String value) {
        return new Written(yaml, with(environment, name, value), properties, directory);
    }

    Written property(String name, String value) {
        return new Written(yaml, environment, with(properties, name, value), directory);
    }

    Written directory(Path beside) {
        return new Written(yaml, environment, properties, beside);
    }

    ConfigurationLoader.Loaded load() {
        return ConfigurationLoader.read(
                "test.yaml", directory, StrictYaml.map("test.yaml", yaml), environment, properties);
    }

    Configuration read() {
        return load().configuration();
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> more = new HashMap<>(map);
        more.put(name, value);
        return more;
    }
}
