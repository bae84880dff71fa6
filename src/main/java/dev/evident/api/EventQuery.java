package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import dev.evident.query.Cursor;
import dev.evident.query.FieldFilter;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers a query with events: from the record when a range of the log is all that is asked for, else by the index. */
final class EventQuery {
    private final Bus bus;
    private final Resolver resolver;

    EventQuery(Bus bus) {
        this.bus = bus;
        this.resolver = new Resolver(bus);
    }

    /**
     * Events to send.
     *
     * @param next where the next page begins, if there is one
     */
    record Result(EventSource events, Optional<Cursor> next) {}

    /**
     * Runs the query.
     *
     * @param limit events in the page; 0 for all of them
     * @param tenant whose events alone may be seen; null for everybody's
     */
    Future<Result> run(Query query, int limit, @Nullable String tenant, Cancellation cancellation) {
        return resolver.resolve(query, tenant).compose(resolved -> {
            Conditions conditions = resolved.within(query.left());
            if (conditions.range().isEmpty()) {
                return Future.succeededFuture(all(new EventSource.OfPositions(bus, List.of())));
            }
            return conditions.onlyRange()
                    ? page(query, conditions.range(), limit)
                    : search(query, conditions, limit, cancellation);
        });
    }

    /** One event, if the caller may see it. */
    Future<Optional<StoredEvent>> find(UUID id, @Nullable String tenant, Cancellation cancellation) {
        return bus.request(StoreMessages.FIND, id).compose(found -> {
            if (found.isEmpty() || tenant == null) {
                return Future.succeededFuture(found);
            }
            Conditions own = new Conditions(
                    List.of(FieldFilter.exactly("tenant", tenant)),
                    List.of(),
                    List.of(),
                    SeqRange.of(found.get().seq()));
            return bus.request(IndexMessages.SEARCH, new Search(own, false, 1, cancellation))
                    .map(hits -> found.filter(event -> !hits.seqs().isEmpty()));
        });
    }

    private Future<Result> page(Query query, SeqRange range, int limit) {
        return query.oldestFirst() ? oldest(query, range, limit) : newest(query, range, limit);
    }

    /** The log has no gaps, so the first piece tells where the page ends. */
    private Future<Result> newest(Query query, SeqRange range, int limit) {
        if (limit == 0) {
            return Future.succeededFuture(all(new EventSource.OfRange(bus, range, false)));
        }
        return bus.request(StoreMessages.PAGE, new Page(range.from(), range.to(), true, limit))
                .map(StoreMessages.Events::list)
                .map(first -> {
                    if (first.isEmpty()) {
                        return all(new EventSource.OfPositions(bus, List.of()));
                    }
                    long bottom = Math.max(range.from(), first.get(0).seq() - limit + 1);
                    long last = first.get(first.size() - 1).seq();
                    EventSource rest = new EventSource.OfRange(bus, new SeqRange(bottom, last), false);
                    return new Result(
                            new EventSource.StartingWith(first, rest),
                            bottom > range.from() ? Optional.of(cursor(query, bottom)) : Optional.empty());
                });
    }

    /** Ends where the log ends now, so that an answer that takes long does not grow with it. */
    private Future<Result> oldest(Query query, SeqRange range, int limit) {
        return bus.request(StoreMessages.PAGE, new Page(range.from(), range.to(), true, 1))
                .map(newest -> {
                    long end = newest.list().isEmpty()
                            ? range.from()
                            : newest.list().get(0).seq() + 1;
                    long stop = limit == 0 ? end : Math.min(end, range.from() + limit);
                    EventSource events = new EventSource.OfRange(bus, new SeqRange(range.from(), stop), true);
                    return new Result(events, stop < end ? Optional.of(cursor(query, stop - 1)) : Optional.empty());
                });
    }

    private Future<Result> search(Query query, Conditions conditions, int limit, Cancellation cancellation) {
        int size = limit == 0 ? QueryParser.MAX_LIMIT : limit;
        Search search = new Search(conditions, query.oldestFirst(), size, cancellation);
        if (limit == 0) {
            return Future.succeededFuture(all(new EventSource.OfSearch(bus, search)));
        }
        return bus.request(IndexMessages.SEARCH, search).map(hits -> {
            List<Long> seqs = hits.seqs();
            Optional<Cursor> next =
                    hits.more() ? Optional.of(cursor(query, seqs.get(seqs.size() - 1))) : Optional.empty();
            return new Result(new EventSource.OfPositions(bus, seqs), next);
        });
    }

    private static Cursor cursor(Query query, long last) {
        return new Cursor(query.oldestFirst() ? last + 1 : last, query.fingerprint());
    }

    private static Result all(EventSource events) {
        return new Result(events, Optional.empty());
    }
}
