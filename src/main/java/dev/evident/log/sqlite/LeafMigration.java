package dev.evident.log.sqlite;

import dev.evident.codec.ZstdCodec;
import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import dev.evident.log.SealedBatch;
import dev.evident.merkle.Frontier;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Gives events of a record that had no log yet their leaves, by appending them anew in their order. Each step is one
 * transaction; when it is interrupted, the next start goes on where the tree ends. Blocks.
 */
final class LeafMigration {
    private static final int STEP = 10_000;
    static final String OLD = "event_without_leaf";

    private LeafMigration() {}

    /** Does nothing where there is nothing left to do. */
    static void finish(Connection connection) throws SQLException {
        if (!Schema.hasTable(connection, OLD)) {
            return;
        }
        Frontier frontier = Frontier.of(RecordOpening.head(connection).size(), new StoredHashes(connection));
        try (Statement statement = connection.createStatement()) {
            List<StoredEvent> events = read(connection, frontier.size());
            while (!events.isEmpty()) {
                statement.execute("BEGIN IMMEDIATE");
                frontier = append(connection, events, frontier);
                statement.execute("COMMIT");
                events = read(connection, frontier.size());
            }
            statement.execute("DROP TABLE " + OLD);
        }
    }

    private static List<StoredEvent> read(Connection connection, long from) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT seq, id, micros, salt, body FROM " + OLD + " WHERE seq >= ? ORDER BY seq LIMIT " + STEP)) {
            select.setLong(1, from);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ByteBuffer id = ByteBuffer.wrap(row.getBytes(2));
                    events.add(new StoredEvent(
                            row.getLong(1),
                            new UUID(id.getLong(), id.getLong()),
                            row.getLong(3),
                            row.getBytes(4),
                            new EventBody(row.getBytes(5))));
                }
            }
        }
        return events;
    }

    /** A batch is of one time, so each run of equal times is one. */
    private static Frontier append(Connection connection, List<StoredEvent> events, Frontier before)
            throws SQLException {
        Frontier frontier = before;
        try (PreparedStatement insert = connection.prepareStatement(PackedBatch.INSERT)) {
            for (int from = 0, to; from < events.size(); from = to) {
                to = from + 1;
                while (to < events.size()
                        && events.get(to).micros() == events.get(from).micros()) {
                    to++;
                }
                SealedBatch batch = SealedBatch.of(events.subList(from, to), frontier);
                Tuple values = PackedBatch.of(batch, new ZstdCodec()).addLong(Schema.cookie(connection));
                for (int i = 0; i < values.size(); i++) {
                    insert.setObject(i + 1, values.getValue(i));
                }
                insert.executeUpdate();
                frontier = batch.frontier();
            }
        }
        return frontier;
    }
}
