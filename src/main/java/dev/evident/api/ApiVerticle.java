package dev.evident.api;

import dev.evident.bus.ApiMessages;
import dev.evident.bus.AuditMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.config.Token;
import dev.evident.http.Budget;
import dev.evident.http.Listener;
import dev.evident.intake.Intake;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.Quarantine;
import dev.evident.intake.formats.Formats;
import dev.evident.intake.formats.Probes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API. One instance per event loop; all of them listen on the same port. Stopping takes no new connection,
 * ends live tails, finishes what else is under way for up to {@value #DRAIN_SECONDS} seconds, and then closes.
 */
public final class ApiVerticle extends VerticleBase {
    private static final int DRAIN_SECONDS = 15;
    /** For responses, apart from bodies, so that nobody who sends much keeps others from reading. */
    private static final long MIN_RESPONSE_BYTES = 64L << 20;

    private static final int MAX_SUBMISSIONS = 64;
    private static final int MAX_UNNAMED_REQUESTS = 256;

    /** On their way to the readers of live tails. A tail beyond that waits for others; an event has 1 MiB at most. */
    private static final long TAIL_BYTES = 32L << 20;

    /** To Vert.x, a negative port is a free one that all instances of a verticle share. */
    private static final int ONE_FREE_PORT_FOR_ALL = -1;

    private final Shared shared;
    private @Nullable HttpServer server;
    private @Nullable Tails tails;

    /** What the instances have in common. Thread-safe. */
    public static final class Shared {
        private final Configuration.Api settings;
        private final Listener listener;
        private final Configuration.Log log;
        private final boolean witnessing;
        private final Auth auth;
        private final ReadAudit reads;
        private final Bus bus;
        private final MeterRegistry registry;
        private final IntSupplier viewerPort;
        private final Budget bodies;
        private final AtomicInteger waitingBodies = new AtomicInteger();
        private final Budget responses;
        private final Quarantine quarantine;
        private final List<IntakeFormat> formats;
        private final List<Probes.Probe> probes;
        private final Budget tailBytes = new Budget(TAIL_BYTES);
        private final Slots exports;
        private final Slots tails;
        private final Confirmations confirmations = new Confirmations(InstantSource.system());
        private final Slots submissions =
                new Slots("submissions to the witness", "a fixed number", MAX_SUBMISSIONS, MAX_SUBMISSIONS / 4);
        private final Slots unnamed =
                new Slots("requests without a token", "a fixed number", MAX_UNNAMED_REQUESTS, MAX_UNNAMED_REQUESTS / 4);
        private final RateLimits rates;
        private final FailedAttempts attempts = new FailedAttempts(System::nanoTime);
        private volatile int port;

        /**
         * For one API.
         *
         * @param listener bounds what comes in
         * @param viewerPort the port of the page that may call from a browser, asked at every call
         */
        public Shared(
                Configuration configuration,
                Listener listener,
                Bus bus,
                MeterRegistry registry,
                IntSupplier viewerPort) {
            this.settings = configuration.api();
            this.listener = listener;
            this.log = configuration.log();
            this.witnessing = !configuration.witness().logs().isEmpty();
            this.auth = new Auth(
                    configuration.tokens(),
                    refused -> bus.publish(AuditMessages.TOKEN_REFUSED, refused),
                    InstantSource.system());
            this.rates = new RateLimits(settings.tokenRate(), settings.tenantRate(), System::nanoTime);
            this.reads = new ReadAudit(configuration.audit(), bus);
            this.bus = bus;
            this.registry = registry;
            this.viewerPort = viewerPort;
            this.bodies = new Budget(
                    settings.maxInflightBytes(),
                    Math.max(settings.maxInflightBytes() / 2, settings.maxBulkBytes()),
                    settings.maxInflightBytes() / 4 / (configuration.tokens().size() + 1));
            long kept = Math.max(Runtime.getRuntime().maxMemory() / 8, 2 * settings.maxEventBytes());
            this.quarantine = new Quarantine(
                    configuration.intake().quarantine(), (int) settings.maxEventBytes(), kept, new Budget(kept));
            this.formats = Formats.of(settings, configuration.intake());
            this.probes = Probes.of(configuration.intake());
            this.responses = new Budget(Math.max(settings.maxInflightBytes(), MIN_RESPONSE_BYTES));
            this.port = settings.port();
            Gauge.builder("evident.api.inflight.bytes", () -> bodies.used() + responses.used() + tailBytes.used())
                    .description("Bytes held by requests that are being read or served")
                    .strongReference(true)
                    .register(registry);
            this.exports = Slots.shared("exports", "api.max_exports", settings.maxExports());
            this.tails = Slots.shared("live tails", "api.max_tails", settings.maxTails());
            Gauge.builder("evident.exports", exports, Slots::used)
                    .description("Exports under way")
                    .register(registry);
            Gauge.builder("evident.tails", tails, Slots::used)
                    .description("Live tails under way")
                    .register(registry);
        }

        /** These tokens hold from now on; who came with another one is cut off within seconds. Any thread. */
        public void setTokens(List<Token> tokens) {
            auth.setTokens(tokens);
        }

        /** The port that the API listens on, known once it is deployed. */
        public int port() {
            return port;
        }
    }

    public ApiVerticle(Shared shared) {
        this.shared = shared;
    }

    @Override
    public Future<?> start() {
        Configuration.Api settings = shared.settings;
        int port = settings.port() == 0 ? ONE_FREE_PORT_FOR_ALL : settings.port();
        HttpServer http = shared.listener.server(vertx, settings.host(), port, router(), Problems::refuse);
        server = http;
        return http.listen()
                .map(listening -> {
                    shared.port = listening.actualPort();
                    shared.bus.serve(ApiMessages.CHECK, asked -> Future.succeededFuture(Check.up("Listening.")));
                    return listening;
                })
                .recover(failure -> Future.failedFuture(
                        StartException.cannotListen("api", settings.host(), settings.port(), failure)));
    }

    @Override
    public Future<?> stop() {
        if (tails != null) {
            tails.end();
        }
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    Router router() {
        int processors = Runtime.getRuntime().availableProcessors();
        WorkerExecutor parsing = vertx.createSharedWorkerExecutor("evident-parse", processors);
        WorkerExecutor writing = vertx.createSharedWorkerExecutor("evident-response", processors);
        EventQuery events = new EventQuery(shared.bus);
        Tails live = new Tails(
                vertx,
                shared.bus,
                events,
                shared.tails,
                shared.tailBytes,
                EventReads.sent(shared.registry, "sse"),
                shared.settings);
        tails = live;
        Router router = Router.router(vertx);
        Routes routes = new Routes(
                router,
                shared.auth,
                shared.reads,
                Witnessed.follow(shared.bus, shared.log.witnessRequired()),
                shared.unnamed,
                OpenRequests.watch(vertx, shared.auth::isValid),
                shared.rates,
                shared.attempts);
        router.route().handler(new RequestMeters(shared.registry));
        router.route().handler(new Cors(shared.viewerPort, shared.settings.corsOrigins()));
        new StatsRoutes(shared.bus).register(routes); // before /events/:id, which it would be taken for
        BodyReader bodies = new BodyReader(vertx, shared.bodies, shared.settings.bodyTimeout());
        new IntakeRoutes(
                        shared.formats,
                        shared.probes,
                        bodies,
                        new Parsing(parsing, shared.waitingBodies),
                        new Intake(shared.bus, context, shared.quarantine))
                .register(routes);
        new EventReads(
                        shared.settings.defaultLimit(),
                        shared.responses,
                        events,
                        new Bundles(shared.bus, writing),
                        shared.exports,
                        live,
                        writing,
                        shared.reads,
                        shared.registry)
                .register(routes);
        new RedactRoutes(vertx, shared.bus, events, bodies, shared.confirmations).register(routes);
        new LogRoutes(shared.bus, shared.log.open(), writing).register(routes);
        new ProofRoutes(shared.bus, events, shared.responses, writing).register(routes);
        new ProofBatch(shared.bus, shared.responses, writing).register(routes);
        new WitnessRoutes(shared.bus, bodies, shared.submissions, shared.witnessing).register(routes);
        new ContractRoutes().register(routes);
        Problems.install(router, routes);
        return router;
    }
}
