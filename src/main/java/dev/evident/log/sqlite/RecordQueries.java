package dev.evident.log.sqlite;

import dev.evident.log.StoredRecord.UnreadableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Queries of a record that is checked, on one connection and on the calling thread, which blocks. Fail with an {@link
 * UnreadableException} where the database cannot be read.
 */
record RecordQueries(Path file, Connection connection) {
    /** Makes something of the current row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What a row each is made of. */
    <T> List<T> all(String sql, RowReader<T> reader, Object... parameters) {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    /** What the first row is made of; empty when there is none. */
    <T> Optional<T> first(String sql, RowReader<T> reader, Object... parameters) {
        return all(sql, reader, parameters).stream().findFirst();
    }

    UnreadableException unreadable(SQLException failure) {
        return new UnreadableException(file + " cannot be read: " + failure.getMessage(), failure);
    }
}
