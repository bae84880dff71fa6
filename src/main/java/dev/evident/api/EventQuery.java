package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.StoreMessages;
import dev.evident.event.StoredEvent;
import dev.evident.log.message.Events;
import dev.evident.log.message.Page;
import dev.evident.query.Axis;
import dev.evident.query.Cursor;
import dev.evident.query.Query;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the events of a query: in the record when it asks for a range of the log alone, else by the index. */
final class EventQuery {
    private final Bus bus;
    private final Resolver resolver;
    private final UnknownFields unknown;

    EventQuery(Bus bus) {
        this.bus = bus;
        this.resolver = new Resolver(bus);
        this.unknown = new UnknownFields(bus);
    }

    /**
     * Events to send.
     *
     * @param next where the next page begins, if there is one
     * @param count how many events there are, if that is known
     */
    record Result(EventSource events, Optional<Cursor> next, OptionalLong count) {}

    /**
     * Runs the query on the log as it is now: a response that takes long does not grow with the log.
     *
     * @param limit events in the page; 0 for all of them
     * @param tenant whose events alone may be seen; null for everybody's
     * @param within positions that may be among them
     */
    Future<Result> run(Query query, int limit, @Nullable String tenant, SeqRange within, Cancellation cancellation) {
        return resolver.resolve(query, tenant).compose(resolved -> {
            Conditions conditions = resolved.within(query.left()).within(within);
            if (conditions.range().isEmpty()) {
                return Future.succeededFuture(nothing());
            }
            if (limit == 0) {
                return size().map(size -> all(query, conditions.within(new SeqRange(0, size)), cancellation));
            }
            if (query.axis() == Axis.OCCURRED) {
                return byOccurrence(query, conditions, limit, cancellation);
            }
            return conditions.onlyRange()
                    ? page(query, conditions.range(), limit)
                    : byPosition(query, conditions, limit, cancellation);
        });
    }

    /**
     * The fields that the query filters on and no event has that the caller may see, as filters write them.
     *
     * @param found whether an event is known to match
     */
    Future<List<String>> unknownFields(Query query, boolean found, @Nullable String tenant, Cancellation cancellation) {
        return unknown.among(query.fields(), found, tenant, cancellation);
    }

    /** How many events the log holds. */
    Future<Long> size() {
        return bus.request(StoreMessages.PAGE_AS_STORED, new Page(0, Long.MAX_VALUE, true, 1))
                .map(newest ->
                        newest.list().isEmpty() ? 0 : newest.list().get(0).seq() + 1);
    }

    /** The conditions of a query, without its place among pages. */
    Future<Conditions> conditions(Query query, @Nullable String tenant) {
        return resolver.resolve(query, tenant);
    }

    /** One event, if the caller may see it. Needs no index. */
    Future<Optional<StoredEvent>> find(UUID id, @Nullable String tenant) {
        return bus.request(StoreMessages.FIND, id)
                .map(found -> found.filter(
                        event -> tenant == null || tenant.equals(event.header().tenant())));
    }

    private Future<Result> page(Query query, SeqRange range, int limit) {
        return query.oldestFirst() ? oldest(query, range, limit) : newest(query, range, limit);
    }

    /** The log has no gaps, so the first piece tells where the page ends. */
    private Future<Result> newest(Query query, SeqRange range, int limit) {
        return bus.request(StoreMessages.PAGE, new Page(range.from(), range.to(), true, limit))
                .map(Events::list)
                .map(first -> {
                    if (first.isEmpty()) {
                        return nothing();
                    }
                    long bottom = Math.max(range.from(), first.get(0).seq() - limit + 1);
                    long last = first.get(first.size() - 1).seq();
                    EventSource rest = new EventSource.OfRange(bus, new SeqRange(bottom, last), false);
                    return new Result(
                            new EventSource.StartingWith(first, rest),
                            bottom > range.from() ? Optional.of(query.after(bottom)) : Optional.empty(),
                            OptionalLong.of(first.get(0).seq() + 1 - bottom));
                });
    }

    private Future<Result> oldest(Query query, SeqRange range, int limit) {
        return size().map(size -> {
            long end = Math.max(range.from(), Math.min(range.to(), size));
            long stop = Math.min(end, range.from() + limit);
            return new Result(
                    new EventSource.OfRange(bus, new SeqRange(range.from(), stop), true),
                    stop < end ? Optional.of(query.after(stop - 1)) : Optional.empty(),
                    OptionalLong.of(stop - range.from()));
        });
    }

    private Future<Result> byPosition(Query query, Conditions conditions, int limit, Cancellation cancellation) {
        Search search = search(query, conditions, limit, cancellation);
        return bus.request(IndexMessages.SEARCH, search).map(hits -> {
            List<Long> seqs = hits.seqs();
            Optional<Cursor> next =
                    hits.more() ? Optional.of(query.after(seqs.get(seqs.size() - 1))) : Optional.empty();
            return new Result(new EventSource.OfPositions(bus, seqs), next, OptionalLong.of(seqs.size()));
        });
    }

    /** Among the events that were in the log when the first page was asked for. */
    private Future<Result> byOccurrence(Query query, Conditions conditions, int limit, Cancellation cancellation) {
        Cursor cursor = query.cursor();
        Future<Long> head =
                cursor == null ? size() : Future.succeededFuture(query.left().to());
        return head.compose(size -> {
            Search search = search(query, conditions.within(new SeqRange(0, size)), limit, cancellation);
            return bus.request(IndexMessages.SEARCH, search).map(hits -> {
                Optional<Cursor> next =
                        hits.more() ? hits.last().map(last -> query.after(last, size)) : Optional.empty();
                return new Result(
                        new EventSource.OfPositions(bus, hits.seqs()),
                        next,
                        OptionalLong.of(hits.seqs().size()));
            });
        });
    }

    private static Search search(Query query, Conditions conditions, int limit, Cancellation cancellation) {
        return new Search(conditions, query.axis(), query.place(), query.oldestFirst(), limit, cancellation);
    }

    private Result all(Query query, Conditions conditions, Cancellation cancellation) {
        SeqRange range = conditions.range();
        if (range.isEmpty()) {
            return nothing();
        }
        if (conditions.onlyRange() && query.axis() == Axis.RECORDED) {
            return new Result(
                    new EventSource.OfRange(bus, range, query.oldestFirst()),
                    Optional.empty(),
                    OptionalLong.of(range.to() - range.from()));
        }
        Search search = search(query, conditions, EventSource.FOUND, cancellation);
        return new Result(new EventSource.OfSearch(bus, search), Optional.empty(), OptionalLong.empty());
    }

    private Result nothing() {
        return new Result(new EventSource.OfPositions(bus, List.of()), Optional.empty(), OptionalLong.of(0));
    }
}
