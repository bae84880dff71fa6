package dev.evident.verify;

import java.util.OptionalLong;

/** It cannot be told whether anything was changed: something is missing, or not what it was said to be. */
public final class CannotCheckException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final long NONE = -1;

    private final long damaged;

    /** With one line for a person. */
    public CannotCheckException(String message) {
        this(message, NONE);
    }

    private CannotCheckException(String message, long damaged) {
        super(message);
        this.damaged = damaged;
    }

    /** That a service does not hand out an event since, it says itself, its log committed to something else. */
    static CannotCheckException damaged(String message, long seq) {
        return new CannotCheckException(message, seq);
    }

    /** The position of an event that the service says is damaged. */
    OptionalLong damaged() {
        return damaged < 0 ? OptionalLong.empty() : OptionalLong.of(damaged);
    }
}
