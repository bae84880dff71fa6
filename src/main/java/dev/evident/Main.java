package dev.evident;

import dev.evident.bus.Bus;
import dev.evident.bus.Endpoints;
import dev.evident.bus.StoreMessages;
import dev.evident.cli.Banner;
import dev.evident.cli.Configurations;
import dev.evident.cli.EvidentCommand;
import dev.evident.cli.Hangup;
import dev.evident.cli.Heap;
import dev.evident.cli.Logs;
import dev.evident.cli.Offline;
import dev.evident.cli.OutOfMemory;
import dev.evident.cli.Output;
import dev.evident.cli.ProgressLine;
import dev.evident.cli.Shutdown;
import dev.evident.config.Configuration;
import dev.evident.config.Configuration.LogLevel;
import dev.evident.config.Configuration.Logging;
import dev.evident.config.ConfigurationLoader;
import dev.evident.event.NewEvent;
import dev.evident.log.message.Append;
import dev.evident.metrics.Registry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: command line, configuration, logging, Vert.x, verticles, banner; or one line on stderr and exit 1. */
public final class Main {
    private static final int UNKNOWN_COMMIT = 3;

    private Main() {}

    public static void main(String[] args) {
        Output.useUtf8();
        prepare();
        int status = run(args, file -> run(file, Main::serve));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** What comes before anything else: a watch over memory, and Vert.x logs where everything does. */
    static void prepare() {
        OutOfMemory.watch();
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
    }

    /** Does what the arguments say and returns the exit status. */
    static int run(String[] args, Consumer<Optional<Path>> serve) {
        return EvidentCommand.run(
                args,
                serve,
                Main::reindex,
                new Offline(MainVerticle::storedRecord, Main::append, MainVerticle::copyRecord));
    }

    /** Returns when the service is up; it goes on in Vert.x's threads until a signal ends it. */
    static void serve(Run run) {
        Configuration configuration = run.loaded.configuration();
        Logs.configure(configuration.logging());
        warn(run.loaded);
        Heap.requireEnough(configuration, Runtime.getRuntime().maxMemory());

        MainVerticle main = new MainVerticle(run.loaded, run.bus, run.registry, Main::fatal);
        run.shutdown.first(run.vertx.deployVerticle(main), main::end).await();

        Hangup.handle(main::reload);

        Endpoints at = main.endpoints();
        Banner.of(configuration, run.loaded.origin(), at.api(), at.viewer(), at.metrics())
                .show(configuration.logging().format());
    }

    /** Makes the search index anew and ends the program. */
    private static void reindex(Optional<Path> file) {
        run(file, run -> {
            Configuration configuration = run.loaded.configuration();
            Logs.configure(new Logging(configuration.logging().format(), LogLevel.WARN));
            warn(run.loaded);
            run.shutdown.failed(); // as long as the index is not whole

            ProgressLine line = ProgressLine.onStandardOutput();
            Reindex reindex = new Reindex(run.bus);
            MainVerticle main = MainVerticle.reindexing(run.loaded, run.bus, run.registry, Main::fatal);
            run.shutdown.first(run.vertx.deployVerticle(main), main::end).await();
            line.end(reindex.await(line));
            run.shutdown.succeeded();
        });
        System.exit(0); // ends what was started, in order
    }

    /** Is a service for one event. */
    private static void append(Path data, Path database, NewEvent event) {
        Vertx vertx = Vertx.vertx(Configurations.withoutFileCache());
        try {
            Bus bus = Bus.install(vertx);
            MainVerticle.deployRecord(vertx, bus, data, database).await();
            bus.request(StoreMessages.APPEND, new Append(List.of(event))).await();
        } finally {
            vertx.close().await();
        }
    }

    /** What every command needs. */
    record Run(
            ConfigurationLoader.Loaded loaded,
            Vertx vertx,
            Bus bus,
            PrometheusMeterRegistry registry,
            Shutdown shutdown) {}

    /** Reads the configuration and hands the command what it needs; a failure ends what was started. */
    static void run(Optional<Path> file, Consumer<Run> command) {
        PrometheusMeterRegistry registry = Registry.create();
        Vertx vertx = vertx(registry);
        Shutdown shutdown = Shutdown.install(vertx);
        try {
            ConfigurationLoader.Loaded loaded = ConfigurationLoader.load(file);
            command.accept(new Run(loaded, vertx, Bus.install(vertx), registry, shutdown));
        } catch (Throwable failure) {
            shutdown.failed();
            throw failure;
        }
    }

    private static Vertx vertx(PrometheusMeterRegistry registry) {
        VertxOptions options = Configurations.withoutFileCache()
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setMetricsOptions(Registry.vertxMetrics());
        return Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
    }

    private static void warn(ConfigurationLoader.Loaded loaded) {
        Logger log = LoggerFactory.getLogger(Main.class);
        loaded.warnings().forEach(log::warn);
    }

    /**
     * Ends the process at once, so that nothing is acknowledged any more: it is unknown whether a commit reached the
     * disk. A log that cannot be written to does not hold this up for more than a second.
     */
    private static void fatal(Throwable failure) {
        OutOfMemory.check(failure);
        Thread lastWords = new Thread(
                () -> {
                    LoggerFactory.getLogger(Main.class).error("Stopping at once: {}", failure.toString());
                    Logs.stop();
                },
                "fatal");
        lastWords.setDaemon(true);
        lastWords.start();
        try {
            lastWords.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException goOn) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(UNKNOWN_COMMIT);
    }
}
