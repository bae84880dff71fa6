package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operation of the contract, with every set of scopes, for its own tenant, another one and none. */
class AccessMatrixTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> SCOPES = List.of("write", "read", "verify", "admin");

    /** Stands in every field of the other tenant's event, names included. */
    private static final String CANARY = "canary";

    private static final Contract CONTRACT = Contract.load();

    private static RunningService service;
    private static String own;
    private static String foreign;

    @BeforeAll
    static void start() throws Exception {
        service = RunningService.stopped(Map.of());
        StringBuilder tokens = new StringBuilder();
        for (Set<String> scopes : subsets()) {
            tokens.append("  - {name: \"%s\", secret: \"%s\", scopes: %s}\n"
                    .formatted(name(scopes, ""), name(scopes, ""), scopes));
            tokens.append("  - {name: \"%s\", secret: \"%s\", scopes: %s, tenant: acme}\n"
                    .formatted(name(scopes, "acme"), name(scopes, "acme"), scopes));
        }
        service.configure(yaml -> yaml + tokens);
        service.restart();
        own = stored(
                "acme_token",
                "{\"event_type\":\"own\",\"user_id\":\"u\",\"dedup_key\":\"k\",\"variant_data\":{\"a\":1}}");
        foreign = stored(
                "globex_token",
                "{\"event_type\":\"canary.type\",\"user_id\":\"canary-user\",\"source\":\"canary-source\","
                        + "\"dedup_key\":\"k2\",\"variant_data\":{\"canary_field\":\"canary value\"}}");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anOperationTakesTokensThatHaveOneOfItsScopesAndNoOthers() throws Exception {
        for (Contract.Operation operation : CONTRACT.operations()) {
            Set<String> needed = operation.scopes();
            assertThat(status(operation, null))
                    .as("%s without token", operation.id())
                    .matches(status -> needed.isEmpty() ? status != 401 && status != 403 : status == 401);
            assertThat(status(operation, "no-such-token"))
                    .as("%s with another", operation.id())
                    .matches(status -> needed.isEmpty() ? status != 401 && status != 403 : status == 401);
            for (Set<String> scopes : subsets()) {
                for (String tenant : new String[] {"", "acme"}) {
                    Set<String> common = new TreeSet<>(scopes);
                    common.retainAll(needed);
                    boolean allowed = needed.isEmpty() || !common.isEmpty();
                    assertThat(status(operation, name(scopes, tenant)))
                            .as("%s with %s %s", operation.id(), scopes, tenant)
                            .matches(status -> allowed ? status != 401 && status != 403 : status == 403);
                }
            }
        }
    }

    @Test
    void whatIsNotATenantsIsAbsentInEveryRepresentation() throws Exception {
        String token = name(Set.copyOf(SCOPES), "acme");
        List<String> targets = new ArrayList<>();
        for (Contract.Operation operation : CONTRACT.operations()) {
            if (operation.method().equals("GET") && operation.path().startsWith("/events")) {
                for (Contract.Response response : operation.responses()) {
                    for (String type : response.status() == 200 ? response.mediaTypes() : List.<String>of()) {
                        String path = operation.path().replace("{id}", foreign).replace("{seqs}", "0,1,2");
                        String response200 = body(token, path, type);
                        assertThat(response200).as("%s as %s", path, type).doesNotContain(CANARY);
                        targets.add(path + " " + type);
                    }
                }
            }
        }
        assertThat(targets).hasSizeGreaterThan(6);
        assertThat(body(name(Set.copyOf(SCOPES), ""), "/events", "application/json"))
                .as("it is there")
                .contains(CANARY);
    }

    @Test
    void aForeignIdIsNotFoundAndOneOfItsOwnIs() throws Exception {
        for (Contract.Operation operation : CONTRACT.operations()) {
            if (operation.path().contains("{id}")) {
                String token = name(Set.copyOf(SCOPES), "acme");
                assertThat(send(
                                        token,
                                        operation.method(),
                                        operation.path().replace("{id}", foreign),
                                        "{\"reason\":\"r\"}")
                                .statusCode())
                        .as("%s of another tenant", operation.id())
                        .isEqualTo(404);
                if (operation.method().equals("GET")) {
                    assertThat(send(token, "GET", operation.path().replace("{id}", own), "")
                                    .statusCode())
                            .as("%s of its own", operation.id())
                            .isIn(200, 202, 503);
                }
            }
        }
        assertThat(send(name(Set.of("read"), ""), "GET", "/events/" + foreign, "")
                        .body())
                .as("nothing was redacted")
                .contains("canary value");
    }

    @Test
    void filtersCursorsStatisticsAndKeysDoNotTellOfOthers() throws Exception {
        String token = name(Set.copyOf(SCOPES), "acme");
        for (String filter : List.of(
                "event_type=canary.type",
                "user_id=canary-user",
                "canary_field=*",
                "tenant=globex",
                "q=canary",
                "id=" + foreign)) {
            HttpResponse<String> found = send(token, "GET", "/events?" + filter, "");
            assertThat(found.statusCode()).as(filter).isIn(200, 400);
            if (found.statusCode() == 200) {
                assertThat(new JsonArray(found.body())).as(filter).isEmpty();
            }
            HttpResponse<String> counted = send(token, "GET", "/events/stats?" + filter, "");
            if (counted.statusCode() == 200) {
                assertThat(new JsonObject(counted.body()).getLong("count"))
                        .as(filter)
                        .isZero();
            }
        }
        assertThat(send(token, "GET", "/events?canary_field=x", "").headers().firstValue("Evident-Unknown-Fields"))
                .as("a field that others have is as unknown as one that nobody has")
                .isPresent();
        HttpResponse<String> redacting =
                send(token, "POST", "/events/redact?user_id=canary-user&dry_run=true", "{\"reason\":\"r\"}");
        assertThat(redacting.body()).as("nothing to redact").doesNotContain("\"events\":1");

        HttpResponse<String> sameKey = send(
                token,
                "POST",
                "/event",
                "{\"event_type\":\"x\",\"user_id\":\"u\",\"dedup_key\":\"k2\",\"variant_data\":{}}");
        assertThat(sameKey.statusCode())
                .as("the key of another tenant is another key")
                .isEqualTo(201);
        assertThat(send(
                                token,
                                "POST",
                                "/event",
                                "{\"event_type\":\"x\",\"user_id\":\"u\",\"tenant\":\"globex\",\"variant_data\":{}}")
                        .statusCode())
                .as("an event in another's name")
                .isIn(400, 403);
    }

    /** Of a live tail what comes at once is looked at; it would go on. */
    private static String body(String token, String path, String type) throws Exception {
        HttpRequest request = request(token, path + (type.equals("text/event-stream") ? "?from=-1d" : ""))
                .header("Accept", type)
                .GET()
                .build();
        HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = type.equals("text/event-stream") ? body.readNBytes(40) : body.readAllBytes();
            return type.equals("application/zip") ? unzipped(bytes) : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String unzipped(byte[] zip) throws IOException {
        StringBuilder all = new StringBuilder();
        try (var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    /** With something of its own to work on, so that what it is refused for is the token. */
    private static int status(Contract.Operation operation, @Nullable String token) throws Exception {
        String path = operation
                .path()
                .replace("{id}", "0192f5a0-0000-7000-8000-000000000000")
                .replace("{seqs}", "0,1,2")
                .replace("{tile}", "0/000")
                .replace("{file}", "page.css");
        return send(token, operation.method(), path, "").statusCode();
    }

    private static String stored(String token, String event) throws Exception {
        HttpResponse<String> stored = send(token, "POST", "/event", event);
        assertThat(stored.statusCode()).isEqualTo(201);
        return new JsonObject(stored.body()).getString("id");
    }

    private static HttpResponse<String> send(@Nullable String token, String method, String target, String body)
            throws Exception {
        HttpRequest.Builder request = request(token, target).header("Content-Type", "application/json");
        return HTTP.send(
                request.method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(@Nullable String token, String target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.api() + target));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static String name(Set<String> scopes, String tenant) {
        return String.join("-", new TreeSet<>(scopes)) + "-" + tenant;
    }

    /** All but the empty one, which no token can have. */
    private static List<Set<String>> subsets() {
        List<Set<String>> subsets = new ArrayList<>();
        for (int bits = 1; bits < (1 << SCOPES.size()); bits++) {
            Set<String> scopes = new HashSet<>();
            for (int i = 0; i < SCOPES.size(); i++) {
                if ((bits & (1 << i)) != 0) {
                    scopes.add(SCOPES.get(i));
                }
            }
            subsets.add(scopes);
        }
        return subsets;
    }
}
