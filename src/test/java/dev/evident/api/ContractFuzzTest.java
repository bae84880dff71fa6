package dev.evident.api;

import static dev.evident.api.Contract.list;
import static dev.evident.api.Contract.map;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.api.Contract.Operation;
import dev.evident.api.Contract.Response;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Requests made up from the contract, by a seed: what it allows is not refused, what it does not allow is, nothing is
 * returned that is not in the contract, and nothing is 500. {@code -Dfuzz.seed} plays a run again.
 */
class ContractFuzzTest {
    private static final boolean LONG = Boolean.getBoolean("faults.full");
    private static final long SEED = Long.getLong("fuzz.seed", LONG ? System.nanoTime() : 1);
    private static final int REQUESTS = LONG ? 60_000 : 1_500;
    private static final long MAX_SECONDS = LONG ? 180 : 15;
    private static final Contract CONTRACT = Contract.load();

    /** What says that a request was not understood; a request that the contract allows never gets this. */
    private static final List<Integer> REFUSED = List.of(400, 401, 403, 405, 406, 413, 414, 415, 431);

    /** Texts whose form the contract describes in words. */
    private static final Map<String, List<String>> TEXTS = Map.of(
            "q", List.of("alice", "\"a phrase\" word", "-not yes", "\u00fcber", "%5f"),
            "from",
                    List.of(
                            "-24h",
                            "-5m",
                            "2026-11-23T06:43:01Z",
                            "2026-11-23T06:43:01.123456+01:00",
                            "-52w",
                            "2026-11-23"),
            "to", List.of("-1s", "2130-01-01T00:00:00Z", "2130-12-31"),
            "facets", List.of("event_type", "user_id,variant_data.n", "outcome,tenant,a\\,b"),
            "timezone", List.of("UTC", "Europe/Berlin", "Asia/Kolkata"));

    private final Random random = new Random(SEED);
    private final SchemaValues values = new SchemaValues(CONTRACT, random);
    private final Map<String, Integer> statuses = new TreeMap<>();
    private List<String> ids = List.of();
    private String cursor = "";

    /** One request. */
    private record Request(Operation operation, boolean allowed, String head, byte[] body) {
        @Override
        public String toString() {
            return (allowed ? "allowed: " : "not allowed: ") + head.replace("\r\n", " | ") + new String(body, UTF_8);
        }
    }

    @Test
    void theServiceDoesWhatTheContractSays() throws Exception {
        try (RunningService service = RunningService.start()) {
            seed(service.client());
            List<Operation> operations = CONTRACT.operations();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
            for (int i = 0; i < REQUESTS && System.nanoTime() < end; i++) {
                Operation operation = operations.get(random.nextInt(operations.size()));
                if (operation.id().equals("proveEvent") && random.nextInt(10) > 0) {
                    continue; // it waits for a checkpoint, and so does evidence
                }
                Request request = random.nextInt(3) == 0 ? notAllowed(operation) : allowed(operation);
                check(request, send(service, request));
            }
            assertThat(service.client().get("/events?limit=1").statusCode()).isEqualTo(200);
            assertThat(statuses.keySet()).as("what was returned: %s", statuses).contains("200", "201");
        }
    }

