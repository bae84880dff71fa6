package dev.evident.index;

import dev.evident.bus.Cancellation;
import dev.evident.bus.IndexMessages.Conditions;
import dev.evident.bus.IndexMessages.SeqFilter;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.bus.StatsMessages.Response;
import dev.evident.event.Unchecked;
import dev.evident.query.SeqRange;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.store.FSDirectory;

/** An index to count in. */
final class StatsIndex implements Closeable {
    private final LuceneIndex index;

    StatsIndex(Path directory) throws IOException {
        index = LuceneIndex.create(FSDirectory.open(directory));
    }

    /** Makes what was added be seen. */
    void look() throws IOException {
        index.look(index.next(), Snapshot::size);
    }

    @Override
    public void close() throws IOException {
        index.close();
    }

    void add(long micros, String json) throws IOException {
        index.add(List.of(Unchecked.stored(
                index.next(), new UUID(7, index.next()), micros, json.getBytes(StandardCharsets.UTF_8))));
    }

    /** The values of a path in all events. */
    FacetTop facet(String path, boolean ownOnly, int maxLookedAt) throws IOException {
        Deadline deadline = new Deadline(Duration.ofMinutes(1), new Cancellation());
        return index.look(index.next(), snapshot -> {
            StatsMatches all = StatsMatches.all(snapshot, Positions.union(List.of(SeqRange.ALL)), deadline);
            return new FacetTerms(all, ownOnly, maxLookedAt, deadline).count(List.of(path), 10);
        });
    }

    Response ask(Statistics statistics, String query) throws IOException {
        return ask(statistics, query, List.of(), SeqRange.ALL, Optional.empty());
    }

    Response ask(
            Statistics statistics, String query, List<SeqFilter> positions, SeqRange range, Optional<String> tenant)
            throws IOException {
        return ask(statistics, query, positions, range, tenant, new Cancellation());
    }

    Response ask(
            Statistics statistics,
            String query,
            List<SeqFilter> positions,
            SeqRange range,
            Optional<String> tenant,
            Cancellation cancellation)
            throws IOException {
        StatsQuery parsed = StatsQueryParser.parse(query, InstantSource.system());
        Conditions conditions =
                new Conditions(parsed.events().fields(), parsed.events().text(), positions, range);
        Deadline deadline = new Deadline(Duration.ofMinutes(1), cancellation);
        Request question = new Request(parsed, conditions, tenant, cancellation);
        return index.look(index.next(), snapshot -> deadline.in(() -> statistics.answer(snapshot, question, deadline)));
    }
}
