package dev.evident.config;

import java.util.List;

/** A value or key that is refused. The message is one line that names the key, the value unless secret, and the source. */
public final class ConfigurationException extends StartException {
    private final String key;
    private final String problem;

    /**
     * @param key as it stands in the record that refuses it; empty for the value itself, where the caller knows its key
     */
    ConfigurationException(String key, String problem) {
        super(key + ": " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** For a key that does not exist below the prefix; the candidates are what it may have been meant to be. */
    static ConfigurationException unknownKey(String prefix, String name, List<String> candidates) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return new ConfigurationException(prefix + shown, "unknown key" + NearMiss.hint(shown, candidates));
    }

    /** The dotted path of the key at fault, such as {@code api.port} or {@code tokens[0].secret}. */
    public String key() {
        return key;
    }

    /** The same for a record or value that stands at the path. */
    ConfigurationException at(String path) {
        return new ConfigurationException(path + (path.isEmpty() || key.isEmpty() ? "" : ".") + key, problem);
    }

    /** The same with the place where the value was found. */
    ConfigurationException from(String source) {
        return new ConfigurationException(key, problem + " (from " + source + ")");
    }

    /** A value as it may stand in a message: quoted, on one line, cut when long, without who logs in at a URL. */
    static String quoted(String value) {
        String shown = withoutLogin(value);
        String cut = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    static String withoutLogin(String value) {
        return value.replaceAll("//.*@", "//…@");
    }
}
