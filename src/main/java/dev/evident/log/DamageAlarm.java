package dev.evident.log;

import dev.evident.event.Problem;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that were read and are not what the log committed to. None of them is served; each raises an alarm, in the
 * log once, in the metric and in the state of the store until the next start. Safe from any thread.
 */
final class DamageAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(DamageAlarm.class);

    /** Positions that are kept, each of which is named in the log. */
    private static final int MAX_KEPT = 1_000;

    private final TreeSet<Long> seqs = new TreeSet<>();
    private int forgedKeys;

    /** The events before the first that is damaged; fails with {@code event-damaged} when there is none before it. */
    Events before(Events read) {
        List<StoredEvent> events = read.list();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).damaged()) {
                raise(events.get(i));
                if (i == 0) {
                    throw Problem.damaged(events.get(0).seq()).exception();
                }
                return new Events(events.subList(0, i));
            }
        }
        return read;
    }

    /** The same events, damaged ones with them. */
    Events with(Events read) {
        for (StoredEvent event : read.list()) {
            if (event.damaged()) {
                raise(event);
            }
        }
        return read;
    }

    /** The event, if it is there; fails with {@code event-damaged} when it is damaged. */
    Optional<StoredEvent> whole(Optional<StoredEvent> read) {
        read.filter(StoredEvent::damaged).ifPresent(event -> {
            raise(event);
            throw Problem.damaged(event.seq()).exception();
        });
        return read;
    }

    /** How many events were found damaged, at most {@value #MAX_KEPT} of them. */
    synchronized int count() {
        return seqs.size();
    }

    /** What to say of the store, for a person; empty when nothing was found. */
    synchronized Optional<String> text() {
        if (seqs.isEmpty()) {
            return forgedKeys == 0
                    ? Optional.empty()
                    : Optional.of(
                            "ALARM: the record names an event for a key that it does not have. Run: evident verify");
        }
        return Optional.of("ALARM: " + (seqs.size() == 1 ? "an event" : seqs.size() + " events")
                + " that somebody wanted to read cannot be given, the first at seq " + seqs.first()
                + ": not what the log committed to. Run: evident verify");
    }

    /** The record says that the event at a position has a key, and it has another or none. */
    synchronized void forgedKey(long seq) {
        if (forgedKeys++ < MAX_KEPT) {
            LOG.error(
                    "ALARM: the record says that the event at {} was sent under a key that it does not have; that is"
                            + " not believed, and the event that was sent is stored",
                    seq);
        }
    }

    private synchronized void raise(StoredEvent event) {
        if (seqs.size() < MAX_KEPT && seqs.add(event.seq())) {
            LOG.error("ALARM: the event at {} is not the one that the log committed to; it is not served", event.seq());
        }
    }
}
