package dev.evident;

import dev.evident.api.ApiVerticle;
import dev.evident.audit.AuditVerticle;
import dev.evident.backup.Backup;
import dev.evident.backup.BackupVerticle;
import dev.evident.bus.Bus;
import dev.evident.bus.Endpoints;
import dev.evident.bus.StorageVerticle;
import dev.evident.cli.Version;
import dev.evident.config.Configuration;
import dev.evident.config.Configuration.ClockBehind;
import dev.evident.config.Configuration.Compression;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.config.Configuration.StoreKind;
import dev.evident.config.ConfigurationLoader;
import dev.evident.config.Listeners;
import dev.evident.config.Password;
import dev.evident.config.StartException;
import dev.evident.index.IndexSettings;
import dev.evident.index.IndexVerticle;
import dev.evident.log.ClockLead;
import dev.evident.log.Log;
import dev.evident.log.LogStore;
import dev.evident.log.StoredRecord;
import dev.evident.log.postgres.PostgresStore;
import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.log.sqlite.SqliteSnapshot;
import dev.evident.log.sqlite.SqliteStore;
import dev.evident.metrics.MetricsVerticle;
import dev.evident.publish.LogVerticle;
import dev.evident.publish.WitnessVerticle;
import dev.evident.verify.ScrubVerticle;
import dev.evident.viewer.WebUiVerticle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys everything else, and is the only place that chooses implementations. Starts in this order: metrics, record,
 * log, witness, background check, backups, index, the service's own events, API, page; stops in the opposite one, each
 * step awaited, so that intake ends first, what is under way is committed and acknowledged, and the record closes after its
 * readers.
 */
