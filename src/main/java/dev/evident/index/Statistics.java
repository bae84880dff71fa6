package dev.evident.index;

import static java.util.Objects.requireNonNull;

import dev.evident.bus.StatsMessages.Facet;
import dev.evident.bus.StatsMessages.Fields;
import dev.evident.bus.StatsMessages.Histogram;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.query.FieldFilter;
import dev.evident.query.Match;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.TextClause;
import dev.evident.query.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.lucene.search.IndexSearcher;

/**
 * Counts over an index. The matches are found once and then counted for the histogram and for each facet; facets that
 * are filtered themselves are counted over the matches without their own filters, found once for all that have the
 * same. One such set is in memory at a time, a bit for each event.
 *
 * <p>Keeps what makes counting faster from question to question. Safe to use from any thread.
 */
final class Statistics {
    private static final List<String> EVENT_TYPE = List.of("event_type");

    private final Map<String, FacetOrdinals> ordinals;
    private final DocSets sets;

    /**
     * With nothing kept yet.
     *
     * @param sets keep what frequent filters match
     */
    Statistics(DocSets sets) {
        this(FacetOrdinals.FEW_MATCHES, FacetDictionary.MAX_VALUES, FacetDictionary.MAX_BYTES, sets);
    }

    Statistics(int fewMatches, int mostValues, long mostBytes, DocSets sets) {
        this.sets = sets;
        ordinals = FacetFields.BY_PATH.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new FacetOrdinals(entry.getValue(), fewMatches, mostValues, mostBytes)));
    }

    /** Answers from an index at one moment. */
    Response answer(Snapshot snapshot, Request question, Deadline deadline) throws IOException {
        return new Counting(snapshot, question, deadline).answer();
    }

    /** One question on its way to the answer. */
    private final class Counting {
        private final Snapshot snapshot;
        private final Request question;
        private final StatsQuery query;
        private final Positions positions;
        private final Deadline deadline;

        Counting(Snapshot snapshot, Request question, Deadline deadline) {
            this.snapshot = snapshot;
            this.question = question;
            this.query = question.query();
            this.positions = Positions.of(question.conditions());
            this.deadline = deadline;
        }

        Response answer() throws IOException {
            List<FieldFilter> all = question.conditions().filters();
            Map<List<FieldFilter>, List<StatsQuery.Facet>> groups = new LinkedHashMap<>();
            groups.put(all, new ArrayList<>());
            for (StatsQuery.Facet facet : query.facets()) {
                groups.computeIfAbsent(othersThan(facet, all), first -> new ArrayList<>())
                        .add(facet);
            }
            long count = 0;
            Optional<Histogram> histogram = Optional.empty();
            Map<List<String>, FacetTop> tops = new HashMap<>();
            for (Map.Entry<List<FieldFilter>, List<StatsQuery.Facet>> group : groups.entrySet()) {
                StatsMatches matches = find(
                        group.getKey(),
                        question.conditions().text(),
                        question.conditions().occurred(),
                        positions);
                for (StatsQuery.Facet facet : group.getValue()) {
                    tops.put(facet.paths(), top(matches, facet.paths()));
                }
                if (group.getKey().equals(all)) {
                    count = matches.count();
                    histogram = histogram(matches, tops);
                }
            }
            List<Facet> facets = query.facets().stream()
                    .map(facet -> facet(facet.name(), requireNonNull(tops.get(facet.paths()))))
                    .toList();
            return new Response(count, histogram, facets, fields());
        }

        private static List<FieldFilter> othersThan(StatsQuery.Facet facet, List<FieldFilter> all) {
            return all.stream().filter(filter -> !facet.isMeantBy(filter)).toList();
        }

        private StatsMatches find(
                List<FieldFilter> some, List<TextClause> text, TimeRange occurred, Positions positions)
                throws IOException {
            List<FieldFilter> filters = new ArrayList<>(some);
            question.tenant().ifPresent(tenant -> filters.add(FieldFilter.exactly("tenant", tenant)));
            if (filters.isEmpty() && text.isEmpty() && occurred.equals(TimeRange.ALL)) {
                return StatsMatches.all(snapshot, positions, deadline);
            }
            IndexSearcher searcher = text.isEmpty()
                            && occurred.equals(TimeRange.ALL)
                            && filters.stream().allMatch(Counting::isLookedUpAtOnce)
                    ? snapshot
                    : snapshot.checked();
            return StatsMatches.find(
                    snapshot, searcher, FieldQueries.all(filters, text, occurred, sets), positions, deadline);
        }

        /** Whether the filter names its terms, so that no more of them have to be looked for. */
        private static boolean isLookedUpAtOnce(FieldFilter filter) {
            return filter.matches().stream()
                    .allMatch(match -> match instanceof Match.Exact || match instanceof Match.Exists);
        }

        private FacetTop top(StatsMatches matches, List<String> paths) throws IOException {
            int most = Math.max(query.facetLimit(), StatsHistogram.MAX_TYPES);
            FacetOrdinals numbered = paths.size() == 1 ? ordinals.get(paths.get(0)) : null;
            return numbered == null
                    ? new FacetTerms(matches, question.tenant().isPresent(), deadline).count(paths, most)
                    : numbered.count(matches, most, deadline);
        }

        private Facet facet(String name, FacetTop top) {
            return new Facet(
                    name,
                    top.distinct(),
                    top.isTooMany(),
                    top.top(query.facetLimit()).stream().map(FacetValue::shown).toList());
        }

        /** Of all matches; types counted already are not counted again. */
        private Optional<Histogram> histogram(StatsMatches matches, Map<List<String>, FacetTop> tops)
                throws IOException {
            if (query.histogram().isEmpty()) {
                return Optional.empty();
            }
            FacetTop counted = tops.get(EVENT_TYPE);
            FacetTop types = counted == null ? top(matches, EVENT_TYPE) : counted;
            return Optional.of(new StatsHistogram(matches, deadline)
                    .over(query, query.histogram().get(), types.top(StatsHistogram.MAX_TYPES)));
        }

        /** Of all events that the caller may see. */
        private Optional<Fields> fields() throws IOException {
            if (!query.fields()) {
                return Optional.empty();
            }
            Positions everywhere = Positions.union(List.of(SeqRange.ALL));
            StatsMatches own = find(List.of(), List.of(), TimeRange.ALL, everywhere);
            return Optional.of(new StatsPaths(deadline).of(own));
        }
    }
}
