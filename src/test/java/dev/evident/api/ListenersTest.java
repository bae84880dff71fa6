package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.RunningService;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What all three listeners do with strangers: how many connections they keep, and which names they are called by. */
class ListenersTest {
    private static final String AUTHORIZED = "Authorization: secret_token\r\n";
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";
    private static final int CONNECTIONS = 6;

    @Test
    void aFullListenerClosesTheOldestIdleConnectionAndMetricsRespondAllTheSame() throws Exception {
        try (RunningService service = RunningService.start(Map.of(
                "connections.api",
                "6",
                "connections.viewer",
                "4",
                "connections.metrics",
                "4",
                "api.max_tails",
                "50"))) {
            for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                List<Wire> idle = open(listener, 8);
                Await.until("one more is served", () -> isServed(listener)); // those before are begun with at some time
                assertThat(idle.get(0).isAtEnd()).isTrue();
                close(idle);
            }
            List<Wire> tails = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                tails.add(new Wire(service.api()));
                tails.get(i)
                        .send("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + AUTHORIZED
                                + "\r\n");
                assertThat(tails.get(i).read(15)).asString().isEqualTo("HTTP/1.1 200 OK");
            }
            try (Wire refused = new Wire(service.api())) {
                assertThat(refused.isAtEnd()).isTrue();
            }
            assertThat(service.health()).contains("UP");
            assertThat(service.metrics())
                    .contains("evident_connections{listener=\"api\"} 6.0")
                    .containsPattern("evident_connections_refused_total\\{listener=\"api\"} [1-9]")
                    .containsPattern("evident_connections_evicted_total\\{listener=\"viewer\"} [1-9]");

            close(tails);
            Await.until("the tails have made place", () -> service.metrics()
                    .contains("evident_connections{listener=\"api\"} 0.0"));
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void manyRequestsOnOneConnectionAreServedOneAfterTheOther() throws Exception {
        try (RunningService service = RunningService.start();
                Wire wire = new Wire(service.api())) {
            String known = "GET /events/%s HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZED + "\r\n";
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                requests.append(known.formatted("n" + i));
                requests.append("HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            wire.send(requests.toString());
            for (int i = 0; i < 400; i++) {
                assertThat(wire.response().status()).isEqualTo(404);
                assertThat(wire.responseToHead().status()).isEqualTo(401);
            }
        }
    }

    @Test
    void theDemoTokenIsTakenByNamesOfLoopbackOnly() throws Exception {
        try (RunningService service = RunningService.start()) {
            for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                for (String name : List.of("localhost", "127.0.0.1:1", "[::1]", "x.localhost:80")) {
                    assertThat(status(listener, "/", name)).as(name).isNotEqualTo(421);
                }
                for (String name : List.of("evil.example", "localhost.evil.example", "192.0.2.1", "")) {
                    assertThat(status(listener, "/", name)).as(name).isEqualTo(421);
                }
                assertThat(status(listener, "http://evil.example/", "localhost"))
                        .isEqualTo(421);
                assertThat(status(listener, "http://localhost/", "evil.example"))
                        .isEqualTo(421);
                assertThat(status(listener, "http://localhost/", "localhost")).isNotEqualTo(421);
            }
            try (Wire wire = new Wire(service.api())) {
                WireResponse misdirected = get(wire, "/events", "evil.example");
                assertThat(misdirected.header("Content-Type")).isEqualTo("application/problem+json");
                assertThat(misdirected.text()).contains("urn:evident:problem:misdirected-request");
            }
            assertThat(service.client().list("/events")).isEmpty();
        }
    }

    /** As the proxies of docs/viewer.md do: the public name comes to the loopback address. */
    @Test
    void withARealTokenEveryNameIsTakenUnlessHostsAreNamed() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.configure(text -> text.replace("secret: secret_token", "secret: a_secret_that_nobody_knows"));
            service.restart(() -> {});
            for (URI listener : List.of(service.api(), service.viewer(), service.metricsUri())) {
                assertThat(status(listener, "/", "audit.example.org")).isNotEqualTo(421);
            }
            assertThat(status(service.viewer(), "/", "audit.example.org")).isEqualTo(200);

            service.configure(text -> text.replace("api:", "api:\n  hosts: [Audit.example.org]"));
            service.restart(() -> {});
            for (URI listener : List.of(service.api(), service.viewer())) {
                assertThat(status(listener, "/", "audit.example.org:443")).isNotEqualTo(421);
                assertThat(status(listener, "/", "localhost")).isNotEqualTo(421);
                assertThat(status(listener, "/", "other.example.org")).isEqualTo(421);
            }
            assertThat(status(service.metricsUri(), "/health/live", "10.0.0.7")).isEqualTo(200);
        }
    }

    private static boolean isServed(URI listener) {
        try {
            return status(listener, "/", "localhost") < 500;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int status(URI listener, String target, String host) throws IOException {
        try (Wire wire = new Wire(listener)) {
            return get(wire, target, host).status();
        }
    }

    private static WireResponse get(Wire wire, String target, String host) throws IOException {
        return wire.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .response();
    }

    private static List<Wire> open(URI listener, int count) throws IOException {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wires.add(new Wire(listener));
        }
        return wires;
    }

    private static void close(List<Wire> wires) throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
    }
}
