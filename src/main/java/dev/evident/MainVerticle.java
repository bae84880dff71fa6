package dev.evident;

import dev.evident.api.ApiVerticle;
import dev.evident.bus.Bus;
import dev.evident.bus.Endpoints;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.index.IndexSettings;
import dev.evident.index.IndexVerticle;
import dev.evident.metrics.MetricsVerticle;
import dev.evident.store.DirectoryLock;
import dev.evident.store.EventStore;
import dev.evident.store.StoreVerticle;
import dev.evident.store.sqlite.SqliteStore;
import dev.evident.viewer.WebUiVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deploys everything else, and is the only place that chooses implementations. Starts in this order: metrics, record,
 * index, API, page; stops in the opposite one, each step awaited, so that intake ends first, what is under way is
 * committed and acknowledged, and the record closes after its readers.
 */
public final class MainVerticle extends VerticleBase {
    private final Configuration configuration;
    private final Bus bus;
    private final PrometheusMeterRegistry registry;
    private final Consumer<Throwable> fatal;
    private final Deque<String> deployed = new ArrayDeque<>();
    private @Nullable DirectoryLock lock;
    private @Nullable Endpoints endpoints;

    /**
     * The service for a configuration.
     *
     * @param fatal told once when nothing may be acknowledged any more; must end the process
     */
    public MainVerticle(
            Configuration configuration, Bus bus, PrometheusMeterRegistry registry, Consumer<Throwable> fatal) {
        this.configuration = configuration;
        this.bus = bus;
        this.registry = registry;
        this.fatal = fatal;
    }

    @Override
    public Future<?> start() {
        MetricsVerticle metrics = new MetricsVerticle(configuration.metrics(), bus, registry);
        StoreVerticle store = new StoreVerticle(
                store(),
                configuration.store().queueEvents(),
                configuration.store().queueBytes(),
                bus,
                registry,
                fatal);
        IndexVerticle index = new IndexVerticle(bus, dataDirectory().resolve("index"), registry, indexSettings());
        WebUiVerticle[] viewer = new WebUiVerticle[1];
        ApiVerticle.Shared api = new ApiVerticle.Shared(
                configuration.api(), configuration.tokens(), bus, registry, () -> viewer[0].port());
        viewer[0] = new WebUiVerticle(
                configuration.viewer().host(), configuration.viewer().port(), api::port);
        return vertx.executeBlocking(this::lockDataDirectory)
                .compose(locked -> deploy(() -> metrics, new DeploymentOptions()))
                .compose(id -> deploy(() -> store, storeOptions()))
                .compose(id -> deploy(() -> index, new DeploymentOptions()))
                .compose(id -> deploy(() -> new ApiVerticle(api), apiOptions()))
                .compose(id -> deploy(() -> viewer[0], new DeploymentOptions()))
                .onSuccess(id -> endpoints = new Endpoints(
                        url(configuration.api().host(), api.port()),
                        url(configuration.viewer().host(), viewer[0].port()),
                        url(configuration.metrics().host(), metrics.port())))
                .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        Future<Void> stopped = Future.succeededFuture();
        while (!deployed.isEmpty()) {
            String id = deployed.pop();
            stopped = stopped.eventually(() -> vertx.undeploy(id));
        }
        return stopped.eventually(() -> vertx.executeBlocking(this::unlockDataDirectory));
    }

    /** Where the service listens; known once it is deployed. */
    public Endpoints endpoints() {
        if (endpoints == null) {
            throw new IllegalStateException("the service has not started");
        }
        return endpoints;
    }

    private EventStore store() {
        return switch (configuration.store().kind()) {
            case SQLITE ->
                new SqliteStore(
                        vertx, configuration.sqliteFile(), configuration.store().readers());
        };
    }

    private IndexSettings indexSettings() {
        return IndexSettings.waitingFor(configuration.index().waitMs());
    }

    /** One thread for the verticle, one for the writing connection, one for each reading one. */
    private DeploymentOptions storeOptions() {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("evident-store")
                .setWorkerPoolSize(2 + configuration.store().readers());
    }

    private static DeploymentOptions apiOptions() {
        return new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    }

    private Future<String> deploy(Supplier<Deployable> verticle, DeploymentOptions options) {
        return vertx.deployVerticle(verticle, options).onSuccess(deployed::push);
    }

    private Path dataDirectory() {
        return configuration.data().dir();
    }

    private @Nullable Void lockDataDirectory() {
        try {
            lock = DirectoryLock.acquire(dataDirectory(), "evident.lock")
                    .orElseThrow(() -> new StartException("data.dir " + dataDirectory()
                            + " is in use by another Evident; stop it first or choose another directory"));
            return null;
        } catch (IOException failure) {
            throw new StartException("data.dir " + dataDirectory() + " cannot be used: " + failure);
        }
    }

    private @Nullable Void unlockDataDirectory() throws IOException {
        if (lock != null) {
            lock.close();
        }
        return null;
    }

    private static URI url(String host, int port) {
        String literal = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + literal + ":" + port);
    }
}
