package dev.evident.codec;

/** What is stored of a body is not what a codec wrote. */
public final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    /** One whose message says what is wrong, and nothing of the content. */
    public DamagedException(String message) {
        super(message);
    }
}
