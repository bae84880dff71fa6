package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API refers to is there below a reverse proxy's path, which the API never sees, and without a proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindProxyTest {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private RunningService service;
    private PathProxy proxy;

    @BeforeAll
    void start() {
        service = RunningService.start();
        proxy = PathProxy.start(Map.of("/audit/api/", service.api()));
        for (int i = 0; i < 5; i++) {
            service.client().post("{\"event_type\":\"page\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + i + "}}");
        }
    }

    @AfterAll
    void stop() {
        proxy.close();
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/event", "/event/"})
    void aLocationLeadsToTheEvent(String path) throws Exception {
        for (String base : bases()) {
            HttpResponse<String> sent =
                    post(base + path, "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}");
            assertThat(sent.statusCode()).isEqualTo(201);
            String id = new JsonObject(sent.body()).getString("id");
            URI there = location(sent);
            assertThat(there).hasToString(base + "/events/" + id);
            assertThat(get(there).body()).contains(id);

            HttpResponse<String> redacted = post(there + "/redact", "{\"reason\":\"asked for\"}");
            assertThat(redacted.statusCode()).isEqualTo(201);
            assertThat(get(location(redacted)).body()).contains("evident.event_redacted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/events/"})
    void aLinkLeadsToTheNextPage(String path) throws Exception {
        for (String base : bases()) {
            List<String> found = new ArrayList<>();
            Optional<URI> page = Optional.of(URI.create(base + path + "?event_type=page&limit=2"));
            while (page.isPresent()) {
                assertThat(page.get().toString()).startsWith(base + "/events");
                HttpResponse<String> response = get(page.get());
                assertThat(response.statusCode()).isEqualTo(200);
                found.add(response.body().replaceAll("\"n\":([0-9])|.", "$1"));
                page = response.headers().firstValue("Link").map(link -> {
                    Matcher next = NEXT.matcher(link);
                    assertThat(next.matches()).as(link).isTrue();
                    return response.uri().resolve(next.group(1));
                });
            }
            assertThat(found).containsExactly("43", "21", "0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/"})
    void thePageOfTheContractHasAllItsFiles(String path) throws Exception {
        for (String base : bases()) {
            HttpResponse<String> page = get(URI.create(base + path));
            List<URI> files = REFERENCE
                    .matcher(page.body())
                    .results()
                    .map(found -> page.uri().resolve(found.group(1)))
                    .toList();
            assertThat(files).hasSizeGreaterThan(4).contains(URI.create(base + "/openapi.yaml"));
            for (URI file : files) {
                assertThat(get(file).statusCode()).as(file.toString()).isEqualTo(200);
            }
        }
    }

    @Test
    void theContractsServerIsTheOneThatItCameFrom() throws Exception {
        for (String base : bases()) {
            HttpResponse<String> contract = get(URI.create(base + "/openapi.yaml"));
            Matcher server = Pattern.compile("servers:\n  - url: (\\S+)\n").matcher(contract.body());
            assertThat(server.find()).isTrue();
            String url = contract.uri().resolve(server.group(1)).toString();
            assertThat(url.replaceFirst("/$", "")).isEqualTo(base);
        }
    }

    private List<String> bases() {
        return List.of(
                "http://127.0.0.1:" + proxy.port() + "/audit/api", service.api().toString());
    }

    private static URI location(HttpResponse<String> response) {
        return response.uri().resolve(response.headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "secret_token")
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String uri, String body) throws Exception {
        String token = uri.endsWith("/redact") ? "admin_token" : "secret_token";
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
