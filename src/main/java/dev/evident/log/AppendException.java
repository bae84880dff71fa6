package dev.evident.log;

import dev.evident.event.Problem;
import org.jspecify.annotations.Nullable;

/** Why an append failed, by what is known of the log afterwards. */
public abstract sealed class AppendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private AppendException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Nothing was written: the log is as it was, and the next append may be tried. */
    public static sealed class Refused extends AppendException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        /** With what the sender is told. */
        public Refused(Problem problem, @Nullable Throwable cause) {
            super(problem.detail(), cause);
            this.problem = problem;
        }

        /** What the sender is told. */
        public Problem problem() {
            return problem;
        }
    }

    /** Nothing was written, since an event has the id of another one, of the log or of the same batch. */
    public static final class IdTaken extends Refused {
        private static final long serialVersionUID = 1;

        /** With what the store said. */
        public IdTaken(Throwable cause) {
            super(
                    Problem.of(
                            Problem.Kind.DEDUP_CONFLICT, "An event has the id of another event; nothing was stored."),
                    cause);
        }
    }

    /**
     * It cannot be told whether the batch was committed, since the connection to the store was lost and could not be made
     * again in time. The log is whole, and the next append may be tried. Never of SQLite.
     */
    public static final class Unknown extends AppendException {
        private static final long serialVersionUID = 1;

        /** With the last failure. */
        public Unknown(Throwable cause) {
            super("whether the batch was committed is not known: " + cause.getMessage(), cause);
        }
    }

    /** The store has failed, such as by a failed fsync: nothing may be acknowledged any more, and the process must end. */
    public static final class Fatal extends AppendException {
        private static final long serialVersionUID = 1;

        /** With what failed. */
        public Fatal(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
