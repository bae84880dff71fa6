package dev.evident.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key: a component of a record, named in snake case.
 *
 * @param path where it stands, such as {@code api.port} or {@code tokens[0].name}
 * @param type of its value
 * @param optional whether its component is an {@link Optional} of that type
 * @param setting what it takes beyond its type
 */
record Key(String path, Type type, boolean optional, Setting setting) {
    /** What a component without the annotation has. */
    private static final Setting PLAIN = plain();

    /** The keys of a record, in the order of its components. */
    static List<Key> of(Class<?> record, String path) {
        return Arrays.stream(record.getRecordComponents())
                .map(component -> of(component, path))
                .toList();
    }

    /** All keys of a tree of records that have values: its sections are left out. */
    static Stream<Key> tree(Class<?> record, String path) {
        return of(record, path).stream()
                .flatMap(key -> key.isRecord() ? tree(key.valueClass(), key.path) : Stream.of(key));
    }

    private static Key of(RecordComponent component, String path) {
        Setting annotation = component.getAnnotation(Setting.class);
        Setting setting = annotation == null ? PLAIN : annotation;
        String name = setting.key().isEmpty()
                ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                : setting.key();
        boolean optional = component.getType() == Optional.class;
        Type type = component.getGenericType();
        return new Key(path.isEmpty() ? name : path + "." + name, optional ? argument(type) : type, optional, setting);
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The environment variable that overrides it: {@code EVIDENT_API_PORT} for {@code api.port}. */
    String environment() {
        return "EVIDENT_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    Class<?> valueClass() {
        return (Class<?>) (type instanceof ParameterizedType of ? of.getRawType() : type);
    }

    /** How its value is written as one text; empty for lists and records. */
    Optional<Scalar> scalar() {
        return Scalar.of(valueClass(), setting);
    }

    boolean isList() {
        return Collection.class.isAssignableFrom(valueClass());
    }

    /** Whether it has keys below it: a section, or an element of a list of records. */
    boolean isRecord() {
        return valueClass().isRecord() && scalar().isEmpty();
    }

    /** Whether it holds a secret, by itself or in an element. */
    boolean isSecret() {
        return setting.secret()
                || (isList() && element(0).isSecret())
                || (isRecord() && of(valueClass(), path).stream().anyMatch(Key::isSecret));
    }

    /** An element of this list. Texts of one form are named as a list, everything else one by one. */
    Key element(int index) {
        return new Key(isListOfTexts() ? path : path + "[" + index + "]", argument(type), false, setting);
    }

    /** The same where it may not be empty. */
    Key required() {
        return new Key(path, type, false, setting);
    }

    /** Whether a list may have this number of elements. */
    boolean allowsSize(int size) {
        return size >= Integer.parseInt(setting.min())
                && (setting.max().isEmpty() || size <= Integer.parseInt(setting.max()));
    }

    /** What is accepted, as it stands after "is not" in a message. */
    String accepted() {
        return (isList() ? acceptedList() : acceptedOne()) + (optional ? " or empty" : "");
    }

    private String acceptedOne() {
        return scalar().map(Scalar::accepted)
                .orElseGet(() -> String.join(
                        ", ", of(valueClass(), "").stream().map(Key::path).toList()));
    }

    private String acceptedList() {
        Key element = element(0);
        if (isListOfTexts()) {
            return element.accepted();
        }
        String min = setting.min().equals("0") ? "up" : setting.min();
        String size = setting.max().isEmpty() ? "" : min + " to " + setting.max() + " ";
        return "a list of " + size + name() + (element.isRecord() ? "" : ", each " + element.accepted());
    }

    private boolean isListOfTexts() {
        return argument(type) == String.class;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static Setting plain() {
        record Plain(@Setting Object any) {}
        return Plain.class.getRecordComponents()[0].getAnnotation(Setting.class);
    }
}
