package dev.evident.config;

import dev.evident.config.Configuration.ClockBehind;
import dev.evident.config.Configuration.Compression;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.config.Configuration.LogFormat;
import dev.evident.config.Configuration.LogLevel;
import dev.evident.config.Configuration.StoreKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every key there is, with its default and the values it accepts. conf/evident.yaml says what each is for. */
final class Keys {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final Kind<Integer> PORT = Kind.number(0, 65535);
    private static final String LOOPBACK = "127.0.0.1";

    static final Key<String> API_HOST = new Key<>("api.host", LOOPBACK, Kind.host());
    static final Key<Integer> API_PORT = new Key<>("api.port", 8000, PORT);
    static final Key<Integer> API_DEFAULT_LIMIT = new Key<>("api.default_limit", 100, Kind.number(0, 1000));
    static final Key<Long> API_MAX_EVENT_BYTES = new Key<>("api.max_event_bytes", MIB, Kind.bytes(KIB, 16 * MIB));
    static final Key<Long> API_MAX_BULK_BYTES = new Key<>("api.max_bulk_bytes", 32 * MIB, Kind.bytes(KIB, 256 * MIB));
    static final Key<Long> API_MAX_INFLIGHT_BYTES = new Key<>("api.max_inflight_bytes", 0L, Kind.bytes(0, 1024 * GIB));
    static final Key<Duration> API_BODY_TIMEOUT =
            new Key<>("api.body_timeout", Duration.ofMinutes(2), Kind.period("1s", "1h"));
    static final Key<Integer> API_MAX_EXPORTS = new Key<>("api.max_exports", 8, Kind.number(1, 1000));
    static final Key<Integer> API_MAX_TAILS = new Key<>("api.max_tails", 64, Kind.number(1, 10_000));
    static final Key<Integer> API_TAIL_HEARTBEAT_MS =
            new Key<>("api.tail_heartbeat_ms", 15_000, Kind.number(100, 45_000));
    static final Key<Integer> API_TAIL_STALL_MS = new Key<>("api.tail_stall_ms", 10_000, Kind.number(100, 45_000));
    static final Key<List<String>> API_HOSTS = new Key<>("api.hosts", List.of(), Kind.hosts());
    static final Key<List<String>> API_CORS_ORIGINS = new Key<>("api.cors_origins", List.of(), Kind.origins());

    static final Key<Boolean> INTAKE_QUARANTINE = new Key<>("intake.quarantine", false, Kind.flag());

    static final Key<String> VIEWER_HOST = new Key<>("viewer.host", LOOPBACK, Kind.host());
    static final Key<Integer> VIEWER_PORT = new Key<>("viewer.port", 5000, PORT);

    static final Key<String> VIEWER_API_URL = new Key<>("viewer.api_url", "", Kind.address());
    static final Key<List<String>> VIEWER_EMBED_ORIGINS = new Key<>("viewer.embed_origins", List.of(), Kind.origins());
    static final Key<String> VIEWER_LOG_KEY = new Key<>("viewer.log_key", "", Kind.verifierKey());

    static final Key<String> METRICS_HOST = new Key<>("metrics.host", LOOPBACK, Kind.host());
    static final Key<Integer> METRICS_PORT = new Key<>("metrics.port", 8001, PORT);

    static final Key<Integer> CONNECTIONS_API = new Key<>("connections.api", 1000, Kind.number(4, 100_000));
    static final Key<Integer> CONNECTIONS_VIEWER = new Key<>("connections.viewer", 250, Kind.number(4, 100_000));
    static final Key<Integer> CONNECTIONS_METRICS = new Key<>("connections.metrics", 50, Kind.number(4, 100_000));
    static final Key<Integer> CONNECTIONS_PER_ADDRESS =
            new Key<>("connections.per_address", 100, Kind.number(1, 100_000));

    static final Key<String> DATA_DIR = new Key<>("data.dir", "data", Kind.path(false));

    static final Key<StoreKind> STORE_KIND = new Key<>("store.kind", StoreKind.SQLITE, Kind.oneOf(StoreKind.class));
    static final Key<Integer> STORE_QUEUE_EVENTS = new Key<>("store.queue_events", 50_000, Kind.number(1, 10_000_000));
    static final Key<Long> STORE_QUEUE_BYTES = new Key<>("store.queue_bytes", 64 * MIB, Kind.bytes(MIB, 16 * GIB));
    static final Key<Integer> STORE_READERS = new Key<>("store.readers", 2, Kind.number(1, 64));
    static final Key<HeadFileMode> STORE_HEAD_FILE =
            new Key<>("store.head_file", HeadFileMode.COMMIT, Kind.oneOf(HeadFileMode.class));
    static final Key<Compression> STORE_COMPRESSION =
            new Key<>("store.compression", Compression.ZSTD, Kind.oneOf(Compression.class));
    static final Key<Duration> STORE_SCRUB_PERIOD =
            new Key<>("store.scrub_period", Duration.ofDays(7), Kind.period("0s", "366d"));
    static final Key<Duration> STORE_DEDUP_WINDOW =
            new Key<>("store.dedup_window", Duration.ofDays(7), Kind.period("1h", "31d"));
    static final Key<String> STORE_SQLITE_PATH = new Key<>("store.sqlite.path", "", Kind.path(true));

