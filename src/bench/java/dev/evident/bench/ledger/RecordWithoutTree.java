package dev.evident.bench.ledger;

import dev.evident.log.HeadFile;
import dev.evident.log.sqlite.SqliteStore;
import dev.evident.merkle.TreeHead;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A record whose events have zeros for leaf and salt, and no nodes above them. It is made by the service's own code.
 */
final class RecordWithoutTree {
    private RecordWithoutTree() {}

    /** Makes an empty one, with the head file that a start asks for, in a directory that is made too. */
    static void create(Path data) throws IOException {
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
