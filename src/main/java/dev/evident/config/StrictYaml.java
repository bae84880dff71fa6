package dev.evident.config;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML without its traps: a key that stands twice is an error, and every scalar is the text that was written, so that
 * {@code no}, {@code 010} and {@code 1.10} stay what they look like. JSON is read as well.
 */
final class StrictYaml {
    private static final Pattern HARMLESS =
            Pattern.compile("(found duplicate key|expected|mapping values|could not find expected).*");

    private StrictYaml() {}

    /**
     * The keys of a file and their values: text, lists, maps, or null where nothing stands.
     *
     * @param name how messages call the file
     */
    static Map<String, @Nullable Object> map(String name, String text) {
        Object document;
        try {
            document = load(text);
        } catch (MarkedYAMLException unreadable) {
            String line = unreadable.getProblemMark() == null
                    ? ""
                    : " line " + (unreadable.getProblemMark().getLine() + 1);
            throw new ConfigurationException(name + line, problem(unreadable.getProblem()));
        } catch (YAMLException unreadable) {
            throw new ConfigurationException(name, problem(null));
        }
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        if (document == null) {
            return keys;
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw new ConfigurationException(name, "is not a set of keys and values");
        }
        map.forEach((key, value) -> keys.put(String.valueOf(key), value));
        return keys;
    }

    /** A list written as one text, if it is one. */
    static Optional<List<?>> list(String text) {
        try {
            return load(text) instanceof List<?> list ? Optional.of(list) : Optional.empty();
        } catch (YAMLException noList) {
            return Optional.empty();
        }
    }

    /** Where everything stands in a text; empty when it is not YAML or nothing. */
    static Optional<Node> compose(String text) {
        try {
            return Optional.ofNullable(yaml().compose(new StringReader(text)));
        } catch (YAMLException noYaml) {
            return Optional.empty();
        }
    }

    private static @Nullable Object load(String text) {
        return yaml().load(text);
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new TextOnly());
    }

    /** Problems of other forms can quote the text, and so a secret that was not quoted. */
    private static String problem(@Nullable String problem) {
        return problem != null && HARMLESS.matcher(problem).matches()
                ? problem
                : "is not YAML; quote values that have special characters";
    }

    private static final class TextOnly extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
