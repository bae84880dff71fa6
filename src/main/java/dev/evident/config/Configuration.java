package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import dev.evident.config.Exposure.Listening;
import dev.evident.merkle.VerifierKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything an operator can set. A record is a section and a component a key, named in snake case; conf/evident.yaml has
 * the defaults and says what each is for. {@link Setting} has the limits of one key, checked as it is read; constructors
 * refuse, with a {@link ConfigurationException}, what does not go together. Immutable; safe to log, since tokens show
 * their names alone.
 *
 * @param tls how all listeners encrypt; each has a section of its own for what is different
 * @param allowPlaintext whether a listener that is not on loopback may go without
 * @param tokens at least one, with names and secrets of their own
 */
public record Configuration(
        Api api,
        Intake intake,
        Viewer viewer,
        Metrics metrics,
        Connections connections,
        Data data,
        Store store,
        Index index,
        Audit audit,
        Backup backup,
        Log log,
        Witness witness,
        Logging logging,
        Tls tls,
        boolean allowPlaintext,
        List<Token> tokens) {
    static final String MAX_PORT = "65535";
    static final String MAX_CONNECTIONS = "100000";
    static final String MAX_DAYS = "366d";

    public Configuration {
        tokens = List.copyOf(tokens);
        if (store.queueBytes < api.maxBulkBytes) {
            throw new ConfigurationException(
                    "store.queue_bytes",
                    store.queueBytes + " is less than api.max_bulk_bytes, " + api.maxBulkBytes
                            + ": such a body could never be stored");
        }
        if (store.kind == StoreKind.POSTGRES && backup.dir.isPresent()) {
            throw new ConfigurationException(
                    "backup.dir",
                    "makes copies of SQLite files, and store.kind is postgres: back the database up there");
        }
        requireDistinct("tokens", "name", tokens.stream().map(Token::name));
        Exposure exposure = exposure(api, viewer, metrics, tls, allowPlaintext);
        Token.check(tokens, exposure.reachable(), exposure.acceptsCertificates());
        exposure.check(viewer.apiUrl.isEmpty());
    }

    /** What looks like a mistake, one line each, without secrets. */
    List<String> warnings() {
        return exposure(api, viewer, metrics, tls, allowPlaintext).warnings();
    }

    private static Exposure exposure(Api api, Viewer viewer, Metrics metrics, Tls tls, boolean allowPlaintext) {
        return new Exposure(
                List.of(
                        new Listening(Exposure.API, api.host, api.tls.or(tls)),
                        new Listening(Exposure.METRICS, metrics.host, metrics.tls.or(tls)),
                        new Listening(Exposure.VIEWER, viewer.host, viewer.tls.or(tls))),
                allowPlaintext);
    }

    /** How the API encrypts. */
    public Tls apiTls() {
        return api.tls.or(tls);
    }

    /** How the page is encrypted. */
    public Tls viewerTls() {
        return viewer.tls.or(tls);
    }

    /** How metrics and health are encrypted. */
    public Tls metricsTls() {
        return metrics.tls.or(tls);
    }

    /** Whether somebody may use the API by the secret that stands in the documentation. */
    public boolean demoTokenAccepted() {
        return tokens.stream()
                .anyMatch(token -> token.secret().filter(TokenSecret::isDemo).isPresent());
    }

    /** The name of the key with which this service cosigns for other logs. */
    public String witnessName() {
        return witness.name.orElse(log.origin + "/witness");
    }

    /**
     * The same, for a command that works on that file.
     *
     * @throws StartException when the record is kept in something else
     */
    public Path sqliteFile(String command) {
        if (store.kind != StoreKind.SQLITE) {
            throw new StartException("evident " + command + " works on the file of an SQLite record, and store.kind is "
                    + Scalar.show(store.kind) + ". See docs/operations.md, \"PostgreSQL\".");
        }
        return sqliteFile();
    }

    /** The file of the SQLite store, absolute. */
    public Path sqliteFile() {
        return store.sqlite
                .path
                .orElse(data.dir.resolve("events.db"))
                .toAbsolutePath()
                .normalize();
    }

    /**
     * The HTTP API.
     *
     * @param port 0 takes a free one
     * @param defaultLimit events in a response when the caller names no limit; 0 streams every match
     * @param maxEventBytes largest body of one event
     * @param maxBulkBytes largest body of a bulk request, at least {@code maxEventBytes}
     * @param maxInflightBytes request bodies in memory at once, at least {@code maxBulkBytes}; as 0 written, an eighth
     *     of the heap
     * @param bodyTimeout in which a request's body has to arrive
     * @param maxExports exports at once
     * @param maxTails live tails at once
     * @param tailHeartbeatMs milliseconds between two signs of life
     * @param tailStallMs milliseconds after which a live tail is ended whose reader takes nothing
     * @param tokenRate requests a second of one token; 0 for as many as it likes
     * @param tenantRate those of all tokens of a tenant
     * @param corsOrigins further origins whose pages may call the API; the viewer's own is always allowed
     * @param hosts names by which API and page may be called besides those of loopback; none allows every name
     * @param tls what is different from {@link Configuration#tls}
     */
    public record Api(
            @Setting(Form.HOST) String host,
            @Setting(max = MAX_PORT) int port,
            @Setting(max = "1000") int defaultLimit,
            @Setting(min = "1024", max = "16777216") long maxEventBytes,
            @Setting(min = "1024", max = "268435456") long maxBulkBytes,
            @Setting(max = "1099511627776") long maxInflightBytes,
            @Setting(min = "1s", max = "1h") Duration bodyTimeout,
            @Setting(min = "1", max = "1000") int maxExports,
            @Setting(min = "1", max = "10000") int maxTails,
            @Setting(min = "100", max = "45000") int tailHeartbeatMs,
            @Setting(min = "100", max = "45000") int tailStallMs,
            @Setting(max = "1000000") int tokenRate,
            @Setting(max = "1000000") int tenantRate,
            @Setting(Form.ORIGINS) List<String> corsOrigins,
            @Setting(Form.HOST_NAMES) List<String> hosts,
            Tls tls) {
        public Api {
            corsOrigins = List.copyOf(corsOrigins);
            hosts = List.copyOf(hosts);
            if (maxBulkBytes < maxEventBytes) {
                throw new ConfigurationException(
                        "max_bulk_bytes", maxBulkBytes + " is less than api.max_event_bytes, " + maxEventBytes);
            }
            if (maxInflightBytes == 0) {
                maxInflightBytes = Math.max(Runtime.getRuntime().maxMemory() / 8, maxBulkBytes);
            }
            if (maxInflightBytes < maxBulkBytes) {
                throw new ConfigurationException(
                        "max_inflight_bytes",
                        maxInflightBytes + " is less than api.max_bulk_bytes, " + maxBulkBytes
                                + ": such a body could never be read");
            }
        }
    }

    /**
     * What becomes of what is sent.
     *
     * @param quarantine whether events that are refused are kept as {@code evident.rejected}, whatever their format
     * @param mappings how events are made of other forms; one with a name of its own format serves that
     */
    public record Intake(boolean quarantine, @Setting(max = "100") List<Mapping> mappings) {
        public Intake {
            mappings = List.copyOf(mappings);
            requireDistinct("mappings", "name", mappings.stream().map(Mapping::name));
            requireDistinct("mappings", "path", mappings.stream().map(mapping -> mapping.route()
                    .orElse(mapping.name())));
        }

        /** The mapping of this name, if there is one. */
        public Optional<Mapping> mapping(String name) {
            return mappings.stream()
                    .filter(mapping -> mapping.name().equals(name))
                    .findFirst();
        }
    }

    /**
     * The web page.
     *
     * @param port 0 takes a free one
     * @param apiUrl where browsers find the API; empty is the host name they call the page by, and the API's port
     * @param embedOrigins origins whose pages may show it in a frame and hand it a token
     * @param logKey the log's; empty lets each browser keep the one it sees first
     * @param tls what is different from {@link Configuration#tls}
     */
    public record Viewer(
            @Setting(Form.HOST) String host,
            @Setting(max = MAX_PORT) int port,
            @Setting(Form.ADDRESS) Optional<String> apiUrl,
            @Setting(Form.ORIGINS) List<String> embedOrigins,
            Optional<VerifierKey> logKey,
            Tls tls) {
        public Viewer {
            embedOrigins = List.copyOf(embedOrigins);
            logKey.ifPresent(key -> WitnessedLog.requireKeyOfLog("log_key", key));
        }
    }

    /** Metrics and health. Port 0 takes a free one. */
    public record Metrics(@Setting(Form.HOST) String host, @Setting(max = MAX_PORT) int port, Tls tls) {}

    /**
     * How many connections there may be at once, for each listener.
     *
     * @param perAddress of a listener's connections from one address; loopback is free of it
     */
    public record Connections(
            @Setting(min = "4", max = MAX_CONNECTIONS) int api,
            @Setting(min = "4", max = MAX_CONNECTIONS) int viewer,
            @Setting(min = "4", max = MAX_CONNECTIONS) int metrics,
            @Setting(min = "1", max = MAX_CONNECTIONS) int perAddress) {}

    /** Where files are kept; made absolute against the working directory. */
    public record Data(Path dir) {
        public Data {
            dir = dir.toAbsolutePath().normalize();
        }
    }

    /**
     * The record of events.
     *
     * @param queueEvents events that may wait for a commit
     * @param queueBytes their bytes, at least {@code api.max_bulk_bytes}
     * @param readers connections that read
     * @param headFile how often the head file is written
     * @param compression of the bodies of events
     * @param scrubPeriod in which the whole record is checked once; zero does not check
     * @param dedupWindow how long the key of an event is remembered
     */
    public record Store(
            StoreKind kind,
            @Setting(min = "1", max = "10000000") int queueEvents,
            @Setting(min = "1048576", max = "17179869184") long queueBytes,
            @Setting(min = "1", max = "64") int readers,
            HeadFileMode headFile,
            Compression compression,
            @Setting(min = "0s", max = MAX_DAYS) Duration scrubPeriod,
            @Setting(min = "1h", max = "31d") Duration dedupWindow,
            Sqlite sqlite,
            Postgres postgres) {
        public Store {
            if (kind == StoreKind.POSTGRES && postgres.uri.isEmpty()) {
                throw new ConfigurationException(
                        "postgres.uri", "is empty, and store.kind is postgres: nothing says where the database is");
            }
        }
    }

    /** What the record is kept in. */
    public enum StoreKind {
        /** A file of this service alone. */
        SQLITE,
        /** A database on a server. */
        POSTGRES
    }

    /** When the head file is written. */
    public enum HeadFileMode {
        /** With each commit, before it is acknowledged. */
        COMMIT,
        /** Once a second; what was acknowledged since then can be lost without being noticed. */
        SECOND
    }

    /** How the bodies of events are stored; those that are stored stay as they are. */
    public enum Compression {
        /** As zstd frames, with dictionaries that the record makes itself. */
        ZSTD,
        /** As they are. */
        NONE
    }

    /** The path of the database file; empty for the usual one, see {@link Configuration#sqliteFile}. */
    public record Sqlite(Optional<Path> path) {}

    /**
     * The PostgreSQL database.
     *
     * @param uri {@code postgresql://user@host:port/database}, without a password
     */
    public record Postgres(
            @Setting(Form.POSTGRES_URI) Optional<String> uri, @Setting(secret = true) Optional<Password> password) {
        public Postgres {
            if (uri.isPresent() && Form.hasPassword(uri.get())) {
                throw new ConfigurationException(
                        "uri", "has a password; it belongs into store.postgres.password, which is never shown");
            }
        }
    }

    /**
     * The search index.
     *
     * @param waitMs milliseconds that a filtered query waits for the index to catch up
     * @param maxLagEvents events that may be stored and not indexed; beyond that writes are slowed down
     * @param queryTimeoutMs milliseconds that a query may run
     */
    public record Index(
            @Setting(max = "30000") int waitMs,
            @Setting(min = "10000", max = "1000000000") int maxLagEvents,
            @Setting(min = "100", max = "600000") int queryTimeoutMs) {}

    /**
     * What the service writes into its own log.
     *
     * @param events whether it records starts, stops, changes of the configuration, refused tokens and exports
     * @param reads whether it records each other read too
     */
    public record Audit(boolean events, boolean reads) {}

    /**
     * Regular backups.
     *
     * @param dir where they are made, {@code evident-<time>}; made absolute; empty makes none
     * @param every the time from one to the next
     * @param keep how many are kept
     */
    public record Backup(
            Optional<Path> dir,
            @Setting(min = "1s", max = MAX_DAYS) Duration every,
            @Setting(min = "1", max = "10000") int keep) {
        public Backup {
            dir = dir.map(path -> path.toAbsolutePath().normalize());
        }
    }

    /**
     * The transparency log.
     *
     * @param origin its name in checkpoints and keys
     * @param open whether checkpoint, tiles, consistency and keys are for everybody
     * @param witnesses who cosigns its checkpoints
     * @param witnessRequired whether senders are refused while no witness stands for it
     * @param maxClockLead how far the newest event's time may be ahead of the clock
     * @param clockBehind what a start does when it is further ahead
     */
    public record Log(
            @Setting(Form.KEY_NAME) String origin,
            @Setting(key = "public") boolean open,
            @Setting(max = "16") List<WitnessAt> witnesses,
            boolean witnessRequired,
            @Setting(min = "1s", max = MAX_DAYS) Duration maxClockLead,
            ClockBehind clockBehind) {
        public Log {
            witnesses = List.copyOf(witnesses);
            requireDistinct("witnesses", "key", witnesses.stream().map(witness -> witness.key()
                    .name()));
            if (witnessRequired && witnesses.isEmpty()) {
                throw new ConfigurationException(
                        "witness_required", "is true, and log.witnesses has none: nothing could be written");
            }
        }
    }

    /** What a start does with a clock that is far behind the newest event. */
    public enum ClockBehind {
        /** It is refused. */
        REFUSE,
        /** It goes on, and the log's time stands still until the clock has caught up. */
        WAIT
    }

    /**
     * The witness that this service is for other logs.
     *
     * @param name of its key; empty for the usual one, see {@link Configuration#witnessName}
     * @param logs whose checkpoints it cosigns; none, and it is no witness
     */
    public record Witness(@Setting(Form.KEY_NAME) Optional<String> name, @Setting(max = "16") List<WitnessedLog> logs) {
        public Witness {
            logs = List.copyOf(logs);
            requireDistinct("logs", "origin", logs.stream().map(WitnessedLog::origin));
        }
    }

    /** What is logged and how. */
    public record Logging(LogFormat format, LogLevel level) {}

    /** How a log line looks. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** The least severe level that is logged. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    private static void requireDistinct(String list, String member, Stream<String> names) {
        List<String> seen = new ArrayList<>();
        names.forEach(name -> {
            if (seen.contains(name)) {
                throw new ConfigurationException(
                        list + "[" + seen.size() + "]." + member,
                        quoted(name) + " is the name of " + list + "[" + seen.indexOf(name) + "] too");
            }
            seen.add(name);
        });
    }
}
