package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code openapi.yaml}, taken apart; references are followed wherever they stand. */
final class Contract {
    private static final Pattern IN_PATH = Pattern.compile("\\{([a-z]+)}");
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");

    private final Map<String, Object> root;

    private Contract(Map<String, Object> root) {
        this.root = root;
    }

    /** What a method does on a path. */
    final class Operation {
        private final String method;
        private final String path;
        private final Map<String, Object> node;

        private Operation(String method, String path, Map<String, Object> node) {
            this.method = method;
            this.path = path;
            this.node = node;
        }

        String id() {
            return String.valueOf(node.get("operationId"));
        }

        String method() {
            return method.toUpperCase(Locale.ROOT);
        }

        String path() {
            return path;
        }

        boolean matches(String requested) {
            return !(path.equals("/events/{id}") && requested.equals("/events/stats"))
                    && requested.matches(
                            path.equals("/log/tile/{tile}") // a tile's number has slashes of its own
                                    ? "/log/tile/.+"
                                    : IN_PATH.matcher(path).replaceAll("[^/]+"));
        }

        Set<String> namesInPath() {
            return IN_PATH.matcher(path)
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The names of the parameters in the query, the header or the path. */
        Set<String> parameters(String in) {
            return parameters()
                    .filter(parameter -> in.equals(parameter.get("in")))
                    .map(parameter -> String.valueOf(parameter.get("name")))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The values that a parameter may have. */
        Set<String> choices(String name) {
            return parameters()
                    .filter(parameter -> name.equals(parameter.get("name")))
                    .flatMap(parameter -> list(map(parameter.get("schema")).get("enum")).stream())
                    .map(String::valueOf)
                    .collect(Collectors.toSet());
        }

        /** The scopes of which a token needs one; none where no token is needed. */
        Set<String> scopes() {
            Map<String, Set<String>> ways = new TreeMap<>();
            list(node.get("security")).forEach(way -> map(way).forEach((how, scopes) -> {
                assertThat(list(scopes)).as(id()).hasSize(1);
                ways.computeIfAbsent(how, none -> new TreeSet<>())
                        .add(String.valueOf(list(scopes).get(0)));
            }));
            assertThat(new HashSet<>(ways.values()))
                    .as("%s: each way to send a token", id())
                    .hasSizeLessThanOrEqualTo(1);
            return ways.isEmpty() ? Set.of() : ways.values().iterator().next();
        }

        /** The examples of bodies to send, by media type. */
        List<Example> requests() {
            Map<String, Object> body = followed(node.get("requestBody"));
            return examplesOf(id(), body).toList();
        }

        List<Response> responses() {
            return map(node.get("responses")).entrySet().stream()
                    .map(response ->
                            new Response(id(), Integer.parseInt(response.getKey()), followed(response.getValue())))
                    .toList();
        }

        Optional<Response> response(int status) {
            return responses().stream()
                    .filter(response -> response.status() == status)
                    .findFirst();
        }

        /** The media types of a body to send, each with its schema. */
        Map<String, Object> requestContent() {
            return map(followed(node.get("requestBody")).get("content"));
        }

        /** All parameters, references followed. */
        Stream<Map<String, Object>> parameters() {
            return list(node.get("parameters")).stream().map(Contract.this::followed);
        }
    }

    /** What comes back with a status. */
    final class Response {
        private final String operation;
        private final int status;
        private final Map<String, Object> node;

        private Response(String operation, int status, Map<String, Object> node) {
            this.operation = operation;
            this.status = status;
            this.node = node;
        }

        int status() {
            return status;
        }

        Stream<Example> examples() {
            return examplesOf(operation + " " + status, node);
        }

        /** The media types that its body may have. */
        List<String> mediaTypes() {
            return List.copyOf(map(node.get("content")).keySet());
        }

        Map<String, Object> schema(String mediaType) {
            return map(map(map(node.get("content")).get(mediaType)).get("schema"));
        }

        /** The headers that are always there. */
        List<String> requiredHeaders() {
            return map(node.get("headers")).entrySet().stream()
                    .filter(header ->
                            Boolean.TRUE.equals(followed(header.getValue()).get("required")))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * An example of a body.
     *
     * @param where it stands, for messages
     * @param request that it belongs to, in the notation of the tables; null when it belongs to none in particular
     * @param varies whether no two responses are the same but in their members
     */
    record Example(
            String where,
            String mediaType,
            String name,
            @Nullable String request,
            boolean varies,
            Map<String, Object> schema,
            Object value) {

        boolean isProblem() {
            return mediaType.equals("application/problem+json");
        }
    }

    static Contract load() {
        Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text());
        return new Contract(map(root));
    }

    /** As it stands in the program. */
    static String text() {
        try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        map(root.get("paths")).forEach((path, item) -> map(item).forEach((method, node) -> {
            assertThat(METHODS).contains(method);
            operations.add(new Operation(method, path, map(node)));
        }));
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Every example of a request or a response. */
    List<Example> examples() {
        return operations().stream()
                .flatMap(operation -> Stream.concat(
                        operation.requests().stream(),
                        operation.responses().stream().flatMap(Response::examples)))
                .toList();
    }

    @Nullable
    Object at(String... keys) {
        Object node = root;
        for (String key : keys) {
            node = map(node).get(key);
        }
        return node;
    }

    /** Fails when a value has not the type, the members or the choice that a schema wants: as much as is used here. */
    void checkShape(String where, Map<String, Object> unfollowed, @Nullable Object value) {
        Map<String, Object> schema = followed(unfollowed);
        if (schema.containsKey("anyOf")) {
            checkAny(where, list(schema.get("anyOf")), value);
            return;
        }
        list(schema.get("allOf")).forEach(part -> checkShape(where, map(part), value));
        Object type = schema.get("type");
        if (type != null) {
            List<String> types = type instanceof List<?> several
                    ? several.stream().map(String::valueOf).toList()
                    : List.of(String.valueOf(type));
            String found = typeOf(value);
            assertThat(types)
                    .as(where)
                    .containsAnyOf(found, found.equals("integer") ? "number" : found); // every integer is a number too
        }
        if (schema.containsKey("enum")) {
            assertThat(list(schema.get("enum"))).as(where).contains(value);
        }
        if (value instanceof List<?> elements) {
            elements.forEach(element -> checkShape(where + "[]", map(schema.get("items")), element));
        } else if (value instanceof Map<?, ?>) {
            Map<String, Object> object = map(value);
            list(schema.get("required"))
                    .forEach(name -> assertThat(object).as(where).containsKey((String) name));
            Map<String, Object> known = map(schema.get("properties"));
            Object others = schema.get("additionalProperties");
            object.forEach((name, member) -> {
                Object of = known.getOrDefault(name, others);
                assertThat(of).as("%s: %s is not in the schema", where, name).isNotNull();
                if (of instanceof Map<?, ?>) {
                    checkShape(where + "." + name, map(of), member);
                } else {
                    assertThat(of).as("%s: %s may not be here", where, name).isEqualTo(true);
                }
            });
        }
    }

    private void checkAny(String where, List<Object> schemas, @Nullable Object value) {
        List<AssertionError> refused = new ArrayList<>();
        for (Object one : schemas) {
            try {
                checkShape(where, map(one), value);
                return;
            } catch (AssertionError other) {
                refused.add(other);
            }
        }
        throw new AssertionError(where + " has none of the shapes", refused.get(0));
    }

    /** A schema with its references followed and what it consists of put together. */
    Map<String, Object> merged(Map<String, Object> unfollowed) {
        Map<String, Object> schema = new TreeMap<>(followed(unfollowed));
        list(schema.remove("allOf")).forEach(part -> merged(map(part)).forEach(schema::putIfAbsent));
        return schema;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(@Nullable Object node) {
        return node == null ? List.of() : (List<Object>) node;
    }

    private Stream<Example> examplesOf(String where, Map<String, Object> node) {
        return map(node.get("content")).entrySet().stream().flatMap(content -> {
            Map<String, Object> media = map(content.getValue());
            return map(media.get("examples")).entrySet().stream()
                    .map(entry -> example(where, content.getKey(), entry.getKey(), media, map(entry.getValue())));
        });
    }

    private static Example example(
            String where, String mediaType, String name, Map<String, Object> media, Map<String, Object> node) {
        return new Example(
                where + " " + mediaType + " " + name,
                mediaType,
                name,
                (String) node.get("x-request"),
                Boolean.TRUE.equals(node.get("x-varies")),
                map(media.get("schema")),
                Objects.requireNonNull(node.get("value")));
    }

    private Map<String, Object> followed(@Nullable Object node) {
        Map<String, Object> here = map(node);
        String reference = (String) here.get("$ref");
        if (reference == null) {
            return here;
        }
        assertThat(reference).startsWith("#/");
        Object there = at(reference.substring(2).split("/", -1));
        assertThat(there).as(reference).isNotNull();
        return followed(there);
    }

    private static String typeOf(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return value instanceof Map
                ? "object"
                : value instanceof List
                        ? "array"
                        : value instanceof Boolean
                                ? "boolean"
                                : value instanceof Integer || value instanceof Long
                                        ? "integer"
                                        : value instanceof Number ? "number" : "string";
    }
}
