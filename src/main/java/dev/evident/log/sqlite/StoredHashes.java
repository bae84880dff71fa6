package dev.evident.log.sqlite;

import dev.evident.merkle.HashSource;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TreeHash;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The tree's hashes in a database, read on the calling thread, which blocks. */
final class StoredHashes implements HashSource {
    private static final String LEAVES = "SELECT leaf FROM event WHERE seq >= ?1 AND seq < ?1 + ?2 ORDER BY seq";

    private static final String NODES =
            "SELECT hash FROM node WHERE level = ?3 AND number >= ?1 AND number < ?1 + ?2 ORDER BY number";

    private final Connection connection;

    StoredHashes(Connection connection) {
        this.connection = connection;
    }

    @Override
    public byte[] read(int level, long from, int count) {
        ByteBuffer run = ByteBuffer.allocate(count * TreeHash.BYTES);
        try (PreparedStatement statement = connection.prepareStatement(level == 0 ? LEAVES : NODES)) {
            statement.setLong(1, from);
            statement.setInt(2, count);
            if (level > 0) {
                statement.setInt(3, level);
            }
            try (ResultSet hashes = statement.executeQuery()) {
                while (hashes.next()) {
                    run.put(hashes.getBytes(1));
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the tree cannot be read: " + failure.getMessage(), failure);
        }
        if (run.hasRemaining()) {
            throw new MissingHashException(level, from + run.position() / TreeHash.BYTES);
        }
        return run.array();
    }
}