public final class MainVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(MainVerticle.class);
    private static final Duration REFUSAL_REPORTS = Duration.ofMinutes(1);

    private final ConfigurationLoader.Loaded loaded;
    private final Configuration configuration;
    private final Bus bus;
    private final PrometheusMeterRegistry registry;
    private final Consumer<Throwable> fatal;
    private final InstantSource clock;
    private final boolean reindexing;
    private final Deque<String> deployed = new ArrayDeque<>();
    private final DataDirectory directory;
    private @Nullable Endpoints endpoints;
    private @Nullable Reload reload;

    /**
     * The service for a configuration that was read.
     *
     * @param fatal told once when nothing may be acknowledged any more; must end the process
     */
    public MainVerticle(
            ConfigurationLoader.Loaded loaded, Bus bus, PrometheusMeterRegistry registry, Consumer<Throwable> fatal) {
        this(loaded, bus, registry, fatal, InstantSource.system(), false);
    }

    /** The same, with the clock that events get their times from. */
    MainVerticle(
            ConfigurationLoader.Loaded loaded,
            Bus bus,
            PrometheusMeterRegistry registry,
            Consumer<Throwable> fatal,
            InstantSource clock,
            boolean reindexing) {
        this.loaded = loaded;
        this.configuration = loaded.configuration();
        this.bus = bus;
        this.registry = registry;
        this.fatal = fatal;
        this.clock = clock;
        this.reindexing = reindexing;
        this.directory = new DataDirectory(configuration, MainVerticle::storedRecord);
    }

    /** The record and an index that begins with nothing; no listeners. Refused when there is no record. */
    static MainVerticle reindexing(
            ConfigurationLoader.Loaded loaded, Bus bus, PrometheusMeterRegistry registry, Consumer<Throwable> fatal) {
        return new MainVerticle(loaded, bus, registry, fatal, InstantSource.system(), true);
    }

    @Override
    public Future<?> start() {
        return reindexing
                ? startIndex()
                : vertx.executeBlocking(() -> Front.open(configuration, registry))
                        .compose(this::start);
    }

    /** Reads the configuration again and takes up what may change while the service runs. Any thread; never fails. */
    public Future<?> reload() {
        Promise<Object> done = Promise.promise();
        context.runOnContext(here -> {
            Reload reading = reload;
            (reading == null ? Future.succeededFuture() : reading.read()).onComplete(read -> done.complete());
        });
        return done.future();
    }

    private static Future<?> takeUp(Front front, ApiVerticle.Shared api, AuditVerticle audit, Configuration changed) {
        api.setTokens(changed.tokens()); // first: a token is revoked whatever becomes of a certificate
        audit.setTokens(changed.tokens());
        return front.reload(changed);
    }

    /** The record and its index alone. */
    private Future<?> startIndex() {
        LogStore logStore = store();
        StorageVerticle store = new StorageVerticle(logStore, storeSettings(), bus, registry, fatal);
        return requireRecord(logStore)
                .compose(found -> directory.lock(vertx))
                .compose(locked -> deploy(() -> store, storeOptions()))
                .compose(id -> deploy(() -> index(store), new DeploymentOptions()))
                .recover(failure -> end().transform(ended -> Future.failedFuture(failure)));
    }

    private Future<?> start(Front front) {
        MetricsVerticle metrics = new MetricsVerticle(configuration.metrics(), front.metrics(), bus, registry);
        LogStore logStore = store();
        StorageVerticle store = new StorageVerticle(logStore, storeSettings(), bus, registry, fatal);
        AuditVerticle audit = new AuditVerticle(auditSettings(), bus, registry);
        WitnessVerticle witness = new WitnessVerticle(configuration, bus, registry);
        ScrubVerticle scrub = new ScrubVerticle(
                bus,
                () -> SqliteRecord.openInUse(configuration.sqliteFile()),
                dataDirectory().resolve("scrub"),
                scrubPeriod(),
                registry);
        BackupVerticle backup = new BackupVerticle(
                configuration.backup(), bus, backup(), configuration.log().origin(), registry);
        WebUiVerticle[] viewer = new WebUiVerticle[1];
        ApiVerticle.Shared api =
                new ApiVerticle.Shared(configuration, front.api(), bus, registry, () -> viewer[0].port());
        viewer[0] = new WebUiVerticle(configuration.viewer(), front.viewer(), api::port, Version.text());
        return directory
                .lock(vertx)
                .compose(locked -> directory.check(vertx))
                .compose(checked -> deploy(() -> metrics, new DeploymentOptions()))
                .compose(id -> deploy(() -> store, storeOptions()))
                .compose(id -> directory.keepPlace(vertx))
                .compose(id -> deploy(() -> publisher(store), workerOptions()))
                .compose(id -> deploy(() -> witness, workerOptions()))
                .compose(id -> deploy(() -> scrub, workerOptions()))
                .compose(id -> deploy(() -> backup, workerOptions()))
                .compose(id -> deploy(() -> index(store), new DeploymentOptions()))
                .compose(id -> deploy(() -> audit, new DeploymentOptions()))
                .compose(id -> deploy(() -> new ApiVerticle(api), apiOptions()))
                .compose(id -> deploy(() -> viewer[0], new DeploymentOptions()))
                .compose(id -> vertx.executeBlocking(
                        () -> new Reload(vertx, loaded, changed -> takeUp(front, api, audit, changed.configuration()))))
                .map(reading -> {
                    reload = reading;
                    reading.watch();
                    return reading;
                })
                .map(id -> endpoints = new Endpoints(
                        Listeners.uri(
                                front.api().isSecure(), configuration.api().host(), api.port()),
                        Listeners.uri(
                                front.viewer().isSecure(),
                                configuration.viewer().host(),
                                viewer[0].port()),
                        metrics.uri()))
                .recover(failure -> end().transform(ended -> Future.failedFuture(failure)));
    }

    @Override
    public Future<?> stop() {
        return end();
    }

    /**
     * Stops everything in order. To be called before this verticle is undeployed, since Vert.x undeploys the verticles
     * deployed by one that stops all at once and before it asks that one.
     */
    public Future<Void> end() {
        Future<Void> stopped = Future.succeededFuture();
        while (!deployed.isEmpty()) {
            String id = deployed.pop();
            stopped = stopped.eventually(() -> vertx.undeploy(id));
        }
        return stopped.eventually(() -> directory.unlock(vertx));
    }

    /** Where the service listens; known once it is deployed. */
    public Endpoints endpoints() {
        if (endpoints == null) {
            throw new IllegalStateException("the service has not started");
        }
        return endpoints;
    }

    /** The file of a record, to be looked at without a service. */
    static StoredRecord storedRecord(Path database) {
        return SqliteRecord.open(database);
    }

    /** Copies the file of a record as it is at one moment, whether a service writes to it or not. */
    static void copyRecord(Path database, Path copy, BiConsumer<Long, Long> progress) throws IOException {
        SqliteSnapshot.write(database, copy, progress);
    }

    /** The record alone, for a few events. */
    static Future<?> deployRecord(Vertx vertx, Bus bus, Path data, Path database) {
        StorageVerticle store = new StorageVerticle(
                new SqliteStore(vertx, database, 1, Compression.NONE),
                new Log.Settings(
                        data.resolve("head"),
                        HeadFileMode.COMMIT,
                        1_000,
                        64L << 20,
                        Long.MAX_VALUE,
                        Duration.ofDays(1)),
                bus,
                new SimpleMeterRegistry(),
                failure -> {});
        return vertx.deployVerticle(store, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    }

    private Backup backup() {
        return new Backup(
                dataDirectory(),
                configuration.sqliteFile(),
                configuration.log().origin(),
                MainVerticle::copyRecord,
                MainVerticle::storedRecord);
    }

    private IndexVerticle index(StorageVerticle store) {
        return new IndexVerticle(
                bus, store.feed(), dataDirectory().resolve("index"), registry, indexSettings(), reindexing);
    }

    private LogVerticle publisher(StorageVerticle store) {
        return new LogVerticle(configuration.log(), dataDirectory(), bus, store.feed(), registry);
    }

    private LogStore store() {
        return switch (configuration.store().kind()) {
            case SQLITE ->
                new SqliteStore(
                        vertx,
                        configuration.sqliteFile(),
                        configuration.store().readers(),
                        configuration.store().compression(),
                        clock);
            case POSTGRES ->
                new PostgresStore(
                        vertx,
                        configuration.store().postgres().uri().orElseThrow(),
                        configuration
                                .store()
                                .postgres()
                                .password()
                                .map(Password::text)
                                .orElse(""),
                        configuration.store().readers());
        };
    }

    /** The background check reads the file of a record beside the service. */
    private Duration scrubPeriod() {
        Duration period = configuration.store().scrubPeriod();
        if (configuration.store().kind() == StoreKind.SQLITE || period.isZero()) {
            return period;
        }
        LOG.info("The background check (store.scrub_period) is off: it reads the file of an SQLite record");
        return Duration.ZERO;
    }

    private Log.Settings storeSettings() {
        return new Log.Settings(
                dataDirectory().resolve("head"),
                configuration.store().headFile(),
                configuration.store().queueEvents(),
                configuration.store().queueBytes(),
                configuration.index().maxLagEvents(),
                configuration.store().dedupWindow(),
                reindexing
                        ? ClockLead.unlimited()
                        : new ClockLead(
                                configuration.log().maxClockLead(),
                                configuration.log().clockBehind() == ClockBehind.REFUSE),
                clock);
    }

    private AuditVerticle.Settings auditSettings() {
        return new AuditVerticle.Settings(
                configuration.audit().events(),
                Version.text(),
                loaded.values(),
                configuration.tokens(),
                dataDirectory().resolve("last-start.json"),
                REFUSAL_REPORTS,
                configuration.log().maxClockLead());
    }

    /** A wrong directory or database must not be taken for one without events. */
    private Future<Void> requireRecord(LogStore store) {
        Future<Boolean> there =
                switch (configuration.store().kind()) {
                    case SQLITE -> vertx.executeBlocking(() -> Files.exists(configuration.sqliteFile()));
                    case POSTGRES -> store.hasTree();
                };
        return there.compose(found -> found
                ? Future.succeededFuture()
                : Future.failedFuture(new StartException("there is no record "
                        + (configuration.store().kind() == StoreKind.SQLITE
                                ? configuration.sqliteFile()
                                : "in the database of store.postgres.uri"))));
    }

    private IndexSettings indexSettings() {
        return IndexSettings.of(
                Duration.ofMillis(configuration.index().waitMs()),
                Duration.ofMillis(configuration.index().queryTimeoutMs()));
    }

    /** One thread for the verticle, one for the writing connection, one for the head file, one for each reading one. */
    private DeploymentOptions storeOptions() {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("evident-store")
                .setWorkerPoolSize(3 + configuration.store().readers());
    }

    private static DeploymentOptions workerOptions() {
        return new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER);
    }

    private static DeploymentOptions apiOptions() {
        return new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    }

    private Future<String> deploy(Supplier<Deployable> verticle, DeploymentOptions options) {
        return vertx.deployVerticle(verticle, options).map(id -> {
            deployed.push(id);
            return id;
        });
    }

    private Path dataDirectory() {
        return configuration.data().dir();
    }
}
