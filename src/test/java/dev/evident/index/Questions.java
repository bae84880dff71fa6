package dev.evident.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.Hits;
import dev.evident.bus.IndexMessages.Search;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.Query;
import dev.evident.query.QueryParser;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Questions to an index as tests write them. */
final class Questions {
    /** What relative times are relative to. */
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    private static final int MAX_HITS = 1_000;
    private static final DocSets NO_SETS = new DocSets(0, Integer.MAX_VALUE);

    /** A few at a time, of segments of any size. */
    static final DocSets SETS = new DocSets(8_192, 1);

    private Questions() {}

    /** Any of the values at a path. */
    static FieldFilter any(String path, String... values) {
        return new FieldFilter(List.of(path), false, exact(values));
    }

    /** None of the values at a path. */
    static FieldFilter none(String path, String... values) {
        return new FieldFilter(List.of(path), true, exact(values));
    }

    static List<Match> exact(String... values) {
        return Arrays.stream(values).<Match>map(Match.Exact::new).toList();
    }

    static Search search(FieldFilter... filters) {
        return search(List.of(filters), List.of(), SeqRange.ALL, MAX_HITS);
    }

    static Search search(List<FieldFilter> filters, List<SeqFilter> seqFilters, SeqRange range, int limit) {
        return new Search(new Conditions(filters, List.of(), seqFilters, range), false, limit, new Cancellation());
    }

    /** A query as a caller writes it, as far as the index answers it. */
    static Search search(String rawQuery) {
        Query query =
                QueryParser.parse(new String(rawQuery.getBytes(UTF_8), ISO_8859_1), CLOCK); // as HTTP hands it over
        return new Search(
                new Conditions(query.fields(), query.text(), List.of(), query.left()),
                query.oldestFirst(),
                query.limit().orElse(MAX_HITS),
                new Cancellation());
    }

    /** A question for counts as a caller writes it. */
    static Request stats(String rawQuery) {
        StatsQuery query = StatsQueryParser.parse(rawQuery, CLOCK);
        Conditions conditions =
                new Conditions(query.events().fields(), query.events().text(), List.of(), SeqRange.ALL);
        return new Request(query, conditions, Optional.empty(), new Cancellation());
    }

    static Hits ask(LuceneIndex index, Search search) throws IOException {
        return ask(index, search, index.next());
    }

    /** The answer, which is the same whether sets of documents are kept or not. */
    static Hits ask(LuceneIndex index, Search search, long target) throws IOException {
        Hits hits = ask(index, search, target, NO_SETS);
        assertThat(ask(index, search, target, SETS)).isEqualTo(hits);
        return hits;
    }

    static Hits ask(LuceneIndex index, Search search, long target, DocSets sets) throws IOException {
        Deadline deadline = new Deadline(Duration.ofMinutes(1), search.cancellation());
        return index.search(Plan.of(search, sets), deadline, target);
    }
}
