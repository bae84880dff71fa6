package dev.evident.config;

/** A value or key that is refused. The message is one line that names the key, the value unless secret, and the source. */
public final class ConfigurationException extends StartException {
    private final String key;
    private final String problem;

    ConfigurationException(String key, String problem) {
        super(key + ": " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** The dotted path of the key at fault, such as {@code api.port} or {@code tokens[0].secret}. */
    public String key() {
        return key;
    }

    /** The same with the place where the value was found. */
    ConfigurationException from(String source) {
        return new ConfigurationException(key, problem + " (from " + source + ")");
    }

    /** A value as it may stand in a message: quoted, on one line, cut when long. */
    static String quoted(String value) {
        String cut = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
