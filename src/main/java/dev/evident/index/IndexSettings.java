package dev.evident.index;

import java.time.Duration;

/**
 * How the index keeps up.
 *
 * @param longestWait how long a question may wait for the index to reach the events acknowledged before it
 * @param commitEvery how often what was indexed is made to survive a crash; after one, so much is indexed again
 */
public record IndexSettings(Duration longestWait, Duration commitEvery) {
    /** What serves nearly everyone: wait 5 s, commit every 15 s. */
    public static final IndexSettings DEFAULT = new IndexSettings(Duration.ofSeconds(5), Duration.ofSeconds(15));

    public IndexSettings {
        if (longestWait.toMillis() < 1 || commitEvery.toMillis() < 1) {
            throw new IllegalArgumentException("longestWait and commitEvery must be at least 1 ms");
        }
    }

    /** The default with another wait; none at all is taken as the shortest there is. */
    public static IndexSettings waiting(Duration longestWait) {
        Duration atLeast = longestWait.isZero() ? Duration.ofMillis(1) : longestWait;
        return new IndexSettings(atLeast, DEFAULT.commitEvery);
    }
}
