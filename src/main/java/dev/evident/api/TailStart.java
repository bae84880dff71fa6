package dev.evident.api;

import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.query.AddedFilter;
import dev.evident.query.Axis;
import dev.evident.query.Match;
import dev.evident.query.Match.Comparison;
import dev.evident.query.Query;
import dev.evident.query.RawQuery;
import dev.evident.query.ReservedNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a live tail may ask for, and where it begins. */
final class TailStart {
    /** The header by which a reader says which event came last. */
    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final int POSITION_DIGITS = 18;

    private TailStart() {}

    /**
     * Refuses what a live tail cannot do: it has no pages, no end and one order, and what its conditions mean may not
     * depend on when they are looked at.
     *
     * @param rawQuery null when there is none
     * @param nowMicros microseconds since the epoch
     */
    static void check(Query query, @Nullable String rawQuery, long nowMicros) {
        refuse("limit", query.limit().isPresent());
        refuse("cursor", query.cursor() != null);
        refuse("to", query.to() != null);
        refuse("axis", query.axis() != Axis.RECORDED);
        refuse("order", RawQuery.without("order", rawQuery).value().equals(Optional.of("desc")));
        Long from = query.from();
        refuse("from", from != null && from > nowMicros);
        for (AddedFilter filter : query.added()) {
            refuse("timestamp", filter.field().equals("timestamp") && !isPast(filter, nowMicros));
        }
    }

    /** What the header says, or null without one; two of them are refused, since either could be the reader's place. */
    static @Nullable String lastEventId(List<String> sent) {
        if (sent.size() > 1) {
            throw Problem.of(Kind.INVALID_PARAMETER, LAST_EVENT_ID + " is there more than once.")
                    .with("field", LAST_EVENT_ID)
                    .exception();
        }
        return sent.isEmpty() ? null : sent.get(0);
    }

    /**
     * The position of the first event that may come.
     *
     * @param lastEventId null when the reader begins
     * @param size of the log
     */
    static long position(Query query, Conditions conditions, @Nullable String lastEventId, long size) {
        if (lastEventId != null) {
            long number = Parts.number(lastEventId, POSITION_DIGITS);
            long last = number >= 0 || lastEventId.equals("-1") ? number : Long.MAX_VALUE;
            if (last >= size) {
                throw Problem.of(
                                Kind.INVALID_PARAMETER,
                                LAST_EVENT_ID + " is not the position of an event of this log, which has " + size
                                        + " events.")
                        .with("field", LAST_EVENT_ID)
                        .exception();
            }
            return last + 1;
        }
        boolean earlier = query.from() != null
                || query.added().stream()
                        .anyMatch(filter -> !filter.negated() && !filter.field().equals("id"));
        return earlier ? Math.min(conditions.range().from(), size) : size;
    }

    private static boolean isPast(AddedFilter filter, long nowMicros) {
        return filter.matches().stream()
                .allMatch(match -> match instanceof Match.Exists
                        || (!filter.negated()
                                && match instanceof Match.TimeRange time
                                && (time.comparison() == Comparison.AT_LEAST || time.comparison() == Comparison.GREATER)
                                && time.micros() <= nowMicros));
    }

    private static void refuse(String field, boolean refused) {
        if (refused) {
            throw Problem.of(
                            Kind.INVALID_PARAMETER,
                            field.equals("from") || field.equals("timestamp")
                                    ? "A live tail takes " + field + " as a past time from which it begins only."
                                    : "A live tail takes no " + field + (field.equals("order") ? "=desc." : ".")
                                            + (ReservedNames.contains(field) ? ReservedNames.hint(field) : ""))
                    .with("field", field)
                    .exception();
        }
    }
}
