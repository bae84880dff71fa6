package dev.evident.merkle;

/** A hash that the tree must have is not stored: the store is damaged, or the request went beyond the tree's end. */
public final class MissingHashException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the first hash of the run that could not be read. */
    public MissingHashException(int level, long number) {
        super("The log has no hash number " + number + " at tile level " + level + ".");
    }
}
