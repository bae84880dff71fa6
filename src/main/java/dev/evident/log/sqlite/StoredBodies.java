package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.codec.LogCodec;
import dev.evident.codec.ZstdCodec;
import dev.evident.codec.ZstdLibrary;
import dev.evident.config.Configuration.Compression;
import dev.evident.config.StartException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the bodies of one open record are stored.
 *
 * @param codec with the dictionaries that the record has
 * @param logId the id of the log
 * @param compresses whether bodies that are added are compressed
 * @param size of the log when the newest dictionary was made; 0 when there is none
 */
record StoredBodies(ZstdCodec codec, UUID logId, boolean compresses, long size) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredBodies.class);

    /**
     * Reads the dictionaries of an up-to-date database. Blocks.
     *
     * @throws StartException when bodies are compressed and cannot be read
     */
    static StoredBodies open(Connection connection, Compression compression) throws SQLException {
        if (!isAvailable(connection, compression == Compression.ZSTD)) {
            return new StoredBodies(new ZstdCodec(), logId(connection), false, 0);
        }
        ZstdCodec codec = new ZstdCodec();
        DictionaryTable.Found found = DictionaryTable.read(connection, codec);
        if (!found.unreadable().isEmpty()) {
            codec.close();
            throw Schema.damaged(
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
        return new StoredBodies(codec, logId(connection), compresses, found.size());
    }

    /** With what bodies are encoded and decoded. */
    LogCodec inLog() {
        return new LogCodec(codec, logId);
    }

    private static UUID logId(Connection connection) {
        return Schema.logId(connection).orElseThrow(() -> Schema.damaged("it has no id"));
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

    @Override
    public void close() {
        codec.close();
    }
}
