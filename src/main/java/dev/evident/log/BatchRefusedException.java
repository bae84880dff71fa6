package dev.evident.log;

import dev.evident.event.Problem;
import org.jspecify.annotations.Nullable;

/** A batch was not written and the record is as it was before. */
public final class BatchRefusedException extends RuntimeException {
    private final transient Problem problem;

    /**
     * With the answer for those who wait.
     *
     * @param cause what the database said, if it was asked
     */
    public BatchRefusedException(Problem problem, @Nullable Throwable cause) {
        super(problem.detail(), cause);
        this.problem = problem;
    }

    /** What to answer. */
    public Problem problem() {
        return problem;
    }
}
