package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Timestamps;
import dev.evident.query.AddedFilter;
import dev.evident.query.Axis;
import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.Match.Comparison;
import dev.evident.query.Query;
import dev.evident.query.SeqRange;
import dev.evident.query.TimeRange;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns conditions on time and on what the service added into ranges of positions, which the record finds by its
 * order; conditions on what producers sent stay as they are.
 */
final class Resolver {
    private static final SeqRange NOTHING = new SeqRange(0, 0);

    /** No position has more digits. */
    private static final int MAX_DIGITS = 19;

    private final Bus bus;

    Resolver(Bus bus) {
        this.bus = bus;
    }

    /**
     * The conditions of a query, without its place among pages.
     *
     * @param tenant whose events alone may be seen; null for everybody's
     */
    Future<Conditions> resolve(Query query, @Nullable String tenant) {
        List<FieldFilter> fields = new ArrayList<>(query.fields());
        if (tenant != null) {
            fields.add(FieldFilter.exactly("tenant", tenant));
        }
        Future<Conditions> resolved = query.axis() == Axis.OCCURRED
                ? Future.succeededFuture(new Conditions(
                        fields, query.text(), List.of(), SeqRange.ALL, new TimeRange(query.from(), query.to())))
                : time(query.from(), query.to()).map(range -> new Conditions(fields, query.text(), List.of(), range));
        for (AddedFilter filter : query.added()) {
            resolved = resolved.compose(before -> ranges(filter).map(ranges -> add(before, filter, ranges)));
        }
        return resolved;
    }

    private static Conditions add(Conditions before, AddedFilter filter, List<SeqRange> ranges) {
        if (filter.negated() || ranges.size() > 1) {
            List<SeqFilter> filters = new ArrayList<>(before.seqFilters());
            filters.add(new SeqFilter(filter.negated(), ranges));
            return new Conditions(before.filters(), before.text(), filters, before.range(), before.occurred());
        }
        return before.within(ranges.isEmpty() ? NOTHING : ranges.get(0));
    }

    private Future<List<SeqRange>> ranges(AddedFilter filter) {
        Future<List<SeqRange>> ranges = Future.succeededFuture(List.of());
        for (Match match : filter.matches()) {
            ranges = ranges.compose(before -> range(filter.field(), match).map(range -> {
                List<SeqRange> all = new ArrayList<>(before);
                if (!range.isEmpty()) {
                    all.add(range);
                }
                return all;
            }));
        }
        return ranges;
    }

    private Future<SeqRange> range(String field, Match match) {
        if (match instanceof Match.Exact exact) {
            return switch (field) {
                case "id" -> id(UUID.fromString(exact.value()));
                case "seq" -> Future.succeededFuture(SeqRange.of(Long.parseLong(exact.value())));
                default -> {
                    long micros =
                            Timestamps.micros(Timestamps.parse(exact.value()).orElseThrow());
                    yield time(micros, micros + 1);
                }
            };
        }
        if (match instanceof Match.NumberRange number) {
            return Future.succeededFuture(positions(number.comparison(), near(number.bound())));
        }
        if (match instanceof Match.TimeRange time) {
            return times(time.comparison(), time.micros());
        }
        return Future.succeededFuture(SeqRange.ALL);
    }

    private Future<SeqRange> id(UUID id) {
        return bus.request(StoreMessages.FIND, id)
                .map(found -> found.map(event -> SeqRange.of(event.seq())).orElse(NOTHING));
    }

    /** Stands to every position as the number does, and has few digits: 1e999999 would have a million. */
    private static BigDecimal near(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        if (digits >= 0 && digits <= MAX_DIGITS) {
            return number;
        }
        BigDecimal far = digits < 0 ? new BigDecimal("0.5") : BigDecimal.valueOf(Long.MAX_VALUE);
        return far.multiply(BigDecimal.valueOf(number.signum()));
    }

    private static SeqRange positions(Comparison comparison, BigDecimal bound) {
        return switch (comparison) {
            case LESS -> new SeqRange(0, position(bound, RoundingMode.CEILING));
            case AT_MOST -> new SeqRange(0, position(bound.add(BigDecimal.ONE), RoundingMode.FLOOR));
            case GREATER -> new SeqRange(position(bound.add(BigDecimal.ONE), RoundingMode.FLOOR), Long.MAX_VALUE);
            case AT_LEAST -> new SeqRange(position(bound, RoundingMode.CEILING), Long.MAX_VALUE);
        };
    }

    private static long position(BigDecimal number, RoundingMode rounding) {
        BigDecimal within = number.max(BigDecimal.ZERO).min(BigDecimal.valueOf(Long.MAX_VALUE));
        return within.setScale(0, rounding).longValue();
    }

    private Future<SeqRange> times(Comparison comparison, long micros) {
        return switch (comparison) {
            case LESS -> time(null, micros);
            case AT_MOST -> time(null, micros + 1);
            case GREATER -> time(micros + 1, null);
            case AT_LEAST -> time(micros, null);
        };
    }

    /** Positions from one time (inclusive) to another (exclusive), in microseconds since the epoch. */
    private Future<SeqRange> time(@Nullable Long from, @Nullable Long to) {
        Future<Long> first = from == null ? Future.succeededFuture(0L) : bus.request(StoreMessages.POSITION, from);
        Future<Long> end =
                to == null ? Future.succeededFuture(Long.MAX_VALUE) : bus.request(StoreMessages.POSITION, to);
        return first.compose(start -> end.map(stop -> new SeqRange(start, stop)));
    }
}
