package dev.evident.bench.ledger;

import dev.evident.ledger.TreeHead;
import dev.evident.store.HeadFile;
import dev.evident.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A record whose events have no leaf and no salt of their own, and no nodes above them. The rest of it, the view that takes
 * a batch in one statement above all, is made by the service's own code.
 */
final class RecordWithoutTree {
    private static final List<String> CHANGES = List.of(
            "DROP TRIGGER append",
            "DROP TABLE event",
            """
            CREATE TABLE event (
                seq    INTEGER PRIMARY KEY,
                id     BLOB    NOT NULL CHECK (length(id) = 16),
                micros INTEGER NOT NULL,
                body   BLOB    NOT NULL,
                salt   BLOB    NOT NULL AS (zeroblob(16)) VIRTUAL,
                leaf   BLOB    NOT NULL AS (zeroblob(32)) VIRTUAL
            ) STRICT
            """,
            """
            CREATE TRIGGER append INSTEAD OF INSERT ON batch BEGIN
                INSERT INTO event (seq, id, micros, body)
                SELECT NEW.first + key, substr(NEW.ids, key * 16 + 1, 16), NEW.micros,
                       substr(NEW.bodies, (value >> 32) + 1, value & 4294967295)
                FROM json_each(NEW.spans);
                INSERT OR REPLACE INTO dedup (day, key, seq)
                SELECT NEW.micros / 86400000000, substr(NEW.keys, key * 16 + 1, 16), NEW.first + value
                FROM json_each(NEW.keyed);
                UPDATE tree_head SET size = NEW.size, root = NEW.root WHERE size = NEW.first;
                SELECT RAISE(ABORT, 'the log does not end where this batch begins') WHERE changes() <> 1;
            END
            """);

    private RecordWithoutTree() {}

    /** Makes an empty one, with the head file that a start asks for, in a directory that is made too. */
    static void create(Path data) throws IOException, SQLException {
        Files.createDirectory(data);
        HeadFile.create(data.resolve("head"), TreeHead.empty());
        Vertx vertx = Vertx.vertx();
        try {
            SqliteStore store = new SqliteStore(vertx, database(data), 1);
            store.open().await();
            store.close().await();
        } finally {
            vertx.close().await();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(data));
                Statement statement = connection.createStatement()) {
            for (String change : CHANGES) {
                statement.execute(change);
            }
        }
    }

    /** Fails unless so many events are there and no hash of them. */
    static void require(Path data, long events) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database(data));
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT (SELECT max(seq) + 1 FROM event), (SELECT size FROM tree_head),"
                                + " (SELECT count(*) FROM node)")) {
            if (!found.next() || found.getLong(1) < events || found.getLong(1) != found.getLong(2)) {
                throw new IllegalStateException("not every event is there");
            }
            if (found.getLong(3) != 0) {
                throw new IllegalStateException("there is a tree");
            }
        }
    }

    private static Path database(Path data) {
        return data.resolve("events.db");
    }
}
