package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.store.sqlite.SqliteRecord;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.nio.file.Path;

/** What {@code evident verify} says of a data directory that no service runs on. */
public final class Verified {
    private Verified() {}

    /** Checks the record, the head file and the checkpoint, where one was signed. */
    public static Verdict check(Path data) {
        try (SqliteRecord record = SqliteRecord.open(data.resolve("events.db"))) {
            return new LocalCheck(record, data, LogKeys.of(data), null).run((done, total) -> {});
        }
    }

    /** Fails unless all of it is as the log says. */
    public static void assertIntact(Path data) {
        assertThat(check(data).findings().kept()).as("what verify finds").isEmpty();
    }
}
