package dev.evident.index;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Header;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Page;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the index needs to know of the record, asked over the bus. Every answer fails when the store cannot give it. */
final class RecordReader {
    /** The store bounds an answer in bytes besides. */
    private static final int PAGE_EVENTS = 2_000;

    private static final int MAX_LOGGED = 20;
    private static final byte[] NO_BODY = {};
    private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

    private int logged;

    private final Bus bus;

    RecordReader(Bus bus) {
        this.bus = bus;
    }

    /** The number of events. */
    Future<Long> size() {
        return bus.request(StoreMessages.PAGE_AS_STORED, new Page(0, Long.MAX_VALUE, true, 1))
                .map(events ->
                        events.list().isEmpty() ? 0 : events.list().get(0).seq() + 1);
    }

    private Future<Optional<UUID>> id(long seq) {
        return bus.request(StoreMessages.PAGE_AS_STORED, new Page(seq, seq + 1, false, 1))
                .map(events -> events.list().stream().map(StoredEvent::id).findFirst());
    }

    /**
     * Why an index cannot have been made from this record, or empty when it can.
     *
     * @param size the number of events in the record
     * @param indexed the number of events in the index
     * @param lastId the id of the last of them
     */
    Future<Optional<String>> objection(long size, long indexed, Optional<UUID> lastId) {
        if (indexed == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        if (indexed > size) {
            return Future.succeededFuture(Optional.of("it holds " + indexed + " events, the record " + size));
        }
        return id(indexed - 1)
                .map(id -> id.isPresent() && id.equals(lastId)
                        ? Optional.empty()
                        : Optional.of("it was made from another record"));
    }

    /** The events from one position on, at least one of them, without a gap. */
    Future<List<StoredEvent>> page(long from, long to) {
        return bus.request(StoreMessages.PAGE_AS_STORED, new Page(from, to, false, PAGE_EVENTS))
                .map(events -> {
                    long expected = from;
                    for (StoredEvent event : events.list()) {
                        if (event.seq() != expected++) {
                            throw new IllegalStateException("the record answered with event " + event.seq() + " where "
                                    + (expected - 1) + " was asked for");
                        }
                    }
                    if (events.list().isEmpty()) {
                        throw new IllegalStateException("the record has no event " + from);
                    }
                    return withoutDamaged(events.list());
                });
    }

    /**
     * A damaged event keeps its place and loses everything else: what somebody forged must not be found, counted or shown
     * in a facet, and one event must not keep the others from being searched.
     */
    private List<StoredEvent> withoutDamaged(List<StoredEvent> events) {
        if (events.stream().noneMatch(StoredEvent::damaged)) {
            return events;
        }
        return events.stream()
                .map(event -> event.damaged() ? nothing(event) : event)
                .toList();
    }

    private StoredEvent nothing(StoredEvent event) {
        if (logged++ < MAX_LOGGED) {
            LOG.error(
                    "The event at {} is damaged and cannot be found by its content. Put the record right, then make the"
                            + " index anew: evident reindex",
                    event.seq());
        }
        return new StoredEvent(event.seq(), event.id(), event.micros(), new byte[0], Header.PLAIN, NO_BODY, null, true);
    }
}
