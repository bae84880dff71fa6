package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import dev.evident.merkle.VerifierKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything an operator can set, checked. A record that exists is valid: each refuses bad values in its constructor
 * with a {@link ConfigurationException}. Immutable; safe to log, since tokens show their names alone.
 *
 * @param tokens at least one, with names and secrets of their own
 */
public record Configuration(
        Api api,
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
        List<Token> tokens) {

    public Configuration {
        tokens = List.copyOf(tokens);
        if (store.queueBytes() < api.maxBulkBytes()) {
            throw new ConfigurationException(
                    Keys.STORE_QUEUE_BYTES.path(),
                    store.queueBytes() + " is less than api.max_bulk_bytes, " + api.maxBulkBytes()
                            + ": such a body could never be stored");
        }
        Map<String, String> hosts = new TreeMap<>(Map.of(
                Keys.API_HOST.path(), api.host(),
                Keys.VIEWER_HOST.path(), viewer.host(),
                Keys.METRICS_HOST.path(), metrics.host()));
        hosts.entrySet().removeIf(host -> Listeners.isLoopback(host.getKey(), host.getValue()));
        checkTokens(tokens, hosts);
    }

    private static void checkTokens(List<Token> tokens, Map<String, String> exposedHosts) {
        if (tokens.isEmpty()) {
            throw new ConfigurationException(Keys.TOKENS.path(), "at least one token is required");
        }
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            for (int j = 0; j < i; j++) {
                if (token.name().equals(tokens.get(j).name())) {
                    throw new ConfigurationException(
                            "tokens[" + i + "].name", quoted(token.name()) + " is the name of tokens[" + j + "] too");
                }
                if (token.matches(tokens.get(j).hash())) {
                    throw new ConfigurationException(
                            "tokens[" + i + "].secret", "tokens[" + j + "] has the same secret");
                }
            }
            if (token.guessable() && !exposedHosts.isEmpty()) {
                Map.Entry<String, String> host =
                        exposedHosts.entrySet().iterator().next();
                throw new ConfigurationException(
                        "tokens[" + i + "].secret",
                        (token.isDemo() ? "the demo secret" : "a secret shorter than 16 characters")
                                + " is accepted on loopback only, and " + host.getKey() + " is "
                                + quoted(host.getValue()) + "; make a secret with: openssl rand -hex 32");
            }
        }
    }

    /** Whether somebody may use the API by the secret that stands in the documentation. */
    public boolean demoTokenAccepted() {
        return tokens.stream().anyMatch(Token::isDemo);
    }

    /** The name of the key with which this service cosigns for other logs. */
    public String witnessName() {
        return witness.name().isEmpty() ? log.origin() + "/witness" : witness.name();
    }

    /** The file of the SQLite store, absolute. */
    public Path sqliteFile() {
        return store.sqlite().path().isEmpty()
                ? data.dir().resolve("events.db")
                : Path.of(store.sqlite().path()).toAbsolutePath().normalize();
    }

    /**
     * The HTTP API.
     *
     * @param port 0 to 65535; 0 takes a free one
     * @param defaultLimit events in an answer when the caller names no limit, 0 to 1000; 0 streams every match
     * @param maxEventBytes largest body of one event, 1 KiB to 16 MiB
     * @param maxBulkBytes largest body of a bulk request, from {@code maxEventBytes} to 256 MiB
     * @param maxInflightBytes request bodies in memory at once, at least {@code maxBulkBytes}; as 0 written, an eighth
     *     of the heap
     * @param bodyTimeout in which a request's body has to arrive, 1 second to 1 hour
     * @param quarantine whether events that are refused are kept as {@code evident.rejected}
     * @param corsOrigins further origins whose pages may call the API; the viewer's own is always allowed
     * @param hosts names by which API and page may be called besides those of loopback; none allows every name
     */
    public record Api(
            String host,
            int port,
            int defaultLimit,
            long maxEventBytes,
            long maxBulkBytes,
            long maxInflightBytes,
            Duration bodyTimeout,
            boolean quarantine,
            Streams streams,
            List<String> corsOrigins,
            List<String> hosts) {
        public Api {
            Keys.API_HOST.require(host);
            Keys.API_PORT.require(port);
            Keys.API_DEFAULT_LIMIT.require(defaultLimit);
            Keys.API_MAX_EVENT_BYTES.require(maxEventBytes);
            Keys.API_MAX_BULK_BYTES.require(maxBulkBytes);
            Keys.API_MAX_INFLIGHT_BYTES.require(maxInflightBytes);
            Keys.API_BODY_TIMEOUT.require(bodyTimeout);
            corsOrigins = List.copyOf(Keys.API_CORS_ORIGINS.require(corsOrigins));
            hosts = List.copyOf(Keys.API_HOSTS.require(hosts));
            if (maxBulkBytes < maxEventBytes) {
                throw new ConfigurationException(
                        Keys.API_MAX_BULK_BYTES.path(),
                        maxBulkBytes + " is less than api.max_event_bytes, " + maxEventBytes);
            }
            if (maxInflightBytes == 0) {
                maxInflightBytes = Math.max(Runtime.getRuntime().maxMemory() / 8, maxBulkBytes);
            }
            if (maxInflightBytes < maxBulkBytes) {
                throw new ConfigurationException(
                        Keys.API_MAX_INFLIGHT_BYTES.path(),
                        maxInflightBytes + " is less than api.max_bulk_bytes, " + maxBulkBytes
                                + ": such a body could never be read");
            }
        }
    }

    /**
     * Answers that last.
     *
     * @param maxExports exports at once, 1 to 1,000
     * @param maxTails live tails at once, 1 to 10,000
     * @param tailHeartbeatMs milliseconds between two signs of life, 100 to 45,000
     * @param tailStallMs milliseconds after which a live tail is ended whose reader takes nothing, 100 to 45,000
     */
    public record Streams(int maxExports, int maxTails, int tailHeartbeatMs, int tailStallMs) {
        public Streams {
            Keys.API_MAX_EXPORTS.require(maxExports);
            Keys.API_MAX_TAILS.require(maxTails);
            Keys.API_TAIL_HEARTBEAT_MS.require(tailHeartbeatMs);
            Keys.API_TAIL_STALL_MS.require(tailStallMs);
        }
    }

    /**
     * The web page.
     *
     * @param port 0 to 65535; 0 takes a free one
     * @param apiUrl where browsers find the API; empty is the host name they call the page by, and the API's port
     * @param embedOrigins origins whose pages may show it in a frame and hand it a token
     * @param logKey the verifier key of the log; empty lets each browser keep the one it sees first
     */
    public record Viewer(String host, int port, String apiUrl, List<String> embedOrigins, String logKey) {
        public Viewer {
            Keys.VIEWER_HOST.require(host);
            Keys.VIEWER_PORT.require(port);
            Keys.VIEWER_API_URL.require(apiUrl);
            embedOrigins = List.copyOf(Keys.VIEWER_EMBED_ORIGINS.require(embedOrigins));
            Keys.VIEWER_LOG_KEY.require(logKey);
        }
    }

    /** Metrics and health. Port 0 takes a free one. */
    public record Metrics(String host, int port) {
        public Metrics {
            Keys.METRICS_HOST.require(host);
            Keys.METRICS_PORT.require(port);
        }
    }

    /**
     * How many connections there may be at once, 4 to 100,000 for each listener.
     *
     * @param perAddress of a listener's connections from one address, 1 to 100,000; loopback is free of it
     */
    public record Connections(int api, int viewer, int metrics, int perAddress) {
        public Connections {
            Keys.CONNECTIONS_API.require(api);
            Keys.CONNECTIONS_VIEWER.require(viewer);
            Keys.CONNECTIONS_METRICS.require(metrics);
            Keys.CONNECTIONS_PER_ADDRESS.require(perAddress);
        }
    }

    /** Where files are kept; made absolute against the working directory. */
    public record Data(Path dir) {
        public Data {
            Keys.DATA_DIR.require(dir.toString());
            dir = dir.toAbsolutePath().normalize();
        }
    }

    /**
     * The record of events.
     *
     * @param queueEvents events that may wait for a commit, from 1
     * @param queueBytes their bytes, at least {@code api.max_bulk_bytes}
     * @param readers connections that read, 1 to 64
     * @param headFile how often the head file is written
     * @param compression of the bodies of events
     * @param scrubPeriod in which the whole record is checked once, up to 366 days; zero does not check
     * @param dedupWindow how long the key of an event is remembered, 1 hour to 31 days
     */
    public record Store(
            StoreKind kind,
            int queueEvents,
            long queueBytes,
            int readers,
            HeadFileMode headFile,
            Compression compression,
            Duration scrubPeriod,
            Duration dedupWindow,
            Sqlite sqlite) {
        public Store {
            Keys.STORE_QUEUE_EVENTS.require(queueEvents);
            Keys.STORE_QUEUE_BYTES.require(queueBytes);
            Keys.STORE_READERS.require(readers);
            Keys.STORE_SCRUB_PERIOD.require(scrubPeriod);
            Keys.STORE_DEDUP_WINDOW.require(dedupWindow);
        }
    }

    /** What the record is kept in. */
    public enum StoreKind {
        SQLITE
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
    public record Sqlite(String path) {
        public Sqlite {
            Keys.STORE_SQLITE_PATH.require(path);
        }
    }

    /**
     * The search index.
     *
     * @param waitMs how long a filtered query waits for the index to catch up, 0 to 30,000 milliseconds
     * @param maxLagEvents events that may be stored and not indexed, from 10,000; beyond that writes are slowed down
     * @param queryTimeoutMs how long a query may run, 100 to 600,000 milliseconds
     */
    public record Index(int waitMs, int maxLagEvents, int queryTimeoutMs) {
        public Index {
            Keys.INDEX_WAIT_MS.require(waitMs);
            Keys.INDEX_MAX_LAG_EVENTS.require(maxLagEvents);
            Keys.INDEX_QUERY_TIMEOUT_MS.require(queryTimeoutMs);
        }
    }

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
     * @param dir where they are made, {@code evident-<time>}; empty makes none
     * @param every the time from one to the next, 1 second to 366 days
     * @param keep how many are kept, 1 to 10,000
     */
    public record Backup(String dir, Duration every, int keep) {
        public Backup {
            Keys.BACKUP_DIR.require(dir);
            Keys.BACKUP_EVERY.require(every);
            Keys.BACKUP_KEEP.require(keep);
        }

        /** Whether any are made. */
        public boolean on() {
            return !dir.isEmpty();
        }

        /** Where they are made, absolute. */
        public Path directory() {
            return Path.of(dir).toAbsolutePath().normalize();
        }
    }

    /**
     * The transparency log.
     *
     * @param origin its name in checkpoints and keys
     * @param open whether checkpoint, tiles, consistency and keys are for everybody
     * @param witnesses who is asked to cosign its checkpoints
     * @param witnessRequired whether senders are refused while no witness stands for it
     * @param maxClockLead how far the newest event's time may be ahead of the clock, one second to 366 days
     * @param clockBehind what a start does when it is further ahead
     */
    public record Log(
            String origin,
            boolean open,
            List<WitnessAt> witnesses,
            boolean witnessRequired,
            Duration maxClockLead,
            ClockBehind clockBehind) {
        public Log {
            Keys.LOG_ORIGIN.require(origin);
            Keys.LOG_MAX_CLOCK_LEAD.require(maxClockLead);
            witnesses = List.copyOf(witnesses);
            if (witnessRequired && witnesses.isEmpty()) {
                throw new ConfigurationException(
                        Keys.LOG_WITNESS_REQUIRED.path(),
                        "is true, and log.witnesses has none: nothing could be written");
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
     * A witness that is asked.
     *
     * @param url the prefix that {@code /add-checkpoint} follows, without a slash at its end
     * @param key verifies its cosignatures
     */
    public record WitnessAt(URI url, VerifierKey key) {}

    /**
     * The witness that this service is for other logs.
     *
     * @param name of its key; empty for the usual one, see {@link Configuration#witnessName}
     * @param logs whose checkpoints it cosigns; none, and it is no witness
     */
    public record Witness(String name, List<WitnessedLog> logs) {
        public Witness {
            Keys.WITNESS_NAME.require(name);
            logs = List.copyOf(logs);
        }
    }

    /**
     * A log that is cosigned.
     *
     * @param keys those that may sign its checkpoints, at least one
     */
    public record WitnessedLog(String origin, List<VerifierKey> keys) {
        public WitnessedLog {
            keys = List.copyOf(keys);
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
}