    private void seed(Client client) {
        List<String> seeded = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            seeded.add(Returned.of(client.post("{\"event_type\":\"seed\",\"user_id\":\"u" + i
                                    + "\",\"variant_data\":{\"n\":" + i + "}}")
                            .body())
                    .id());
        }
        ids = seeded;
        String last = seeded.get(seeded.size() - 1);
        assertThat(client.get("/events/" + last + "/proof").statusCode())
                .as("a checkpoint covers all of them")
                .isEqualTo(200);
        cursor = Client.next(client.get("/events?limit=2")).orElseThrow().replaceFirst(".*cursor=", "");
    }

    private Request allowed(Operation operation) throws IOException {
        return request(operation, query(operation, null), body(operation, true), accept(operation), true);
    }

    private Request notAllowed(Operation operation) throws IOException {
        Map<String, Object> broken = null;
        for (Map<String, Object> parameter : operation.parameters().toList()) {
            boolean canBreak = "query".equals(parameter.get("in"))
                    && !isForCsv(String.valueOf(parameter.get("name")))
                    && values.invalid(map(parameter.get("schema"))) != null;
            broken = canBreak && (broken == null || random.nextBoolean()) ? parameter : broken;
        }
        boolean hasBody = !body(operation, true).media().isEmpty();
        switch (random.nextInt(4)) {
            case 0 -> {
                if (broken != null) {
                    return request(operation, query(operation, broken), body(operation, true), "", false);
                }
            }
            case 1 -> {
                if (hasBody && operation.response(415).isPresent()) {
                    return request(operation, query(operation, null), body(operation, false), "", false);
                }
            }
            case 2 -> {
                if (operation.response(406).isPresent()) {
                    return request(operation, query(operation, null), body(operation, true), "image/png", false);
                }
            }
            default -> {
                // by the token, below
            }
        }
        if (!operation.scopes().isEmpty()) {
            Request request = request(operation, query(operation, null), body(operation, true), "", false);
            String wrong = random.nextBoolean()
                    ? "nobody"
                    : operation.scopes().contains("write") ? "reader_token" : "writer_token";
            return new Request(
                    operation,
                    false,
                    request.head.replaceFirst("Authorization: \\S+", "Authorization: " + wrong),
                    request.body);
        }
        Request request = request(operation, "", new Body("", new byte[0]), "", false);
        return new Request(operation, false, request.head.replaceFirst("^[A-Z]+", "PATCH"), request.body);
    }

    private Request request(Operation operation, String query, Body body, String accept, boolean allowed) {
        String path = operation
                .path()
                .replace("{id}", ids.get(random.nextInt(ids.size())))
                .replace("{seqs}", random.nextBoolean() ? "0" : "1,0,7")
                .replace("{tile}", random.nextBoolean() ? "0/000.p/1" : "entries/000.p/2")
                .replace("{file}", "page.css");
        StringBuilder head =
                new StringBuilder(operation.method() + " " + path + query + " HTTP/1.1\r\nHost: localhost\r\n");
        if (!operation.scopes().isEmpty()) {
            String token = operation.scopes().contains("admin") ? "admin_token" : "secret_token";
            head.append("Authorization: ")
                    .append(random.nextBoolean() ? "Bearer " : "")
                    .append(token)
                    .append("\r\n");
        }
        if (!accept.isEmpty()) {
            head.append("Accept: ").append(accept).append("\r\n");
        }
        if (!body.media.isEmpty()) {
            head.append("Content-Type: ").append(body.media).append("\r\n");
        }
        if (body.bytes.length > 0 || !operation.method().equals("GET")) {
            head.append("Content-Length: ").append(body.bytes.length).append("\r\n");
        }
        boolean cosigning = operation.id().equals("addCheckpoint"); // nothing that is made up is a checkpoint
        return new Request(operation, allowed && !cosigning, head + "\r\n", body.bytes);
    }

    private String accept(Operation operation) {
        List<String> types = operation.response(200).map(Response::mediaTypes).orElse(List.of()).stream()
                .filter(type -> !type.equals("text/event-stream")) // which does not end
                .filter(type -> !type.equals(Negotiation.ZIP) || random.nextInt(10) == 0)
                .toList();
        return types.isEmpty() || random.nextBoolean() ? "" : types.get(random.nextInt(types.size()));
    }

    /**
     * The parameters that must be there, some of the others, and one that is wrong.
     *
     * @param broken the one that is wrong; null for none
     */
    private String query(Operation operation, @Nullable Map<String, Object> broken) {
        List<String> parameters = new ArrayList<>();
        String token = operation.id().equals("redactEvents") ? "dry_run=true" : "";
        for (Map<String, Object> parameter : operation.parameters().toList()) {
            String name = String.valueOf(parameter.get("name"));
            boolean wanted =
                    parameter == broken || Boolean.TRUE.equals(parameter.get("required")) || random.nextInt(4) == 0;
            if (!"query".equals(parameter.get("in")) || !wanted || isForCsv(name)) {
                continue;
            }
            Map<String, Object> schema = map(parameter.get("schema"));
            if (name.equals("conditions")) {
                parameters.add(condition());
            } else if (parameter == broken) {
                parameters.add(name + "=" + Client.encode(String.valueOf(values.invalid(schema))));
            } else if (name.equals("old") || name.equals("new")) {
                parameters.add(name + "=" + (name.equals("old") ? 1 : 2));
            } else if (name.equals("cursor")) {
                if (broken == null) {
                    return "?limit=2&cursor=" + cursor; // which goes with its own conditions only
                }
            } else {
                List<String> texts = TEXTS.getOrDefault(name, List.of());
                Object value = texts.isEmpty() ? values.valid(schema) : texts.get(random.nextInt(texts.size()));
                parameters.add(name + "=" + Client.encode(String.valueOf(value)));
            }
        }
        if (!token.isEmpty()) {
            parameters.removeIf(parameter -> parameter.startsWith("dry_run") && broken == null);
            if (broken == null || !"dry_run".equals(broken.get("name"))) {
                parameters.add(token);
            }
            parameters.add("user_id=alice");
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    /** For one media type only, and refused with all others. */
    private static boolean isForCsv(String name) {
        return name.equals("columns") || name.equals("bom");
    }

    private String condition() {
        String name = "x" + values.text(0, 8).replaceAll("[\\\\.<>!=*~^$|:]", "");
        String value = values.text(0, 20).replace("\\", "").replace("*", "");
        return Client.encode(name) + "=" + Client.encode(value);
    }

    private record Body(String media, byte[] bytes) {}

    private Body body(Operation operation, boolean valid) throws IOException {
        Map<String, Object> content = operation.requestContent();
        if (content.isEmpty()
                || operation.id().equals("redactEvents")
                || operation.id().equals("addCheckpoint")) {
            return new Body("", new byte[0]);
        }
        List<String> types = List.copyOf(content.keySet());
        String type = types.get(random.nextInt(types.size()));
        Map<String, Object> schema = map(map(content.get(type)).get("schema"));
        if (!valid && random.nextInt(4) == 0) {
            return new Body("text/html", json(values.valid(schema)));
        }
        if (type.equals(Client.NDJSON)) {
            Map<String, Object> event = map(CONTRACT.at("components", "schemas", "NewEvent"));
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            lines.writeBytes(json(values.valid(event)));
            lines.write('\n');
            lines.writeBytes(json(valid ? values.valid(event) : values.invalidObject(event)));
            return new Body(type, lines.toByteArray());
        }
        if ("array".equals(schema.get("type"))) {
            Map<String, Object> event = map(schema.get("items"));
            return new Body(type, json(valid ? values.valid(schema) : List.of(values.invalidObject(event))));
        }
        return new Body(type, json(valid ? values.valid(schema) : values.invalidObject(schema)));
    }

    private WireResponse send(RunningService service, Request request) throws IOException {
        try (Wire wire = new Wire(service.api())) {
            wire.send(request.head);
            wire.send(new String(request.body, ISO_8859_1));
            return wire.response();
        } catch (IOException failure) {
            throw new IOException("seed " + SEED + ", " + request, failure);
        }
    }

    private void check(Request request, WireResponse received) {
        String what = "seed " + SEED + ", " + request + "\n→ " + received.status() + " "
                + received.text().substring(0, Math.min(500, received.text().length()));
        statuses.merge(String.valueOf(received.status()), 1, Integer::sum);
        assertThat(received.status()).as(what).isNotEqualTo(500);
        if (request.allowed) {
            assertThat(REFUSED).as(what).doesNotContain(received.status());
        } else if (received.status() != 207) { // which says for each event what became of it
            assertThat(received.status()).as(what).isBetween(400, 499);
        }
        if (received.status() == 405) {
            assertThat(received.header("Allow")).as(what).contains(request.operation.method());
        }
        Response response = request.operation.response(received.status()).orElseThrow(() -> new AssertionError(what));
        for (String header : response.requiredHeaders()) {
            assertThat(received.header(header)).as(what).isNotEmpty();
        }
        if (received.body().length == 0) {
            return;
        }
        String type = received.header("Content-Type").split(";", -1)[0];
        assertThat(response.mediaTypes()).as(what).contains(type);
        if (type.equals("application/json") || type.equals("application/problem+json")) {
            CONTRACT.checkShape(what, response.schema(type), plain(Json.decodeValue(received.text())));
        }
    }

    /** As the contract's reader has it. */
    private static @Nullable Object plain(@Nullable Object json) {
        if (json instanceof JsonObject object) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            object.getMap().forEach((name, value) -> members.put(name, plain(object.getValue(name))));
            return members;
        }
        if (json instanceof JsonArray array) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                elements.add(plain(array.getValue(i)));
            }
            return elements;
        }
        return json;
    }

    private static byte[] json(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            write(json, value);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?>) {
            json.writeStartObject();
            for (Map.Entry<String, Object> member : map(value).entrySet()) {
                json.writeFieldName(member.getKey());
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?>) {
            json.writeStartArray();
            for (Object element : list(value)) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }
}
