package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.config.Configuration;
import dev.evident.config.Tls;
import dev.evident.http.Connections;
import dev.evident.http.HostNames;
import dev.evident.http.Listener;
import dev.evident.http.ServerTls;
import dev.evident.viewer.WebUiVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A page stays open while the service starts anew; what it calls while the viewer does not listen is for it all the same. */
class CorsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aPageMayCallBeforeTheViewerListensAndAfterItStopped() throws Exception {
        int free = serve(viewer(0));
        WebUiVerticle before = viewer(free);
        int api = serve(before);
        assertAllowed(api, free);

        WebUiVerticle after = viewer(0);
        int other = serve(after);
        String deployed = vertx.deployVerticle(after).await();
        int listened = after.port();
        assertAllowed(other, listened);
        vertx.undeploy(deployed).await();

        assertThat(listened).isPositive();
        assertAllowed(other, listened);
    }

    private WebUiVerticle viewer(int port) {
        return new WebUiVerticle(
                new Configuration.Viewer("127.0.0.1", port, Optional.empty(), List.of(), Optional.empty(), Tls.none()),
                new Listener(
                        new Connections("viewer", 10, 10, new SimpleMeterRegistry()),
                        HostNames.any(),
                        ServerTls.none()),
                () -> 1,
                "1.2.3");
    }

    /** An API with nothing behind it; its port. */
    private int serve(WebUiVerticle viewer) {
        Router router = Router.router(vertx);
        router.route().handler(new Cors(viewer::port, List.of()));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private static void assertAllowed(int api, int viewer) throws Exception {
        String origin = "http://127.0.0.1:" + viewer;
        HttpResponse<String> preflight = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + "/events"))
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", origin)
                                .header("Access-Control-Request-Method", "GET")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains(origin);
    }
}
