package dev.evident;

import dev.evident.bus.Bus;
import dev.evident.bus.Endpoints;
import dev.evident.config.ConfigurationLoader;
import dev.evident.metrics.Registry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole service, put together as {@link Main} does it, in this JVM: on free ports, in a directory of its own that
 * goes when it is closed. Its log holds what a test sends and nothing else: its own events are off ({@code
 * audit.events}) unless a test wants them. Closing it fails when the service wanted to end the process.
 *
 * <p>Its tokens, each with the name of its owner and {@code _token} as its secret: {@code secret} may write and read,
 * {@code writer} write only, {@code reader} read only, {@code verifier} verify only, {@code admin} read and redact, and
 * {@code acme_admin} so for that tenant; {@code acme} and {@code globex} are bound to those tenants.
 */
public final class RunningService implements AutoCloseable {
    private static final String TOKENS =
            """
            tokens:
              - {name: demo, secret: secret_token, scopes: [write, read]}
              - {name: writer, secret: writer_token, scopes: [write]}
              - {name: reader, secret: reader_token, scopes: [read]}
              - {name: admin, secret: admin_token, scopes: [read, admin]}
              - {name: acme-admin, secret: acme_admin_token, scopes: [read, admin], tenant: acme}
              - {name: verifier, secret: verifier_token, scopes: [verify]}
              - {name: acme, secret: acme_token, scopes: [write, read], tenant: acme}
              - {name: globex, secret: globex_token, scopes: [write, read], tenant: globex}
            """;

    private final Path directory;
    private final Path file;
    private final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
    private InstantSource clock = InstantSource.system();
    private @Nullable Deployed deployed;

    private record Deployed(Vertx vertx, MainVerticle main) {
        void end() {
            main.end().eventually(vertx::close).await();
        }
    }

    private RunningService(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("evident.yaml");
    }

    /** A service with the settings that it has by itself. */
    public static RunningService start() {
        return start(Map.of());
    }

    /**
     * A service.
     *
     * @param settings by their dotted keys, such as {@code api.default_limit}
     */
    public static RunningService start(Map<String, String> settings) {
        try {
            RunningService service = new RunningService(Files.createTempDirectory("evident-test"));
            service.configure(settings);
            service.deployOrDelete();
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A service that has not started, for commands that come before its first start; {@link #restart()} starts it. */
    public static RunningService stopped(Map<String, String> settings) {
        try {
            RunningService service = new RunningService(Files.createTempDirectory("evident-test"));
            service.configure(settings);
            return service;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its configuration file. */
    public Path configuration() {
        return file;
    }

    /** Gives events their times by a clock that runs ahead of the system's, from the next start on. */
    void setClockAhead(Duration ahead) {
        clock = () -> InstantSource.system().instant().plus(ahead);
    }

    /** Where the API listens. */
    public URI api() {
        return endpoints().api();
    }

    public URI viewer() {
        return endpoints().viewer();
    }

    /** Where metrics and health are. */
    public URI metricsUri() {
        return endpoints().metrics();
    }

    /** A client of the API with the token that may do everything. */
    public Client client() {
        return client("secret_token");
    }

    public Client client(String token) {
        return new Client(api(), token);
    }

    /** The directory of the record and the index. */
    public Path data() {
        return directory.resolve("data");
    }

    /** What {@code /health/ready} returns. */
    public String health() {
        return new Client(endpoints().metrics(), "none").get("/health/ready").body();
    }

    /** What {@code /metrics} shows. */
    public String metrics() {
        return new Client(endpoints().metrics(), "none").get("/metrics").body();
    }

    /** The value of a metric without labels. */
    public double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no metric " + name));
    }

    /** Ends the service in order and starts it again in the same directory, on other ports. */
    public void restart() {
        end();
        deploy();
    }

    /** Restarts, with something done while it is not there. */
    public void restart(Between between) throws IOException {
        end();
        between.run();
        deploy();
    }

    /** What is done while the service is not there. */
    public interface Between {
        void run() throws IOException;
    }

    /** Changes the configuration file; takes effect with the next start. */
    public void configure(UnaryOperator<String> change) throws IOException {
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    /** As {@link #restart()}, with other settings. */
    public void restart(Map<String, String> settings) {
        end();
        configure(settings);
        deploy();
    }

    /** Ends the service in order; its directory stays, to be changed and started on again. */
    public void stop() {
        end();
    }

    @Override
    public void close() {
        end();
        delete();
        if (!fatal.isEmpty()) {
            throw new AssertionError("the service wanted to end the process", fatal.peek());
        }
    }

    private void configure(Map<String, String> settings) {
        try {
            Files.writeString(file, yaml(data(), settings));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void deploy() {
        PrometheusMeterRegistry registry = Registry.create();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setPreferNativeTransport(false)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCacheDir(directory.resolve("cache").toString()))
                        .setMetricsOptions(Registry.vertxMetrics()))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        try {
            ConfigurationLoader.Loaded loaded = ConfigurationLoader.load(Optional.of(file));
            MainVerticle main = new MainVerticle(loaded, Bus.install(vertx), registry, fatal::add, clock, false);
            vertx.deployVerticle(main).await();
            deployed = new Deployed(vertx, main);
        } catch (RuntimeException | Error failure) {
            vertx.close().await();
            throw failure;
        }
    }

    private void deployOrDelete() {
        try {
            deploy();
        } catch (RuntimeException | Error failure) {
            delete();
            throw failure;
        }
    }

    private void end() {
        Deployed ending = deployed;
        deployed = null;
        if (ending != null) {
            ending.end();
        }
    }

    private Endpoints endpoints() {
        if (deployed == null) {
            throw new IllegalStateException("the service has ended");
        }
        return deployed.main.endpoints();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String yaml(Path data, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putIfAbsent("audit.events", "false");
        all.put("data.dir", data.toString());
        List.of("api.port", "viewer.port", "metrics.port").forEach(port -> all.putIfAbsent(port, "0"));
        Map<String, StringBuilder> sections = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            int dot = key.indexOf('.');
            sections.computeIfAbsent(key.substring(0, dot), section -> new StringBuilder(section + ":\n"))
                    .append("  ")
                    .append(key.substring(dot + 1))
                    .append(": ")
                    .append(value)
                    .append('\n');
        });
        return String.join("", sections.values()) + TOKENS;
    }
}
