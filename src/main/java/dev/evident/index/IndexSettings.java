package dev.evident.index;

import java.time.Duration;

/**
 * How the index keeps up.
 *
 * @param longestWait how long a question may wait for the index to reach the events acknowledged before it
 * @param commitEvery how often what was indexed is made to survive a crash; after one, so much is indexed again
 * @param queryTimeout how long a question may take in all
 */
public record IndexSettings(Duration longestWait, Duration commitEvery, Duration queryTimeout) {
    /** What serves nearly everyone: wait 5 s, commit every 15 s, answer within 10 s. */
    public static final IndexSettings DEFAULT =
            new IndexSettings(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(10));

    public IndexSettings {
        if (longestWait.toMillis() < 1 || commitEvery.toMillis() < 1 || queryTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("longestWait, commitEvery and queryTimeout must be at least 1 ms");
        }
    }

    /** The default with other limits; no wait at all is taken as the shortest there is. */
    public static IndexSettings of(Duration longestWait, Duration queryTimeout) {
        Duration atLeast = longestWait.isZero() ? Duration.ofMillis(1) : longestWait;
        return new IndexSettings(atLeast, DEFAULT.commitEvery, queryTimeout);
    }
}
