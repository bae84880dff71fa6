package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.codec.ZstdCodec;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dictionaries of the record. Each stands in two tables, and so on different pages, with its SHA-256: damage to one
 * copy is noticed and does not matter. They are read when the record is opened; blocks.
 */
final class DictionaryTable {
    /** The other copy is added by a trigger. */
    static final String INSERT = "INSERT INTO dictionary (number, size, digest, bytes) VALUES (?, ?, ?, ?)";

    private static final List<String> COPIES = List.of("dictionary", "dictionary_copy");

    private static final String NEWEST = "SELECT coalesce(max(number), 0), coalesce(max(size), 0) FROM %s"
            + " WHERE number <= " + Dictionary.MAX_NUMBER;

    private static final String SELECT =
            "SELECT digest, bytes FROM %s WHERE number = ? AND length(bytes) <= " + Dictionary.MAX_BYTES;

    private DictionaryTable() {}

    /**
     * What was found.
     *
     * @param size of the log when the newest was made; 0 when there is none
     * @param unreadable numbers of which no copy is intact
     * @param single numbers of which one copy is
     * @param faults one sentence for each that is not there twice
     */
    record Found(long size, List<Integer> unreadable, List<Integer> single, List<String> faults) {}

    /** The parameters of {@link #INSERT}. */
    static Tuple row(Dictionary dictionary, long size) {
        byte[] bytes = dictionary.bytes();
        return Tuple.of(dictionary.number(), size, digest(bytes), bytes);
    }

    /** Whether bodies may be compressed. */
    static boolean isUsed(Connection connection) throws SQLException {
        return newest(connection)[0] > 0;
    }

    /** Adds those that can be read. */
    static Found read(Connection connection, ZstdCodec into) throws SQLException {
        long[] newest = newest(connection);
        List<Integer> unreadable = new ArrayList<>();
        List<Integer> single = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int number = 1; number <= newest[0]; number++) {
            List<Dictionary> intact = new ArrayList<>();
            for (String table : COPIES) {
                Dictionary copy = copy(connection, table, number);
                if (copy != null) {
                    intact.add(copy);
                }
            }
            if (intact.isEmpty()) {
                unreadable.add(number);
            } else {
                into.add(intact.get(0));
                intact.stream().skip(1).forEach(Dictionary::close);
            }
            if (intact.size() == 1) {
                single.add(number);
            }
            if (intact.size() < COPIES.size()) {
                faults.add("Dictionary " + number + ", with which bodies are compressed, is damaged or missing"
                        + (intact.isEmpty() ? "." : " in one of two places."));
            }
        }
        return new Found(newest[1], List.copyOf(unreadable), List.copyOf(single), List.copyOf(faults));
    }

    /** Writes both copies of a dictionary anew, in one transaction. */
    static void repair(Connection connection, Dictionary dictionary, long size) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                for (String table : COPIES) {
                    statement.execute("DELETE FROM " + table + " WHERE number = " + dictionary.number());
                }
                Tuple values = row(dictionary, size);
                for (int i = 0; i < values.size(); i++) {
                    insert.setObject(i + 1, values.getValue(i));
                }
                insert.executeUpdate();
                statement.execute("COMMIT");
            } catch (SQLException failure) {
                statement.execute("ROLLBACK");
                throw failure;
            }
        }
    }

    /**
     * The highest number, 0 when there is none, and the size of the log when it was made; of either copy. A number that
     * was given once, or that a body names, counts although no dictionary has it any more: then it is missing.
     */
    private static long[] newest(Connection connection) {
        long[] newest = {Math.max(given(connection), NamedDictionaries.newest(connection)), 0};
        for (String table : COPIES) {
            try (PreparedStatement select = connection.prepareStatement(NEWEST.formatted(table));
                    ResultSet found = select.executeQuery()) {
                newest[0] = Math.max(newest[0], found.getLong(1));
                newest[1] = Math.max(newest[1], found.getLong(2));
            } catch (SQLException damaged) {
                // as good as empty: the other tells
            }
        }
        return newest;
    }

    private static long given(Connection connection) {
        try (PreparedStatement select = connection.prepareStatement("SELECT last FROM dictionary_number");
                ResultSet last = select.executeQuery()) {
            return last.next() ? Math.min(last.getLong(1), Dictionary.MAX_NUMBER) : 0;
        } catch (SQLException damaged) {
            return 0; // verify says so
        }
    }

    /** Null when it is not what was written, or not there. */
    private static @Nullable Dictionary copy(Connection connection, String table, int number) {
        try (PreparedStatement select = connection.prepareStatement(SELECT.formatted(table))) {
            select.setInt(1, number);
            try (ResultSet copy = select.executeQuery()) {
                if (!copy.next()) {
                    return null;
                }
                byte[] stored = copy.getBytes(2);
                byte[] bytes = stored == null ? new byte[0] : stored; // which is how an empty blob is read
                return MessageDigest.isEqual(digest(bytes), copy.getBytes(1)) ? new Dictionary(number, bytes) : null;
            }
        } catch (SQLException | IllegalArgumentException damaged) {
            return null;
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
