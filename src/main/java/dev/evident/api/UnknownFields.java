package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.event.Fields;
import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.PathSyntax;
import dev.evident.query.SeqRange;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields that a query filters on and that no event has: a misspelt parameter is a condition on one of these, and
 * would find nothing, or everything, as if it were right. Each costs a look-up in the index that ends
 * with the first event. An event has a field when the caller may see the event and has a value there that is found by
 * field. Safe to use from any thread.
 */
final class UnknownFields {
    static final String HEADER = "Evident-Unknown-Fields";

    /** Of more fields than this the others are not looked up. */
    private static final int MAX_LOOKED_UP = 20;

    private static final int MAX_HEADER_LENGTH = 1_000;

    /** Ends a header that does not name all; no encoded name has it. */
    private static final String MORE = "*";

    private final Bus bus;

    UnknownFields(Bus bus) {
        this.bus = bus;
    }

    /**
     * The fields as filters write them. A response without these is better than none: where they cannot be looked up,
     * none is named.
     *
     * @param found whether an event matched, which then has every field that it was found by
     * @param tenant whose events alone the caller may see; null for everybody's
     */
    Future<List<String>> among(
            List<FieldFilter> filters, boolean found, @Nullable String tenant, Cancellation cancellation) {
        Map<String, Future<Boolean>> lookups = new TreeMap<>();
        for (FieldFilter filter : filters) {
            if (lookups.size() < MAX_LOOKED_UP && !isOfEveryEvent(filter) && (filter.negated() || !found)) {
                lookups.computeIfAbsent(
                        PathSyntax.written(filter.paths().get(0)),
                        name -> isAnywhere(filter.paths(), tenant, cancellation));
            }
        }
        return Future.join(List.copyOf(lookups.values()))
                .map(all -> lookups.entrySet().stream()
                        .filter(lookup -> !lookup.getValue().result())
                        .map(Map.Entry::getKey)
                        .toList())
                .otherwise(List.of());
    }

    /** Names them in a header of the response; percent-encoded, so that any name can stand in it. */
    static void put(HttpServerResponse response, List<String> names) {
        if (!names.isEmpty()) {
            response.putHeader(HEADER, header(names));
        }
    }

    static String header(List<String> names) {
        StringBuilder header = new StringBuilder();
        for (String name : names) {
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                    .replace("+", "%20")
                    .replace("*", "%2A");
            if (header.length() + encoded.length() > MAX_HEADER_LENGTH) {
                return header.append(MORE).toString();
            }
            header.append(encoded).append(", ");
        }
        return header.substring(0, header.length() - 2);
    }

    /** Whether the name is one that this service gives a meaning, and so no slip. */
    private static boolean isOfEveryEvent(FieldFilter filter) {
        String path = filter.paths().get(0);
        return Fields.COMMON.contains(path) || path.equals(Fields.DATA);
    }

    private Future<Boolean> isAnywhere(List<String> paths, @Nullable String tenant, Cancellation cancellation) {
        List<FieldFilter> filters = new ArrayList<>();
        filters.add(new FieldFilter(paths, false, List.of(new Match.Exists())));
        if (tenant != null) {
            filters.add(FieldFilter.exactly("tenant", tenant));
        }
        Conditions conditions = new Conditions(filters, List.of(), List.of(), SeqRange.ALL);
        return bus.request(IndexMessages.SEARCH, new Search(conditions, false, 1, cancellation))
                .map(hits -> !hits.seqs().isEmpty());
    }
}
