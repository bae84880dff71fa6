package dev.evident.event;

/** Carries a {@link Problem} to the one place that responds with it. Without stack trace: it is a response, not a defect. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What to respond with. */
    public Problem problem() {
        return problem;
    }
}
