package dev.evident.log;

import dev.evident.event.DedupKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives positions, times and leaves to what is new, while the log's lock is held. Pure: it may run again with another end
 * of the log.
 *
 * @param <R> what is decided, for those who wait
 */
public interface Sequencer<R> {
    /** The keys to look up, ascending; none when nothing has a key. */
    List<DedupKey> keys();

    /** How long a key is remembered, in microseconds. */
    long windowMicros();

    /** Positions of events found for a key whose content has to be read, to see whether they have it. */
    Set<Long> doubtful(List<KnownEvent> found);

    /**
     * Decides.
     *
     * @param end where the log ends
     * @param now the time of what is appended, in microseconds since the epoch; not before {@code end.micros()}
     * @param found the events of the log with one of the keys, not older than the window
     * @param read the key that each of the doubtful ones has; those that could not be read are left out
     */
    Sequenced<R> sequence(LogEnd end, long now, List<KnownEvent> found, Map<Long, Optional<DedupKey>> read);
}
