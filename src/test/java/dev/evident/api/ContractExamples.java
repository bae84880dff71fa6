package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import dev.evident.api.Contract.Example;
import dev.evident.api.Contract.Operation;
import dev.evident.api.Contract.Response;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends the contract's examples to a service that has just started, and compares its responses with the contract's. */
final class ContractExamples {
    /** What is different in every run: ids and times. */
    private static final Pattern VARYING = Pattern.compile(
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}Z");

    private final RunningService service;

    /** Ids of the contract, and what they are now. */
    private final Map<String, String> now = new HashMap<>();

    ContractExamples(RunningService service) {
        this.service = service;
    }

    static Notation notation(RunningService service) {
        return new Notation(Map.of("api port", String.valueOf(service.api().getPort())));
    }

    /** Sends the bodies and awaits the responses of the same name; says how many there were. */
    int send(Contract contract) throws IOException {
        int sent = 0;
        for (Operation operation : contract.operations()) {
            for (Example request : operation.requests()) {
                Response created = operation.response(201).orElseThrow();
                Example awaited = created.examples()
                        .filter(example -> example.name().equals(request.name()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(request.where() + " has no response in the contract"));
                List<String> lines = new ArrayList<>(List.of(
                        operation.method() + " " + operation.path(), "Content-Type: " + request.mediaType(), ""));
                lines.addAll(text(request.value()).lines().toList());
                check(awaited, created, receive(lines));
                sent++;
            }
        }
        return sent;
    }

    /** Sends the requests that responses name; says how many there were. */
    int replay(Contract contract) throws IOException {
        Set<String> replayed = new HashSet<>();
        for (Operation operation : contract.operations()) {
            for (Response response : operation.responses()) {
                for (Example example : response.examples().toList()) {
                    String request = example.request();
                    if (request == null || !replayed.add(example.mediaType() + request)) {
                        continue;
                    }
                    List<String> lines =
                            new ArrayList<>(current(request).lines().toList());
                    if (response.status() < 300) {
                        assertThat(lines.get(0)).startsWith(operation.method() + " ");
                        lines.add(1, "Accept: " + example.mediaType());
                    }
                    if (example.mediaType().equals("text/event-stream")) {
                        checkStream(example, lines);
                    } else {
                        check(example, response, receive(lines));
                    }
                }
            }
        }
        return replayed.size();
    }

    private WireResponse receive(List<String> lines) throws IOException {
        try (Wire wire = new Wire(service.api())) {
            return wire.send(RequestText.of(lines, notation(service))).response();
        }
    }

    private void check(Example example, Response response, WireResponse received) {
        assertThat(received.status())
                .as("%s: %s", example.where(), received.text())
                .isEqualTo(response.status());
        assertThat(received.header("Content-Type").split(";", -1)[0])
                .as(example.where())
                .isEqualTo(example.mediaType());
        for (String header : response.requiredHeaders()) {
            assertThat(received.header(header))
                    .as("%s: %s", example.where(), header)
                    .isNotEmpty();
        }
        boolean json =
                example.mediaType().endsWith("json") && !example.mediaType().endsWith("ndjson");
        if (!json) {
            String body = received.text().replace("\r\n", "\n");
            remember(text(example.value()), body);
            assertThat(still(body)).as(example.where()).isEqualTo(still(text(example.value())));
        } else if (example.varies()) {
            assertThat(members(Json.decodeValue(received.text())))
                    .as(example.where())
                    .isEqualTo(members(Json.decodeValue(text(example.value()))));
        } else {
            remember(text(example.value()), received.text());
            assertThat(Json.decodeValue(still(received.text())))
                    .as(example.where())
                    .isEqualTo(Json.decodeValue(still(text(example.value()))));
        }
    }

    /** A live tail does not end: as much is read as the example has. */
    private void checkStream(Example example, List<String> lines) throws IOException {
        StringBuilder got = new StringBuilder();
        try (Wire wire = new Wire(service.api())) {
            wire.send(RequestText.of(lines, notation(service)));
            String awaited = still(text(example.value()));
            while (!withoutFraming(got).contains(awaited)) {
                byte[] next = wire.read(1);
                assertThat(next).as("%s ended after\n%s", example.where(), got).hasSize(1);
                got.append(new String(next, ISO_8859_1));
            }
        }
        assertThat(got).contains("HTTP/1.1 200 OK", "content-type: text/event-stream");
    }

    /** Without the lengths of the chunks. */
    private static String withoutFraming(CharSequence got) {
        return still(got.toString().replaceAll("(?:\\r\\n)?[0-9a-f]+\\r\\n(?=retry|id:|:|event)", ""));
    }

    private void remember(String written, String found) {
        List<String> before = varying(written);
        List<String> after = varying(found);
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            now.putIfAbsent(before.get(i), after.get(i));
        }
    }

    private String current(String text) {
        return VARYING.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(now.getOrDefault(found.group(), found.group())));
    }

    private static String still(String text) {
        return VARYING.matcher(text).replaceAll("…");
    }

    private static List<String> varying(String text) {
        return VARYING.matcher(text).results().map(MatchResult::group).toList();
    }

    /** As it is sent: text as it is, anything else as JSON, which has one character for each byte here. */
    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        String json = value instanceof List<?> list
                ? new JsonArray(list).encode()
                : new JsonObject(Contract.map(value)).encode();
        return new String(json.getBytes(UTF_8), UTF_8);
    }

    /** The paths of all members; of an array, those of its first element. */
    private static Set<String> members(Object json) {
        Set<String> paths = new TreeSet<>();
        members("", json, paths);
        return paths;
    }

    private static void members(String path, Object json, Set<String> paths) {
        paths.add(path);
        if (json instanceof JsonObject object) {
            object.forEach(member -> members(path + "." + member.getKey(), member.getValue(), paths));
        } else if (json instanceof JsonArray array && !array.isEmpty()) {
            members(path + "[]", array.getValue(0), paths);
        }
    }
}
