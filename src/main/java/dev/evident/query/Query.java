package dev.evident.query;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which events a caller wants. All conditions must hold.
 *
 * @param fields conditions on what producers sent
 * @param added conditions on what the service added
 * @param text words and phrases that must occur, or must not
 * @param from not before, in microseconds since the epoch; null for no bound
 * @param to before, in microseconds since the epoch; null for no bound
 * @param zone whose days the dates of the query are; UTC when the caller did not say
 * @param axis the time that {@code from}, {@code to} and the order are about
 * @param oldestFirst the order of the events; newest first when false
 * @param limit maximum number of events; empty when the caller did not say
 * @param cursor where the page before ended; null for the first page
 * @param asOf what relative times were relative to: when the first page was asked for, in microseconds since the epoch
 * @param fingerprint the same for every page of the same conditions, other for other ones
 */
public record Query(
        List<FieldFilter> fields,
        List<AddedFilter> added,
        List<TextClause> text,
        @Nullable Long from,
        @Nullable Long to,
        ZoneId zone,
        Axis axis,
        boolean oldestFirst,
        OptionalInt limit,
        @Nullable Cursor cursor,
        long asOf,
        long fingerprint) {

    public Query {
        fields = List.copyOf(fields);
        added = List.copyOf(added);
        text = List.copyOf(text);
    }

    /** The positions that are left for this page and those after it. */
    public SeqRange left() {
        if (cursor == null) {
            return SeqRange.ALL;
        }
        if (cursor.occurred() != null) {
            return new SeqRange(0, cursor.occurred().head());
        }
        return oldestFirst ? new SeqRange(cursor.bound(), Long.MAX_VALUE) : new SeqRange(0, cursor.bound());
    }

    /** Where the page before ended, when events are ordered by when they happened; empty for the first page. */
    public Optional<Place> place() {
        return cursor == null || cursor.occurred() == null
                ? Optional.empty()
                : Optional.of(new Place(cursor.occurred().micros(), cursor.bound()));
    }

    /** Where the next page begins, after a page that ends with the event at this position. */
    public Cursor after(long last) {
        return new Cursor(oldestFirst ? last + 1 : last, asOf, fingerprint, null);
    }

    /**
     * Where the next page begins when events are ordered by when they happened.
     *
     * @param last where the page ends
     * @param head the number of events in the log when the first page was asked for; later ones are on no page
     */
    public Cursor after(Place last, long head) {
        return new Cursor(last.seq(), asOf, fingerprint, new Cursor.Occurred(last.micros(), head));
    }
}
