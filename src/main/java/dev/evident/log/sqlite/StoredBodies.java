package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.codec.ZstdCodec;
import dev.evident.codec.ZstdLibrary;
import dev.evident.config.Configuration.Compression;
import dev.evident.config.StartException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the bodies of one open record are stored.
 *
 * @param codec with the dictionaries that the record has
 * @param compresses whether bodies that are added are compressed
 * @param size of the log when the newest dictionary was made; 0 when there is none
 */
record StoredBodies(ZstdCodec codec, boolean compresses, long size) implements AutoCloseable {
    /** Of one stretch of the log. */
    private static final int PROBES = 16;

    /** One body that is damaged names whatever it likes. */
    private static final int MIN_NAMED = 3;

    private static final long MAX_STRETCH = 2_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(StoredBodies.class);

    /**
     * Reads the dictionaries of an up-to-date database. Blocks.
     *
     * @throws StartException when bodies are compressed and cannot be read
     */
    static StoredBodies open(Connection connection, Compression compression) throws SQLException {
        if (!isAvailable(connection, compression == Compression.ZSTD)) {
            return new StoredBodies(new ZstdCodec(), false, 0);
        }
        ZstdCodec codec = new ZstdCodec();
        DictionaryTable.Found found = DictionaryTable.read(connection, codec);
        if (!found.unreadable().isEmpty()) {
            codec.close();
            throw RecordOpening.damaged(
                    "its bodies are compressed with dictionaries that cannot be read: " + found.unreadable());
        }
        for (int number : found.single()) {
            DictionaryTable.repair(connection, codec.find(number).orElseThrow(), found.size());
            LOG.warn("One of two copies of dictionary {} was damaged and was written anew from the other", number);
        }
        boolean compresses = compression == Compression.ZSTD;
        if (compresses) {
            codec.newest().map(Dictionary::number).ifPresent(codec::use);
        }
        return new StoredBodies(codec, compresses, found.size());
    }

    /** Loads the library when it is wanted or needed; returns whether it is there. */
    static boolean isAvailable(Connection connection, boolean wanted) throws SQLException {
        boolean needed = DictionaryTable.isUsed(connection);
        if (!wanted && !needed) {
            return false;
        }
        Optional<String> why = ZstdLibrary.load();
        if (why.isPresent() && needed) {
            throw new StartException("The record's events are compressed, and the library that reads them cannot be"
                    + " loaded: " + why.get());
        }
        why.ifPresent(reason -> LOG.warn("Events are stored without compression: {}", reason));
        return why.isEmpty();
    }

    /**
     * The highest number of a dictionary that a body names, of those that are looked at: the newest, and some of each
     * stretch from a power of two to the next. A dictionary serves at least that much of a log, or four million events.
     */
    static int named(Connection connection) {
        int[] counts = new int[Dictionary.MAX_NUMBER + 1];
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT coalesce(max(seq), -1) FROM event");
                PreparedStatement first =
                        connection.prepareStatement("SELECT substr(body, 1, 1) FROM event WHERE seq = ?")) {
            for (long seq : probes(last.getLong(1))) {
                first.setLong(1, seq);
                try (ResultSet body = first.executeQuery()) {
                    if (body.next() && body.getObject(1) instanceof byte[] start && ZstdCodec.isCompressed(start)) {
                        counts[start[0]]++;
                    }
                }
            }
        } catch (SQLException damaged) {
            return 0; // what is wrong is said elsewhere
        }
        for (int number = Dictionary.MAX_NUMBER; number > 0; number--) {
            if (counts[number] >= MIN_NAMED) {
                return number;
            }
        }
        return 0;
    }

    /** Some thousand positions at most. */
    private static Set<Long> probes(long last) {
        Set<Long> probes = new TreeSet<>();
        for (long seq = Math.max(0, last - PROBES); seq <= last; seq++) {
            probes.add(seq);
        }
        for (long from = 1; from <= last && from > 0; from += Math.min(from, MAX_STRETCH)) {
            long stretch = Math.min(from, MAX_STRETCH);
            for (int i = 0; i < PROBES; i++) {
                long seq = from + stretch * i / PROBES;
                if (seq <= last) {
                    probes.add(seq);
                }
            }
        }
        return probes;
    }

    @Override
    public void close() {
        codec.close();
    }
}
