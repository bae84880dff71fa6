package dev.evident.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.bus.ApiMessages;
import dev.evident.bus.BackupMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.LogMessages;
import dev.evident.bus.ScrubMessages;
import dev.evident.bus.StoreMessages;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.config.Tls;
import dev.evident.event.Problem;
import dev.evident.http.Connections;
import dev.evident.http.HostNames;
import dev.evident.http.Listener;
import dev.evident.http.ServerTls;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsVerticleTest {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final PrometheusMeterRegistry registry = Registry.create();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setMetricsOptions(Registry.vertxMetrics()))
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
    private final Bus bus = Bus.install(vertx);
    private final Listener listener =
            new Listener(new Connections("metrics", 100, 100, registry), HostNames.any(), ServerTls.none());
    private final MetricsVerticle verticle =
            new MetricsVerticle(new Configuration.Metrics("127.0.0.1", 0, Tls.none()), listener, bus, registry);

    private Future<Check> apiCheck = Future.succeededFuture(Check.up("Listening."));
    private Check logCheck = Check.up("Signed.");
    private Check scrubCheck = Check.up("Signed.");

    @BeforeEach
    void start() throws Exception {
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
        bus.serve(ApiMessages.CHECK, how -> apiCheck);
        bus.serve(LogMessages.CHECK, how -> Future.succeededFuture(logCheck));
        bus.serve(ScrubMessages.CHECK, how -> Future.succeededFuture(scrubCheck));
        bus.serve(BackupMessages.CHECK, how -> Future.succeededFuture(Check.up("Backups are off.")));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void metricsAreThoseOfTheRegistryAndOfVertxAndTheJvm() throws Exception {
        Counter.builder("things").register(registry).increment(3);
        request("GET", "/health/live");

        HttpResponse<String> response = request("GET", "/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("things_total 3.0")
                .contains("jvm_memory_used_bytes")
                .contains("vertx_pool_in_use")
                .containsPattern("vertx_http_server_requests_total\\{code=\"200\",.*route=\"/health/live\"} 1.0");
    }

    @Test
    void whatClientsChooseNeverBecomesALabel() throws Exception {
        request("GET", "/a-path-of-my-own?q=1");
        request("BREW", "/metrics");

        assertThat(request("GET", "/metrics").body())
                .doesNotContain("a-path-of-my-own")
                .doesNotContain("BREW")
                .doesNotContain("remote=")
                .doesNotContain("address=");
    }

    @Test
    void liveSaysUpWithoutAskingAnybody() throws Exception {
        HttpResponse<String> response = request("GET", "/health/live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void readyWhenAllComponentsAre() throws Exception {
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.up("12 events.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(200, "UP", check("store", "UP", "12 events."), check("index", "UP", "Caught up."));
    }

    @Test
    void degradedButReadyThoughTheIndexIsBehind() throws Exception {
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.up("12 events.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.degraded("5 of 12 events.")));

        assertReady(200, "DEGRADED", check("store", "UP", "12 events."), check("index", "DEGRADED", "5 of 12 events."));
    }

    @Test
    void degradedButReadyThoughAWitnessContradicts() throws Exception {
        logCheck = Check.degraded("ALARM: another tree.");
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.up("12 events.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(200, "DEGRADED", check("store", "UP", "12 events."), check("index", "UP", "Caught up."));
    }

    @Test
    void degradedButReadyThoughTheRecordIsDamagedWhichIsAnAlarmForPeople() throws Exception {
        scrubCheck = Check.degraded("ALARM: first at seq 7.");
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.up("12 events.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(200, "DEGRADED", check("store", "UP", "12 events."), check("index", "UP", "Caught up."));
    }

    @Test
    void notReadyWhenTheStoreIsNot() throws Exception {
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.down("The disk is full.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(503, "DOWN", check("store", "DOWN", "The disk is full."), check("index", "UP", "Caught up."));
    }

    @Test
    void notReadyBeforeTheApiListens() throws Exception {
        apiCheck = Future.failedFuture(
                Problem.of(Problem.Kind.UNAVAILABLE, "Not yet.").exception());
        bus.serve(StoreMessages.CHECK, how -> Future.succeededFuture(Check.up("12 events.")));
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(
                503,
                "DOWN",
                check("store", "UP", "12 events."),
                check("index", "UP", "Caught up."),
                check("api", "DOWN", "Not yet."));
    }

    @Test
    void notReadyWhenNobodyIsThereOrACheckFails() throws Exception {
        bus.serve(IndexMessages.CHECK, how -> {
            throw new IllegalStateException("secret detail");
        });

        assertReady(
                503,
                "DOWN",
                check("store", "DOWN", "The service is starting or stopping (store.check)."),
                check("index", "DEGRADED", "The check failed; the log says why."));
    }

    @Test
    void aSilentComponentIsNotWaitedForMoreThanTwoSeconds() throws Exception {
        Promise<Check> never = Promise.promise();
        bus.serve(StoreMessages.CHECK, how -> never.future());
        bus.serve(IndexMessages.CHECK, how -> Future.succeededFuture(Check.up("Caught up.")));

        assertReady(
                503,
                "DOWN",
                check("store", "DOWN", "No response within 2 seconds."),
                check("index", "UP", "Caught up."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metric", "/health", "/metrics/x", "/health/live/../../etc/passwd"})
    void otherPathsAreNotFound(String path) throws Exception {
        assertThat(request("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health/live", "/health/ready"})
    void otherMethodsAreNotAllowed(String path) throws Exception {
        HttpResponse<String> response = request("POST", path);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(request("HEAD", path).body()).isEmpty();
    }

    @Test
    void aPortInUseFailsTheStartWithOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Configuration.Metrics configuration =
                    new Configuration.Metrics("127.0.0.1", taken.getLocalPort(), Tls.none());
            MetricsVerticle second = new MetricsVerticle(configuration, listener, bus, registry);

            assertThatThrownBy(() -> vertx.deployVerticle(second).await(10, TimeUnit.SECONDS))
                    .isInstanceOf(StartException.class)
                    .hasMessage("metrics.port " + taken.getLocalPort() + " on 127.0.0.1 is already in use");
        }
    }

    private void assertReady(int status, String overall, JsonObject... checks) throws Exception {
        HttpResponse<String> response = request("GET", "/health/ready");

        JsonArray expected = new JsonArray();
        for (JsonObject check : checks) {
            expected.add(check);
        }
        expected.add(2, check("log", logCheck.status().name(), logCheck.detail()));
        expected.add(3, check("scrub", scrubCheck.status().name(), scrubCheck.detail()));
        expected.add(4, check("backup", "UP", "Backups are off."));
        if (checks.length == 2) {
            expected.add(check("api", "UP", "Listening."));
        }
        assertThat(new JsonObject(response.body())).isEqualTo(JsonObject.of("status", overall, "checks", expected));
        assertThat(response.statusCode()).isEqualTo(status);
    }

    private static JsonObject check(String name, String status, String detail) {
        return JsonObject.of("name", name, "status", status, "detail", detail);
    }

    private HttpResponse<String> request(String method, String path) throws Exception {
        URI uri = URI.create(verticle.uri() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
