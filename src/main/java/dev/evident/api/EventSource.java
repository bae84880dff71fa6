package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Page;
import dev.evident.query.QueryParser;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events that come in pieces small enough to hold. Each piece is asked for when the last was sent. */
interface EventSource {
    /** The next events; none when there are no more. */
    Future<List<StoredEvent>> next();

    /** What is left of a range after the event at {@code seq}. */
    static SeqRange after(SeqRange range, long seq, boolean oldestFirst) {
        return range.intersect(oldestFirst ? new SeqRange(seq + 1, Long.MAX_VALUE) : new SeqRange(0, seq));
    }

    /** Every event in a range of the log. */
    final class OfRange implements EventSource {
        private final Bus bus;
        private final boolean oldestFirst;
        private SeqRange left;

        OfRange(Bus bus, SeqRange range, boolean oldestFirst) {
            this.bus = bus;
            this.left = range;
            this.oldestFirst = oldestFirst;
        }

        @Override
        public Future<List<StoredEvent>> next() {
            if (left.isEmpty()) {
                return Future.succeededFuture(List.of());
            }
            Page page = new Page(left.from(), left.to(), !oldestFirst, PIECE);
            return bus.request(StoreMessages.PAGE, page)
                    .map(Events::list)
                    .onSuccess(events ->
                            left = events.isEmpty() ? new SeqRange(0, 0) : after(left, last(events), oldestFirst));
        }

        private static long last(List<StoredEvent> events) {
            return events.get(events.size() - 1).seq();
        }
    }

    /** Events in one piece at most; the store bounds it in bytes besides. */
    int PIECE = QueryParser.MAX_LIMIT;

    /** Positions in one result of a search. */
    int FOUND = 5 * PIECE;

    /** The events at given positions. */
    final class OfPositions implements EventSource {
        private final Bus bus;
        private List<Long> left;

        OfPositions(Bus bus, List<Long> positions) {
            this.bus = bus;
            this.left = positions;
        }

        @Override
        public Future<List<StoredEvent>> next() {
            if (left.isEmpty()) {
                return Future.succeededFuture(List.of());
            }
            return bus.request(StoreMessages.GET, new Get(left.subList(0, Math.min(PIECE, left.size()))))
                    .map(Events::list)
                    .onSuccess(
                            events -> left = events.isEmpty() ? List.of() : left.subList(events.size(), left.size()));
        }
    }

    /** Every match of a search, found page by page. */
    final class OfSearch implements EventSource {
        private final Bus bus;
        private Search search;
        private EventSource page;
        private boolean more = true;

        OfSearch(Bus bus, Search search) {
            this.bus = bus;
            this.search = search;
            this.page = new OfPositions(bus, List.of());
        }

        @Override
        public Future<List<StoredEvent>> next() {
            return page.next()
                    .compose(events -> events.isEmpty() && more ? nextPage() : Future.succeededFuture(events));
        }

        private Future<List<StoredEvent>> nextPage() {
            return bus.request(IndexMessages.SEARCH, search).compose(hits -> {
                more = hits.more();
                page = new OfPositions(bus, hits.seqs());
                if (more) {
                    search = search.next(hits);
                }
                return page.next();
            });
        }
    }

    /** Events that are here already, and then the others. */
    final class StartingWith implements EventSource {
        private @Nullable List<StoredEvent> first;
        private final EventSource rest;

        StartingWith(List<StoredEvent> first, EventSource rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public Future<List<StoredEvent>> next() {
            List<StoredEvent> here = first;
            first = null;
            return here == null ? rest.next() : Future.succeededFuture(here);
        }
    }
}
