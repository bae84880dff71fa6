package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of records of the settings: a record is a section, a component a key. What one key takes is checked here,
 * where the message can show what was written; how keys go together is checked by the constructors of the records.
 */
final class Mapper {
    private final Settings settings;
    private final SecretFiles secrets;
    private final Map<String, String> values = new TreeMap<>();
    private final Set<String> plainSources = new LinkedHashSet<>();

    /**
     * @param directory what a relative {@code file:} secret is relative to
     */
    Mapper(Settings settings, Path directory) {
        this.settings = settings;
        this.secrets = new SecretFiles(directory);
    }

    /**
     * Makes the whole tree.
     *
     * @throws ConfigurationException for a value that is refused, with the place where it was found
     */
    <R> R read(Class<R> root) {
        try {
            return section(root, "");
        } catch (ConfigurationException refused) {
            throw settings.source(refused.key()).map(refused::from).orElse(refused);
        }
    }

    /** What was read, of all keys but those that hold secrets, defaults included, as it may be written. */
    Map<String, String> values() {
        return values;
    }

    /** The files that secrets were read from. */
    Set<Path> files() {
        return secrets.files();
    }

    /** Where secrets stand as they are, as sources are named. */
    Set<String> plainSources() {
        return plainSources;
    }

    private <R> R section(Class<R> record, String path) {
        List<Object> components = new ArrayList<>();
        for (Key key : Key.of(record, path)) {
            if (key.isRecord()) {
                components.add(section(key.valueClass(), key.path()));
                continue;
            }
            Object written = settings.written(key.path());
            boolean empty = key.optional() && "".equals(written);
            Object value = empty ? "" : value(key, written);
            components.add(empty ? Optional.empty() : key.optional() ? Optional.of(value) : value);
            if (!key.isSecret()) {
                values.put(key.path(), Scalar.show(value));
            }
        }
        return construct(record, path, components);
    }

    private static <R> R construct(Class<R> record, String path, List<Object> components) {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return record.getDeclaredConstructor(types).newInstance(components.toArray());
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof ConfigurationException refused) {
                throw refused.at(path);
            }
            throw new IllegalStateException(failure);
        } catch (ReflectiveOperationException noRecord) {
            throw new IllegalStateException(noRecord);
        }
    }

    private Object value(Key key, @Nullable Object written) {
        if (written == null) {
            throw new ConfigurationException(key.path(), "has no value; it takes " + key.accepted());
        }
        if (key.isList()) {
            return list(key, written);
        }
        return key.isRecord() ? element(key, written) : scalar(key, written);
    }

    private Object scalar(Key key, Object written) {
        Optional<?> value = Optional.empty();
        if (written instanceof String text) {
            try {
                String plain = key.isSecret() ? secret(key, text) : text;
                value = key.scalar().flatMap(scalar -> scalar.decoder().apply(plain));
            } catch (ConfigurationException refused) {
                throw refused.at(key.path());
            }
        }
        return value.orElseThrow(() -> refused(key, written));
    }

    private String secret(Key key, String text) {
        String resolved = secrets.resolve(text);
        if (resolved.equals(text) && !text.isEmpty() && !text.startsWith("sha256:") && !text.equals(TokenSecret.DEMO)) {
            settings.source(key.path()).ifPresent(plainSources::add);
        }
        return resolved;
    }

    private Object list(Key key, Object written) {
        List<?> elements = elements(key, written)
                .filter(list -> key.allowsSize(list.size()))
                .orElseThrow(() -> refused(key, written));
        List<Object> values = new ArrayList<>();
        for (Object element : elements) {
            values.add(value(key.element(values.size()), element));
        }
        return key.valueClass() == Set.class ? new LinkedHashSet<>(values) : values;
    }

    /** The elements of a list. As one text it is JSON or, where they are texts too, separated by commas. */
    private static Optional<List<?>> elements(Key key, Object written) {
        if (!(written instanceof String text)) {
            return written instanceof List<?> list ? Optional.of(list) : Optional.empty();
        }
        return key.element(0).isRecord() || text.stripLeading().startsWith("[")
                ? StrictYaml.list(text)
                : Optional.of(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    /** A record in a list. What is optional in it is left out, not left empty. */
    private Object element(Key key, Object written) {
        if (!(written instanceof Map<?, ?> members)) {
            throw new ConfigurationException(key.path(), "takes " + key.accepted());
        }
        List<Key> known = Key.of(key.valueClass(), key.path());
        List<String> names = known.stream().map(Key::name).toList();
        for (Object member : members.keySet()) {
            if (!names.contains(String.valueOf(member))) {
                throw ConfigurationException.unknownKey(key.path() + ".", String.valueOf(member), names);
            }
        }
        List<Object> components = new ArrayList<>();
        for (Key member : known) {
            if (!member.optional()) {
                components.add(value(member, members.get(member.name())));
            } else if (members.containsKey(member.name())) {
                components.add(Optional.of(value(member.required(), members.get(member.name()))));
            } else {
                components.add(Optional.empty());
            }
        }
        return construct(key.valueClass(), key.path(), components);
    }

    private static ConfigurationException refused(Key key, Object written) {
        String shown = quoted(written.toString());
        if (written instanceof Map) {
            shown = "a section";
        } else if (written instanceof List) {
            shown = "this list";
        } else if (key.isSecret()) {
            shown = "this text";
        }
        return new ConfigurationException(key.path(), shown + " is not " + key.accepted());
    }
}
