package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.Events;
import dev.evident.bus.StoreMessages.Get;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import dev.evident.query.QueryParser;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.List;

/** Events that come in pieces small enough to hold, newest first. Each piece is asked for when the last was sent. */
interface EventSource {
    /** The next events; none when there are no more. */
    Future<List<StoredEvent>> next();

    /** Every event in a range of the log. */
    final class OfRange implements EventSource {
        private final Bus bus;
        private SeqRange left;

        OfRange(Bus bus, SeqRange range) {
            this.bus = bus;
            this.left = range;
        }

        @Override
        public Future<List<StoredEvent>> next() {
            if (left.isEmpty()) {
                return Future.succeededFuture(List.of());
            }
            return bus.request(StoreMessages.PAGE, new Page(left.from(), left.to(), true, QueryParser.MAX_LIMIT))
                    .map(Events::list)
                    .onSuccess(events -> left = new SeqRange(left.from(), events.isEmpty() ? 0 : last(events)));
        }

        private static long last(List<StoredEvent> events) {
            return events.get(events.size() - 1).seq();
        }
    }

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
            return bus.request(StoreMessages.GET, new Get(left))
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
                    SeqRange below = new SeqRange(0, hits.seqs().get(hits.seqs().size() - 1));
                    search = new Search(
                            search.filters(),
                            search.seqFilters(),
                            search.range().intersect(below),
                            search.limit());
                }
                return page.next();
            });
        }
    }
}
