package dev.evident.log.sqlite;

import dev.evident.codec.DamagedException;
import dev.evident.codec.LogCodec;
import dev.evident.codec.ZstdCodec;
import dev.evident.config.StartException;
import dev.evident.event.DedupKey;
import dev.evident.event.Redaction;
import dev.evident.log.StoredEventCheck;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record in a SQLite file that nobody writes to, read through plain JDBC on two connections: one goes through the
 * events, one serves everything else. Nothing is written: a file without a write-ahead log is opened as immutable, one
 * that has a log together with it. Or {@linkplain #openInUse beside} the store that writes to it.
 */
public final class SqliteRecord implements StoredRecord {
    /** As much as SQLite maps at most, so that pages are not copied. */
    private static final long MAPPED = 1L << 40;

    private static final String EVENTS = "SELECT seq, micros, id, salt, leaf, body, header,"
            + " typeof(micros) = 'integer' AND typeof(id) = 'blob' AND typeof(salt) = 'blob' AND typeof(leaf) = 'blob'"
            + " AND typeof(body) = 'blob' AND typeof(header) = 'blob' FROM event WHERE seq >= ? ORDER BY seq";

    private static final String UNFOUNDED = "SELECT r.seq FROM redaction r LEFT JOIN event e ON e.seq = r.seq"
            + " WHERE e.seq IS NULL OR length(e.body) > 0 ORDER BY r.seq LIMIT " + PIECE_EVENTS;

    /** Of a row whose values have other types than the table gives them: a bit in its header has flipped. */
    private static final byte[] NO_ID = new byte[0];

    private final Connection walking;
    private final Connection single;
    private final ZstdCodec codec = new ZstdCodec();
    private final LogCodec bodies;
    private final RecordQueries queries;
    private final StoredKeys keys;
    private final List<String> faults;

    private SqliteRecord(Path file, Connection walking, Connection single) throws SQLException {
        this.walking = walking;
        this.single = single;
        this.queries = new RecordQueries(file, single);
        this.keys = new StoredKeys(queries);
        this.faults = new ArrayList<>();
        Optional<UUID> id = Schema.logId(single);
        if (id.isEmpty()) {
            faults.add("The log has no id.");
        }
        this.bodies = new LogCodec(codec, id.orElse(new UUID(0, 0)));
        if (StoredBodies.isAvailable(single, false)) {
            faults.addAll(DictionaryTable.read(single, codec).faults());
        }
    }

    /**
     * Opens a database file.
     *
     * @throws StartException when it is no record, or one of a version that this program does not know
     */
    public static SqliteRecord open(Path database) {
        return open(database, false);
    }

    /** Opens a database file that this process writes to at the same time. */
    public static SqliteRecord openInUse(Path database) {
        return open(database, true);
    }

    private static SqliteRecord open(Path database, boolean inUse) {
        Path file = database.toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw new StartException("there is no record " + file);
        }
        NativeLibraries.load(Optional.empty());
        List<Connection> connections = new ArrayList<>();
        try {
            String url = inUse ? "jdbc:sqlite:file:" + file.toUri().getRawPath() + "?mode=ro" : url(file);
            connections.add(SqliteFile.guarded(DriverManager.getConnection(url)));
            connections.add(SqliteFile.guarded(DriverManager.getConnection(url)));
            Connection single = connections.get(1);
            Schema.requireVersion(single);
            return new SqliteRecord(file, connections.get(0), single);
        } catch (SQLException | IOException failure) {
            close(connections);
            throw new StartException("the record " + file + " cannot be opened: " + failure.getMessage(), failure);
        } catch (StartException refused) {
            close(connections);
            throw refused;
        }
    }

    private static void close(List<Connection> connections) {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException ignored) {
                // of a file that is refused anyway
            }
        }
    }

    private static String url(Path file) throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        boolean immutable = !Files.exists(log) || Files.size(log) == 0;
        String name = file.toUri().getRawPath();
        return "jdbc:sqlite:file:" + name + "?mode=ro" + (immutable ? "&immutable=1" : "") + "&mmap_size=" + MAPPED;
    }

    @Override
    public List<String> layout() {
        try {
            List<String> wrong = new ArrayList<>(Schema.differences(single));
            wrong.addAll(faults);
            return wrong;
        } catch (SQLException failure) {
            throw queries.unreadable(failure);
        }
    }

    @Override
    public Optional<TreeHead> head() {
        List<TreeHead> heads = queries.all(
                "SELECT size, root FROM tree_head",
                head -> new TreeHead(head.getLong(1), head.getObject(2) instanceof byte[] root ? root : new byte[0]));
        return heads.size() != 1 || heads.get(0).size() < 0 || heads.get(0).root().length != TreeHash.BYTES
                ? Optional.empty()
                : Optional.of(heads.get(0));
    }

    @Override
    public Events events(long from) {
        return new Walk(from);
    }

    @Override
    public byte @Nullable [] node(int level, long number) {
        return queries.first(
                        "SELECT hash FROM node WHERE level = ? AND number = ?",
                        hash -> Optional.ofNullable(hash.getObject(1) instanceof byte[] bytes ? bytes : null),
                        level,
                        number)
                .flatMap(hash -> hash)
                .orElse(null);
    }

    @Override
    public long nodes(int level) {
        return queries.first("SELECT count(*) FROM node WHERE level = ?", count -> count.getLong(1), level)
                .orElse(0L);
    }

    @Override
    public Optional<Redaction> redaction(long seq) {
        return queries.first(
                "SELECT content, by_seq FROM redaction WHERE seq = ?",
                found -> new Redaction(bytes(found, 1), found.getLong(2), "", "", 0),
                seq);
    }

    @Override
    public List<Long> unfoundedRedactions() {
        return queries.all(UNFOUNDED, found -> found.getLong(1));
    }

    @Override
    public Optional<byte[]> body(long seq) {
        return queries.first(
                "SELECT id, body FROM event WHERE seq = ?", found -> body(bytes(found, 1), bytes(found, 2)), seq);
    }

    @Override
    public Optional<Row> event(long seq) {
        return queries.first(EVENTS + " LIMIT 1", this::row, seq).filter(row -> row.seq() == seq);
    }

    @Override
    public long keysSince() {
        return keys.since();
    }

    @Override
    public OptionalLong keyed(long day, DedupKey key) {
        return keys.find(day, key);
    }

    @Override
    public List<Keyed> keys(@Nullable Keyed after) {
        return keys.after(after);
    }

    /** One that cannot be decoded as it is stored, which no leaf commits to. */
    private byte[] body(byte[] id, byte[] stored) {
        try {
            return bodies.decode(stored, StoredEventCheck.uuid(id));
        } catch (DamagedException damaged) {
            return stored;
        }
    }

    @Override
    public void close() {
        codec.close();
        try {
            walking.close();
            single.close();
        } catch (SQLException failure) {
            throw queries.unreadable(failure);
        }
    }

    private Row row(ResultSet rows) throws SQLException {
        byte[] id = rows.getInt(8) == 1 ? bytes(rows, 3) : NO_ID;
        return new Row(
                rows.getLong(1),
                rows.getLong(2),
                id,
                bytes(rows, 4),
                bytes(rows, 5),
                bytes(rows, 7),
                body(id, bytes(rows, 6)));
    }

    /** An empty blob is read as null. */
    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    /** One statement over all events; the file is read from front to back. */
    private final class Walk implements Events {
        private final PreparedStatement select;
        private final ResultSet rows;
        private @Nullable SQLException damage;

        Walk(long from) {
            try {
                select = walking.prepareStatement(EVENTS);
                select.setLong(1, from);
                rows = select.executeQuery();
            } catch (SQLException failure) {
                throw queries.unreadable(failure);
            }
        }

        @Override
        public List<Row> next() {
            List<Row> piece = new ArrayList<>(PIECE_EVENTS);
            long bytes = 0;
            if (damage != null) {
                throw queries.unreadable(damage); // run again, the statement would begin anew
            }
            try {
                while (piece.size() < PIECE_EVENTS && bytes < PIECE_BYTES && rows.next()) {
                    Row row = row(rows);
                    bytes += row.body().length;
                    piece.add(row);
                }
                return piece;
            } catch (SQLException failure) {
                damage = failure;
                if (piece.isEmpty()) {
                    throw queries.unreadable(failure);
                }
                return piece;
            }
        }

        @Override
        public void close() {
            try {
                rows.close();
                select.close();
            } catch (SQLException failure) {
                throw queries.unreadable(failure);
            }
        }
    }
}
