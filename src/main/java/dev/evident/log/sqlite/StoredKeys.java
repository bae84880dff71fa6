package dev.evident.log.sqlite;

import dev.evident.event.DedupKey;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Keyed;
import dev.evident.log.StoredRecord.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The {@linkplain DedupTable keys} of a record that is checked, read on the calling thread, which blocks. */
final class StoredKeys {
    private static final String FIND = "SELECT seq FROM dedup WHERE day = ? AND key = ?";

    private static final String AFTER =
            "SELECT day, key, seq FROM dedup WHERE (day, key) > (?, ?) ORDER BY day, key LIMIT "
                    + StoredRecord.PIECE_EVENTS;

    private final Path file;
    private final Connection connection;

    /** Those of a database. */
    StoredKeys(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** The first day of which all keys are there. */
    long since() {
        try (PreparedStatement select = connection.prepareStatement("SELECT day FROM dedup_since");
                ResultSet day = select.executeQuery()) {
            return day.next() ? day.getLong(1) : 0;
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    OptionalLong find(long day, DedupKey key) {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setLong(1, day);
            select.setBytes(2, bytes(key));
            try (ResultSet seq = select.executeQuery()) {
                return seq.next() ? OptionalLong.of(seq.getLong(1)) : OptionalLong.empty();
            }
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    List<Keyed> after(@Nullable Keyed last) {
        List<Keyed> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(AFTER)) {
            select.setLong(1, last == null ? Long.MIN_VALUE : last.day());
            select.setBytes(2, last == null ? new byte[0] : bytes(last.key()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ByteBuffer key = ByteBuffer.wrap(row.getBytes(2));
                    keys.add(new Keyed(row.getLong(1), new DedupKey(key.getLong(), key.getLong()), row.getLong(3)));
                }
            }
            return keys;
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    private static byte[] bytes(DedupKey key) {
        ByteBuffer bytes = ByteBuffer.allocate(DedupKey.BYTES);
        DedupTable.put(bytes, key);
        return bytes.array();
    }

    private UnreadableException unreadable(SQLException failure) {
        return new UnreadableException(file + " cannot be read: " + failure.getMessage(), failure);
    }
}
