package dev.evident.verify;

/** It cannot be told whether anything was changed: something is missing, or not what it was said to be. */
public final class CannotCheckException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With one line for a person. */
    public CannotCheckException(String message) {
        super(message);
    }
}
