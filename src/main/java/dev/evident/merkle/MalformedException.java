package dev.evident.merkle;

/** A text or path of the log's formats is not written as its specification says. The message says what is wrong. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Shows nothing of the input: it may come from a stranger and be of any kind. */
    public MalformedException(String message) {
        super(message);
    }
}
