package dev.evident.backup;

/** Told how far a backup or a restore is. May throw to end it; what it has written is removed then. */
@FunctionalInterface
public interface Progress {
    /**
     * How much is done.
     *
     * @param unit what is counted, such as {@code events}
     */
    void show(String unit, long done, long total);
}
