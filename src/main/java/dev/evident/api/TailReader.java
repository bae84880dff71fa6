package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Page;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.List;

/** Reads what matches in a stretch of the log, the oldest first and a bounded piece at a time. */
final class TailReader {
    private static final int PIECE = 500;

    private final Bus bus;
    private final Conditions conditions;
    private final Cancellation cancellation;
    private final Slots.Slot slot;

    /** @param slot is kept while a read is under way */
    TailReader(Bus bus, Conditions conditions, Cancellation cancellation, Slots.Slot slot) {
        this.bus = bus;
        this.conditions = conditions;
        this.cancellation = cancellation;
        this.slot = slot;
    }

    /**
     * Some of the matches.
     *
     * @param next the position up to which all of them are here
     */
    record Piece(List<StoredEvent> events, long next) {}

    /** The first matches from one position (inclusive) to another (exclusive). */
    Future<Piece> read(SeqRange stretch) {
        Conditions left = conditions.within(stretch);
        if (left.range().isEmpty()) {
            return Future.succeededFuture(new Piece(List.of(), stretch.to()));
        }
        return slot.during(left.onlyRange() ? page(left.range(), stretch.to()) : search(left, stretch.to()));
    }

    private Future<Piece> page(SeqRange range, long end) {
        return bus.request(StoreMessages.PAGE, new Page(range.from(), range.to(), false, PIECE))
                .map(Events::list)
                .map(events -> {
                    long next = events.isEmpty() ? range.to() : after(events);
                    return new Piece(events, next < range.to() ? next : end);
                });
    }

    private Future<Piece> search(Conditions left, long end) {
        return bus.request(IndexMessages.SEARCH, new Search(left, true, PIECE, cancellation))
                .compose(hits -> {
                    List<Long> seqs = hits.seqs();
                    if (seqs.isEmpty()) {
                        return Future.succeededFuture(new Piece(List.of(), end));
                    }
                    return bus.request(StoreMessages.GET, new Get(seqs))
                            .map(Events::list)
                            .map(events -> new Piece(
                                    events, events.size() < seqs.size() || hits.more() ? after(events) : end));
                });
    }

    private static long after(List<StoredEvent> events) {
        return events.get(events.size() - 1).seq() + 1;
    }
}
