package dev.evident.http;

import dev.evident.event.Problem;

/** A request head that is refused, and why. It costs no stack trace, since a stranger decides how many there are. */
final class HeadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    HeadException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
