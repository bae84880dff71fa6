package dev.evident.log.sqlite;

import dev.evident.event.DedupKey;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Keyed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The {@linkplain DedupTable keys} of a record that is checked, read on the calling thread, which blocks. */
final class StoredKeys {
    private static final String FIND = "SELECT seq FROM dedup WHERE day = ? AND key = ?";

    private static final String AFTER =
            "SELECT day, key, seq FROM dedup WHERE (day, key) > (?, ?) ORDER BY day, key LIMIT "
                    + StoredRecord.PIECE_EVENTS;

    private final RecordQueries queries;

    StoredKeys(RecordQueries queries) {
        this.queries = queries;
    }

    /** The first day of which all keys are there. */
    long since() {
        return queries.first("SELECT day FROM dedup_since", day -> day.getLong(1))
                .orElse(0L);
    }

    OptionalLong find(long day, DedupKey key) {
        return queries.all(FIND, seq -> seq.getLong(1), day, bytes(key)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    List<Keyed> after(@Nullable Keyed last) {
        return queries.all(
                AFTER,
                row -> {
                    ByteBuffer key = ByteBuffer.wrap(row.getBytes(2));
                    return new Keyed(row.getLong(1), new DedupKey(key.getLong(), key.getLong()), row.getLong(3));
                },
                last == null ? Long.MIN_VALUE : last.day(),
                last == null ? new byte[0] : bytes(last.key()));
    }

    private static byte[] bytes(DedupKey key) {
        ByteBuffer bytes = ByteBuffer.allocate(DedupKey.BYTES);
        DedupTable.put(bytes, key);
        return bytes.array();
    }
}
