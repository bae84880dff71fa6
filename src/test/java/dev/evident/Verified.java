package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.verify.Finding.Part;
import dev.evident.verify.Findings;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code evident verify} says of a data directory that no service runs on. */
public final class Verified {
    private Verified() {}

    /** Checks the record, the head file and the checkpoint, where one was signed. */
    public static Verdict check(Path data) {
        try (SqliteRecord record = SqliteRecord.open(data.resolve("events.db"))) {
            Verdict verdict = new LocalCheck(record, data, LogKeys.of(data), null).run((done, total) -> {});
            return Files.isDirectory(data.resolve("keys")) ? verdict : unsigned(verdict);
        }
    }

    /** Of a {@link RunningRecord}, which has a head file and nobody who signs. */
    private static Verdict unsigned(Verdict verdict) {
        Findings others = new Findings();
        verdict.findings().kept().stream()
                .filter(finding -> finding.part() != Part.CHECKPOINT
                        || !finding.what().startsWith("The file checkpoint is missing"))
                .forEach(others::add);
        return new Verdict(verdict.head(), others, verdict.checked(), verdict.unchecked());
    }

    /** Fails unless all of it is as the log says. */
    public static void assertIntact(Path data) {
        assertThat(check(data).findings().kept()).as("what verify finds").isEmpty();
    }
}