    static final Key<Integer> INDEX_WAIT_MS = new Key<>("index.wait_ms", 5000, Kind.number(0, 30_000));

    static final Key<Integer> INDEX_MAX_LAG_EVENTS =
            new Key<>("index.max_lag_events", 1_000_000, Kind.number(10_000, 1_000_000_000));
    static final Key<Integer> INDEX_QUERY_TIMEOUT_MS =
            new Key<>("index.query_timeout_ms", 10_000, Kind.number(100, 600_000));

    static final Key<Boolean> AUDIT_EVENTS = new Key<>("audit.events", true, Kind.flag());
    static final Key<Boolean> AUDIT_READS = new Key<>("audit.reads", false, Kind.flag());

    static final Key<String> BACKUP_DIR = new Key<>("backup.dir", "", Kind.path(true));
    static final Key<Duration> BACKUP_EVERY = new Key<>("backup.every", Duration.ofDays(1), Kind.period("1s", "366d"));
    static final Key<Integer> BACKUP_KEEP = new Key<>("backup.keep", 7, Kind.number(1, 10_000));

    static final Key<String> LOG_ORIGIN = new Key<>("log.origin", "localhost/evident", Kind.keyName(false));
    static final Key<Boolean> LOG_PUBLIC = new Key<>("log.public", false, Kind.flag());
    static final Key<List<?>> LOG_WITNESSES = new Key<>("log.witnesses", List.of(), Kind.list("a list of witnesses"));

    static final Key<Boolean> LOG_WITNESS_REQUIRED = new Key<>("log.witness_required", false, Kind.flag());
    static final Key<Duration> LOG_MAX_CLOCK_LEAD =
            new Key<>("log.max_clock_lead", Duration.ofMinutes(5), Kind.period("1s", "366d"));
    static final Key<ClockBehind> LOG_CLOCK_BEHIND =
            new Key<>("log.clock_behind", ClockBehind.REFUSE, Kind.oneOf(ClockBehind.class));

    static final Key<String> WITNESS_NAME = new Key<>("witness.name", "", Kind.keyName(true));
    static final Key<List<?>> WITNESS_LOGS = new Key<>("witness.logs", List.of(), Kind.list("a list of logs"));

    static final Key<LogFormat> LOGGING_FORMAT =
            new Key<>("logging.format", LogFormat.TEXT, Kind.oneOf(LogFormat.class));
    static final Key<LogLevel> LOGGING_LEVEL = new Key<>("logging.level", LogLevel.INFO, Kind.oneOf(LogLevel.class));

    static final Key<List<?>> TOKENS = new Key<>(
            "tokens",
            List.of(Map.of("name", "demo", "secret", Token.DEMO_SECRET, "scopes", List.of("write", "read"))),
            Kind.secretList("a list of tokens"));

    static final List<Key<?>> ALL = List.of(
            API_HOST,
            API_PORT,
            API_DEFAULT_LIMIT,
            API_MAX_EVENT_BYTES,
            API_MAX_BULK_BYTES,
            API_MAX_INFLIGHT_BYTES,
            API_BODY_TIMEOUT,
            API_MAX_EXPORTS,
            API_MAX_TAILS,
            API_TAIL_HEARTBEAT_MS,
            API_TAIL_STALL_MS,
            API_CORS_ORIGINS,
            API_HOSTS,
            INTAKE_QUARANTINE,
            VIEWER_HOST,
            VIEWER_PORT,
            VIEWER_API_URL,
            VIEWER_EMBED_ORIGINS,
            VIEWER_LOG_KEY,
            METRICS_HOST,
            METRICS_PORT,
            CONNECTIONS_API,
            CONNECTIONS_VIEWER,
            CONNECTIONS_METRICS,
            CONNECTIONS_PER_ADDRESS,
            DATA_DIR,
            STORE_KIND,
            STORE_QUEUE_EVENTS,
            STORE_QUEUE_BYTES,
            STORE_READERS,
            STORE_HEAD_FILE,
            STORE_COMPRESSION,
            STORE_SCRUB_PERIOD,
            STORE_DEDUP_WINDOW,
            STORE_SQLITE_PATH,
            INDEX_WAIT_MS,
            INDEX_MAX_LAG_EVENTS,
            INDEX_QUERY_TIMEOUT_MS,
            AUDIT_EVENTS,
            AUDIT_READS,
            BACKUP_DIR,
            BACKUP_EVERY,
            BACKUP_KEEP,
            LOG_ORIGIN,
            LOG_PUBLIC,
            LOG_WITNESSES,
            LOG_WITNESS_REQUIRED,
            LOG_MAX_CLOCK_LEAD,
            LOG_CLOCK_BEHIND,
            WITNESS_NAME,
            WITNESS_LOGS,
            LOGGING_FORMAT,
            LOGGING_LEVEL,
            TOKENS);

    private Keys() {}

    static Optional<Key<?>> at(String path) {
        return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
    }

    /** Whether keys stand below the path. */
    static boolean isSection(String path) {
        return ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
    }
}
