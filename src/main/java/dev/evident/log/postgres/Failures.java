package dev.evident.log.postgres;

import dev.evident.config.StartException;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.AppendException;
import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/** What failures of statements mean, by PostgreSQL's error codes (appendix A of its manual). */
final class Failures {
    private static final int RETRY_AFTER_S = 1;
    private static final String UNIQUE_VIOLATION = "23505";

    private Failures() {}

    /** Of an append whose COMMIT was not sent, or that the server has rolled back: nothing was written. */
    static AppendException nothingWritten(Throwable failure) {
        if (failure instanceof AppendException known) {
            return known;
        }
        String code = code(failure);
        if (code.startsWith("53100")) {
            return new AppendException.Refused(
                    Problem.of(Kind.STORAGE_FULL, "The disk of the database is full; nothing was stored. Reads go on."),
                    failure);
        }
        if (code.equals(UNIQUE_VIOLATION)
                && failure instanceof PgException unique
                && Tables.EVENT_ID.equals(unique.getConstraint())) {
            return new AppendException.IdTaken(failure);
        }
        if (code.startsWith("23") || code.startsWith("XX")) {
            return new AppendException.Fatal(failure); // its tables do not belong together
        }
        boolean lock = code.equals("55P03") || code.equals("40001") || code.equals("40P01");
        return refused(
                lock
                        ? "Another node holds the log; nothing was stored."
                        : "The database cannot be written to; nothing was stored.",
                failure);
    }

    /** That the log must not be used as it is. */
    static StartException damaged(String how) {
        return new StartException("The log in the database is damaged: " + how
                + ". Nothing was changed. Restore the database from its newest backup.");
    }

    /** The same while it is used. */
    static AppendException.Fatal damage(String how) {
        return new AppendException.Fatal(damaged(how));
    }

    /** Nothing was written, and the sender may try again. */
    static AppendException.Refused refused(String detail, @Nullable Throwable cause) {
        return new AppendException.Refused(
                Problem.of(Kind.OVERLOADED, detail).with("retry_after", RETRY_AFTER_S), cause);
    }

    /** Whether a server that answered says that a transaction was not committed; it says nothing when it goes away. */
    static boolean isRolledBack(Throwable failure) {
        return failure instanceof PgException postgres && "ERROR".equals(postgres.getSeverity());
    }

    /** What a log or an error may say of it: never what was sent. */
    static String text(Throwable failure) {
        return failure instanceof PgException postgres
                ? postgres.getErrorMessage() + " (" + postgres.getSqlState() + ")"
                : String.valueOf(failure.getMessage());
    }

    private static String code(Throwable failure) {
        return failure instanceof PgException postgres && postgres.getSqlState() != null ? postgres.getSqlState() : "";
    }
}
