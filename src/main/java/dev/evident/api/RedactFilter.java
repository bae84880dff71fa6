package dev.evident.api;

import dev.evident.api.Confirmations.Filter;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ServiceEvent;
import dev.evident.query.AddedFilter;
import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import dev.evident.query.ReservedNames;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter of a redaction: the conditions of a query, without what is about pages, and never none. */
final class RedactFilter {
    private static final List<String> EVENT_TYPE = List.of("event_type");
    private static final List<String> SOURCE = List.of("source");

    /** Has content still, and is not what the service says of itself: no producer may name that source. */
    static final List<FieldFilter> REDACTABLE = List.of(
            new FieldFilter(EVENT_TYPE, false, List.of(new Match.Exists())),
            new FieldFilter(SOURCE, true, List.of(new Match.Exact(ServiceEvent.SERVICE))));

    private RedactFilter() {}

    /** Parses the query part of a request target, or refuses it with the problem {@code invalid-parameter}. */
    static Filter parse(@Nullable String raw) {
        Query query = QueryParser.parse(raw, InstantSource.system());
        if (query.limit().isPresent()) {
            throw refused("limit", "A redaction has no limit: narrow the filter." + ReservedNames.hint("limit"));
        }
        if (query.cursor() != null) {
            throw refused("cursor", "A redaction has no pages." + ReservedNames.hint("cursor"));
        }
        if (query.oldestFirst()) {
            throw refused("order", "A redaction has no order." + ReservedNames.hint("order"));
        }
        Filter filter = new Filter(raw == null ? "" : raw, query);
        if (names(filter).isEmpty()) {
            throw refused("filter", "A filter is required, such as user_id=.");
        }
        return filter;
    }

    /** The names of its parameters, which do not tell whom or what it is about. */
    static List<String> names(Filter filter) {
        Query query = filter.query();
        List<String> names = new ArrayList<>();
        for (FieldFilter field : query.fields()) {
            names.add(field.paths().get(0));
        }
        for (AddedFilter added : query.added()) {
            names.add(added.field());
        }
        if (!query.text().isEmpty()) {
            names.add("q");
        }
        if (query.from() != null) {
            names.add("from");
        }
        if (query.to() != null) {
            names.add("to");
        }
        return names.stream().distinct().toList();
    }

    private static RuntimeException refused(String field, String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail).with("field", field).exception();
    }
}
