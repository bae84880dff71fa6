package dev.evident.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: a file, then the environment, then system properties, each overriding the ones before.
 *
 * <p>The sources are read one by one instead of merged by the retriever, so that a refused value can name the place it
 * came from.
 */
public final class ConfigurationLoader {
    private static final Path USUAL_FILE = Path.of("conf", "evident.yaml");
    private static final String BUILT_IN = "the built-in configuration";

    private ConfigurationLoader() {}

    /**
     * A configuration and how it came about.
     *
     * @param origin the file it was read from, for people
     * @param warnings what looks like a mistake, one line each, without values
     * @param values of all keys but those that hold secrets, as they may be written
     */
    public record Loaded(
            Configuration configuration, String origin, List<String> warnings, Map<String, String> values) {}

    /**
     * Reads the named file, else conf/evident.yaml in the working directory if there is one, else the copy inside the
     * jar. Fails with a {@link ConfigurationException}.
     */
    public static Future<Loaded> load(Vertx vertx, Optional<Path> named) {
        Optional<Path> file = named.or(() -> Optional.of(USUAL_FILE).filter(Files::exists));
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            return Future.failedFuture(new ConfigurationException(file.get().toString(), "there is no such file"));
        }
        String origin = file.map(Path::toString).orElse(BUILT_IN);
        Path directory = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
        Future<String> text = file.map(
                        path -> retrieve(vertx, fileStore(path.toAbsolutePath().toString()))
                                .map(json -> json.getString("text")))
                .orElseGet(() -> vertx.executeBlocking(ConfigurationLoader::builtIn))
                .recover(failure -> Future.failedFuture(new ConfigurationException(origin, "the file cannot be read")));
        Future<Map<String, String>> environment = retrieve(vertx, raw("env")).map(ConfigurationLoader::strings);
        Future<Map<String, String>> properties = retrieve(vertx, raw("sys")).map(ConfigurationLoader::strings);
        return Future.all(text, environment, properties)
                .map(all -> read(
                        origin,
                        directory,
                        StrictYaml.map(origin, text.result()),
                        environment.result(),
                        properties.result()));
    }

    /** Makes a configuration of what the sources say. */
    static Loaded read(
            String origin,
            Path directory,
            Map<String, @Nullable Object> file,
            Map<String, String> environment,
            Map<String, String> properties) {
        Settings settings = Settings.merge(origin, file, environment, properties);
        try {
            return new Loaded(decode(settings, directory), origin, settings.warnings(), settings.values());
        } catch (ConfigurationException refused) {
            throw settings.source(refused.key()).map(refused::from).orElse(refused);
        }
    }

    private static Configuration decode(Settings settings, Path directory) {
        return new Configuration(
                new Configuration.Api(
                        settings.get(Keys.API_HOST),
                        settings.get(Keys.API_PORT),
                        settings.get(Keys.API_DEFAULT_LIMIT),
                        settings.get(Keys.API_MAX_EVENT_BYTES),
                        settings.get(Keys.API_MAX_BULK_BYTES),
                        settings.get(Keys.API_MAX_INFLIGHT_BYTES),
                        settings.get(Keys.API_BODY_TIMEOUT),
                        settings.get(Keys.INTAKE_QUARANTINE),
                        new Configuration.Streams(
                                settings.get(Keys.API_MAX_EXPORTS),
                                settings.get(Keys.API_MAX_TAILS),
                                settings.get(Keys.API_TAIL_HEARTBEAT_MS),
                                settings.get(Keys.API_TAIL_STALL_MS)),
                        settings.get(Keys.API_CORS_ORIGINS),
                        settings.get(Keys.API_HOSTS)),
                new Configuration.Viewer(
                        settings.get(Keys.VIEWER_HOST),
                        settings.get(Keys.VIEWER_PORT),
                        settings.get(Keys.VIEWER_API_URL),
                        settings.get(Keys.VIEWER_EMBED_ORIGINS),
                        settings.get(Keys.VIEWER_LOG_KEY)),
                new Configuration.Metrics(settings.get(Keys.METRICS_HOST), settings.get(Keys.METRICS_PORT)),
                new Configuration.Connections(
                        settings.get(Keys.CONNECTIONS_API),
                        settings.get(Keys.CONNECTIONS_VIEWER),
                        settings.get(Keys.CONNECTIONS_METRICS),
                        settings.get(Keys.CONNECTIONS_PER_ADDRESS)),
                new Configuration.Data(Path.of(settings.get(Keys.DATA_DIR))),
                new Configuration.Store(
                        settings.get(Keys.STORE_KIND),
                        settings.get(Keys.STORE_QUEUE_EVENTS),
                        settings.get(Keys.STORE_QUEUE_BYTES),
                        settings.get(Keys.STORE_READERS),
                        settings.get(Keys.STORE_HEAD_FILE),
                        settings.get(Keys.STORE_COMPRESSION),
                        settings.get(Keys.STORE_SCRUB_PERIOD),
                        settings.get(Keys.STORE_DEDUP_WINDOW),
                        new Configuration.Sqlite(settings.get(Keys.STORE_SQLITE_PATH))),
                new Configuration.Index(
                        settings.get(Keys.INDEX_WAIT_MS),
                        settings.get(Keys.INDEX_MAX_LAG_EVENTS),
                        settings.get(Keys.INDEX_QUERY_TIMEOUT_MS)),
                new Configuration.Audit(settings.get(Keys.AUDIT_EVENTS), settings.get(Keys.AUDIT_READS)),
                new Configuration.Backup(
                        settings.get(Keys.BACKUP_DIR), settings.get(Keys.BACKUP_EVERY), settings.get(Keys.BACKUP_KEEP)),
                new Configuration.Log(
                        settings.get(Keys.LOG_ORIGIN),
                        settings.get(Keys.LOG_PUBLIC),
                        Witnesses.asked(settings.get(Keys.LOG_WITNESSES)),
                        settings.get(Keys.LOG_WITNESS_REQUIRED),
                        settings.get(Keys.LOG_MAX_CLOCK_LEAD),
                        settings.get(Keys.LOG_CLOCK_BEHIND)),
                new Configuration.Witness(
                        settings.get(Keys.WITNESS_NAME), Witnesses.logs(settings.get(Keys.WITNESS_LOGS))),
                new Configuration.Logging(settings.get(Keys.LOGGING_FORMAT), settings.get(Keys.LOGGING_LEVEL)),
                new Tokens(directory).read(settings.get(Keys.TOKENS)));
    }

    private static String builtIn() throws IOException {
        try (InputStream copy = ConfigurationLoader.class.getResourceAsStream("/" + USUAL_FILE)) {
            return new String(Objects.requireNonNull(copy, "the jar has it").readAllBytes(), UTF_8);
        }
    }

    private static Future<JsonObject> retrieve(Vertx vertx, ConfigStoreOptions store) {
        ConfigRetriever retriever = ConfigRetriever.create(
                vertx, new ConfigRetrieverOptions().setScanPeriod(-1).addStore(store));
        return retriever.getConfig().eventually(retriever::close);
    }

    /** The file as one text: the YAML of the retriever lets duplicate keys pass and guesses at types. */
    private static ConfigStoreOptions fileStore(String path) {
        return new ConfigStoreOptions()
                .setType("file")
                .setFormat("raw")
                .setConfig(JsonObject.of("path", path, "raw.key", "text", "raw.type", "string"));
    }

    private static ConfigStoreOptions raw(String type) {
        return new ConfigStoreOptions().setType(type).setConfig(JsonObject.of("raw-data", true));
    }

    private static Map<String, String> strings(JsonObject json) {
        Map<String, String> strings = new TreeMap<>();
        json.forEach(entry -> strings.put(entry.getKey(), String.valueOf(entry.getValue())));
        return strings;
    }
}
