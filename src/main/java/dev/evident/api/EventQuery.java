package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.query.AddedFilter;
import dev.evident.query.Cursor;
import dev.evident.query.FieldFilter;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a query into a page of events. Conditions on time and on what the service added become ranges of positions,
 * which the record answers from its order; only conditions on what producers sent need the index.
 */
final class EventQuery {
    private final Bus bus;

    EventQuery(Bus bus) {
        this.bus = bus;
    }

    /**
     * Events to send.
     *
     * @param next where the next page begins, if there is one
     */
    record Result(EventSource events, Optional<Cursor> next) {}

    /** What a query came down to. */
    private record Resolved(SeqRange range, List<SeqFilter> seqFilters) {}

    /**
     * Runs the query.
     *
     * @param limit events in the page; 0 for all of them
     * @param tenant whose events alone may be seen; null for everybody's
     */
    Future<Result> run(Query query, int limit, @Nullable String tenant) {
        List<FieldFilter> fields = new ArrayList<>(query.fields());
        if (tenant != null) {
            fields.add(new FieldFilter(List.of("tenant"), false, List.of(tenant)));
        }
        return resolve(query).compose(resolved -> {
            if (resolved.range.isEmpty()) {
                return Future.succeededFuture(all(new EventSource.OfRange(bus, resolved.range)));
            }
            return fields.isEmpty() && resolved.seqFilters.isEmpty()
                    ? page(resolved.range, limit, query.fingerprint())
                    : search(fields, resolved, limit, query.fingerprint());
        });
    }

    /** One event, if the caller may see it. */
    Future<Optional<StoredEvent>> find(UUID id, @Nullable String tenant) {
        return bus.request(StoreMessages.FIND, id).compose(found -> {
            if (found.isEmpty() || tenant == null) {
                return Future.succeededFuture(found);
            }
            FieldFilter own = new FieldFilter(List.of("tenant"), false, List.of(tenant));
            Search search =
                    new Search(List.of(own), List.of(), SeqRange.of(found.get().seq()), 1);
            return bus.request(IndexMessages.SEARCH, search)
                    .map(hits -> found.filter(event -> !hits.seqs().isEmpty()));
        });
    }

    private Future<Result> page(SeqRange range, int limit, long fingerprint) {
        if (limit == 0) {
            return Future.succeededFuture(all(new EventSource.OfRange(bus, range)));
        }
        return bus.request(StoreMessages.PAGE, new Page(range.from(), range.to(), true, limit))
                .map(first -> {
                    if (first.list().isEmpty()) {
                        return all(new EventSource.OfRange(bus, new SeqRange(0, 0)));
                    }
                    long top = first.list().get(0).seq();
                    long bottom = Math.max(range.from(), top - limit + 1);
                    long last = first.list().get(first.list().size() - 1).seq();
                    EventSource rest = new EventSource.OfRange(bus, new SeqRange(bottom, last));
                    return new Result(
                            new StartingWith(first.list(), rest),
                            bottom > range.from() ? Optional.of(new Cursor(bottom, fingerprint)) : Optional.empty());
                });
    }

    private Future<Result> search(List<FieldFilter> fields, Resolved resolved, int limit, long fingerprint) {
        int size = limit == 0 ? QueryParser.MAX_LIMIT : limit;
        Search search = new Search(fields, resolved.seqFilters, resolved.range, size);
        if (limit == 0) {
            return Future.succeededFuture(all(new EventSource.OfSearch(bus, search)));
        }
        return bus.request(IndexMessages.SEARCH, search).map(hits -> {
            List<Long> seqs = hits.seqs();
            Optional<Cursor> next =
                    hits.more() ? Optional.of(new Cursor(seqs.get(seqs.size() - 1), fingerprint)) : Optional.empty();
            return new Result(new EventSource.OfPositions(bus, seqs), next);
        });
    }

    private static Result all(EventSource events) {
        return new Result(events, Optional.empty());
    }

    private Future<Resolved> resolve(Query query) {
        SeqRange below = new SeqRange(0, query.below().orElse(Long.MAX_VALUE));
        return time(query.from(), query.to()).compose(range -> {
            Future<Resolved> resolved = Future.succeededFuture(new Resolved(range.intersect(below), List.of()));
            for (AddedFilter filter : query.added()) {
                resolved = resolved.compose(before -> ranges(filter).map(ranges -> add(before, filter, ranges)));
            }
            return resolved;
        });
    }

    private static Resolved add(Resolved before, AddedFilter filter, List<SeqRange> ranges) {
        if (filter.negated() || ranges.size() > 1) {
            List<SeqFilter> filters = new ArrayList<>(before.seqFilters);
            filters.add(new SeqFilter(filter.negated(), ranges));
            return new Resolved(before.range, filters);
        }
        SeqRange only = ranges.isEmpty() ? new SeqRange(0, 0) : ranges.get(0);
        return new Resolved(before.range.intersect(only), before.seqFilters);
    }

    private Future<SeqRange> time(@Nullable Long from, @Nullable Long to) {
        Future<Long> first = from == null ? Future.succeededFuture(0L) : bus.request(StoreMessages.POSITION, from);
        return first.compose(
                start -> (to == null ? Future.succeededFuture(Long.MAX_VALUE) : bus.request(StoreMessages.POSITION, to))
                        .map(end -> new SeqRange(start, end)));
    }

    private Future<List<SeqRange>> ranges(AddedFilter filter) {
        Future<List<SeqRange>> ranges = Future.succeededFuture(List.of());
        for (String value : filter.values()) {
            ranges = ranges.compose(before -> range(filter.field(), value).map(range -> {
                List<SeqRange> all = new ArrayList<>(before);
                if (!range.isEmpty()) {
                    all.add(range);
                }
                return all;
            }));
        }
        return ranges;
    }

    private Future<SeqRange> range(String field, String value) {
        return switch (field) {
            case "id" ->
                bus.request(StoreMessages.FIND, UUID.fromString(value))
                        .map(found ->
                                found.map(event -> SeqRange.of(event.seq())).orElse(new SeqRange(0, 0)));
            case "seq" -> Future.succeededFuture(SeqRange.of(Long.parseLong(value)));
            default -> {
                long micros = Timestamps.micros(Timestamps.parse(value).orElseThrow());
                yield time(micros, micros + 1);
            }
        };
    }

    /** Events that are here already, and then the others. */
    private static final class StartingWith implements EventSource {
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
