package dev.evident.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;

/**
 * The least of an HTTP server, with which the service is compared; runs in a process of its own, see {@link
 * Server#start(Options, java.nio.file.Path, Class, String...)}.
 */
public abstract class MeasuredServer extends VerticleBase {
    private static final int ONE_FREE_PORT_FOR_ALL = -1;

    /** Prints {@code listening on http://127.0.0.1:PORT} and serves, an instance a core, until the process is ended. */
    protected static void serve(Supplier<MeasuredServer> servers) {
        Vertx.vertx()
                .deployVerticle(
                        servers,
                        new DeploymentOptions()
                                .setInstances(Runtime.getRuntime().availableProcessors()))
                .await();
    }

    @Override
    public final Future<HttpServer> start() {
        return vertx.createHttpServer()
                .requestHandler(this::serve)
                .listen(ONE_FREE_PORT_FOR_ALL, "127.0.0.1")
                .onSuccess(server -> System.out.println("listening on http://127.0.0.1:" + server.actualPort()));
    }

    /** Serves one request, on an event loop. */
    protected abstract void serve(HttpServerRequest request);
}
