package dev.evident.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be set.
 *
 * @param path its dotted path in the configuration file
 * @param byDefault its value where no source sets it
 * @param kind the values it accepts
 */
record Key<T>(String path, T byDefault, Kind<T> kind) {

    /** The environment variable that overrides it: {@code EVIDENT_API_PORT} for {@code api.port}. */
    String environment() {
        return "EVIDENT_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The value that was written. Text, a list or a map; null where nothing stands after the key. */
    T decode(@Nullable Object written) {
        if (written == null) {
            throw new ConfigurationException(path, "has no value; it takes " + kind.accepted());
        }
        return kind.decode(written).filter(kind::allows).orElseThrow(() -> refused(written));
    }

    /** Lets an accepted value pass. */
    T require(T value) {
        if (!kind.allows(value)) {
            throw refused(value);
        }
        return value;
    }

    private ConfigurationException refused(Object value) {
        String shown = ConfigurationException.quoted(value.toString());
        if (value instanceof Map) {
            shown = "a section";
        } else if (value instanceof List) {
            shown = "this list";
        } else if (kind.secret()) {
            shown = "this text";
        }
        return new ConfigurationException(path, shown + " is not " + kind.accepted());
    }
}
