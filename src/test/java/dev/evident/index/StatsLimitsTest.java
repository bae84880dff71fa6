package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.bus.Cancellation;
import dev.evident.bus.StatsMessages.Facet;
import dev.evident.bus.StatsMessages.Fields;
import dev.evident.bus.StatsMessages.Kind;
import dev.evident.bus.StatsMessages.Value;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.query.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted, shown and told about, and how much of it. */
class StatsLimitsTest {
    private static final int USERS = 30;

    private StatsIndex index;

    @BeforeEach
    void index(@TempDir Path directory) throws IOException {
        index = new StatsIndex(directory);
        for (int i = 0; i < 3 * USERS; i++) {
            index.add(i, "{\"event_type\":\"e\",\"user_id\":\"u" + i % USERS + "\",\"tenant\":\"t" + i % 2 + "\"}");
            if (i % 40 == 0) {
                index.look(); // each look makes a segment
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void thePathsAreThoseOfTheEventsThatTheCallerMaySee() throws IOException {
        index.add(Long.MAX_VALUE / 2, "{\"tenant\":\"a\",\"variant_data\":{\"x\":{\"y\":1,\"z.z\":\"s\"},\"n\":1}}");
        index.add(
                Long.MAX_VALUE / 2,
                "{\"tenant\":\"b\",\"variant_data\":{\"x\":{\"y\":[null,true]},\"n\":\"s\",\"b\":1}}");

        assertThat(paths(Optional.of("a")))
                .containsExactly(
                        "tenant [STRING]",
                        "variant_data.n [NUMBER]",
                        "variant_data.x.y [NUMBER]",
                        "variant_data.x.z\\.z [STRING]");
        assertThat(paths(Optional.of("b")))
                .containsExactly(
                        "tenant [STRING]",
                        "variant_data.b [NUMBER]",
                        "variant_data.n [STRING]",
                        "variant_data.x.y [BOOLEAN, NULL]");
        assertThat(paths(Optional.of("c"))).isEmpty();
        assertThat(paths(Optional.empty()))
                .contains(
                        "variant_data.n [STRING, NUMBER]",
                        "variant_data.x.y [NUMBER, BOOLEAN, NULL]",
                        "user_id [STRING]");
    }

    @Test
    void aThousandPathsAreTooManyToList() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            index.add(Long.MAX_VALUE / 2, "{\"variant_data\":{\"p" + i + "\":1}}");
        }

        Fields fields =
                index.ask(new Statistics(new DocSets()), "fields=true").fields().orElseThrow();

        assertThat(fields.paths()).hasSize(StatsPaths.MAX_PATHS);
        assertThat(fields.more()).isTrue();
    }

    @Test
    void moreValuesThanCanBeCountedAreSaidToBeMany() throws IOException {
        Statistics statistics = new Statistics(0, 3, Long.MAX_VALUE, new DocSets());

        Facet users = index.ask(statistics, "facets=user_id,tenant").facets().get(0);
        Facet tenants = index.ask(statistics, "facets=user_id,tenant").facets().get(1);

        assertThat(users.highCardinality()).isTrue();
        assertThat(users.values()).isEmpty();
        assertThat(users.distinct()).isBetween(4L, (long) USERS);
        assertThat(tenants.highCardinality()).isFalse();
        assertThat(tenants.distinct()).isEqualTo(2);
        assertThat(index.ask(new Statistics(1_000, 3, Long.MAX_VALUE, new DocSets()), "facets=user_id")
                        .facets()
                        .get(0)
                        .distinct())
                .as("so few events are counted one by one")
                .isEqualTo(USERS);
    }

    @Test
    void valuesAreCountedOneByOneUpToALimitOfBytes() throws IOException {
        long bytes =
                IntStream.range(0, USERS).mapToLong(i -> ("u" + i).length()).sum();

        Facet within = index.ask(new Statistics(1_000, 3, bytes, new DocSets()), "facets=user_id")
                .facets()
                .get(0);
        Facet beyond = index.ask(new Statistics(1_000, 3, bytes - 1, new DocSets()), "facets=user_id")
                .facets()
                .get(0);

        assertThat(within.distinct()).isEqualTo(USERS);
        assertThat(within.highCardinality()).isFalse();
        assertThat(beyond.highCardinality()).isTrue();
        assertThat(beyond.values()).isEmpty();
        assertThat(beyond.distinct()).isBetween(1L, (long) USERS);
    }

    @Test
    void otherPathsAreCountedUpToALimitOfValues() throws IOException {
        for (int i = 0; i < FacetTerms.MAX_VALUES; i++) {
            index.add(
                    Long.MAX_VALUE / 2,
                    "{\"event_type\":\"t\",\"variant_data\":{\"some\":" + i + ",\"many\":\"m" + i + "\"}}");
        }
        index.add(Long.MAX_VALUE / 2, "{\"event_type\":\"t\",\"variant_data\":{\"many\":\"one more\"}}");

        List<Facet> facets = index.ask(new Statistics(new DocSets()), "event_type=t&facets=some,many&facet_limit=2")
                .facets();

        assertThat(facets.get(0))
                .isEqualTo(new Facet(
                        "some",
                        FacetTerms.MAX_VALUES,
                        false,
                        List.of(new Value(Kind.NUMBER, "0", false, 1), new Value(Kind.NUMBER, "1", false, 1))));
        assertThat(facets.get(1)).isEqualTo(new Facet("many", FacetTerms.MAX_VALUES, true, List.of()));
    }

    @Test
    void whereFewEventsMatchTheirValuesAreCountedHoweverManyOthersHave() throws IOException {
        for (int i = 0; i <= FacetTerms.MAX_VALUES; i++) {
            index.add(
                    Long.MAX_VALUE / 2,
                    "{\"event_type\":\"t\",\"user_id\":\"m" + i + "\",\"variant_data\":{\"many\":\"m" + i + "\"}}");
        }
        Statistics statistics = new Statistics(0, 3, Long.MAX_VALUE, new DocSets());

        List<Facet> one = index.ask(statistics, "q=m7&facets=many,user_id").facets();

        List<Value> its = List.of(new Value(Kind.STRING, "m7", false, 1));
        assertThat(one).containsExactly(new Facet("many", 1, false, its), new Facet("user_id", 1, false, its));
        assertThat(index.ask(statistics, "event_type=t&facets=many,user_id").facets())
                .allMatch(Facet::highCardinality);
    }

    @Test
    void valuesAreLookedAtUpToALimitUnlessOthersWouldDecideIt() throws IOException {
        for (int i = 0; i < 20; i++) {
            index.add(Long.MAX_VALUE / 2, "{\"event_type\":\"t\",\"variant_data\":{\"some\":" + i + "}}");
        }
        for (int limit : new int[] {19, 20}) {
            assertThat(index.facet("variant_data.some", false, limit).isTooMany())
                    .isEqualTo(limit < 20);
            assertThat(index.facet("variant_data.some", true, limit).isTooMany())
                    .isFalse();
        }
    }

    @Test
    void theValuesOfOtherTenantsCountTowardsNoLimit() throws IOException {
        int others = FacetTerms.MAX_VALUES + 200;
        for (int i = 0; i < others; i++) {
            index.add(
                    Long.MAX_VALUE / 2,
                    "{\"tenant\":\"b\",\"user_id\":\"b" + i + "\",\"variant_data\":{\"x\":\"a" + i + "\"}}");
            if (i == 100) {
                index.look();
            }
        }
        index.add(Long.MAX_VALUE / 2, "{\"tenant\":\"a\",\"user_id\":\"one\",\"variant_data\":{\"x\":\"z1\"}}");
        index.add(Long.MAX_VALUE / 2, "{\"tenant\":\"a\",\"user_id\":\"two\",\"variant_data\":{\"x\":\"z1\"}}");
        index.add(Long.MAX_VALUE / 2, "{\"tenant\":\"a\",\"user_id\":\"one\",\"variant_data\":{\"x\":5}}");

        List<Facet> own = facets(Optional.of("a"));
        assertThat(own)
                .containsExactly(
                        new Facet(
                                "x",
                                2,
                                false,
                                List.of(new Value(Kind.STRING, "z1", false, 2), new Value(Kind.NUMBER, "5", false, 1))),
                        new Facet(
                                "user_id",
                                2,
                                false,
                                List.of(
                                        new Value(Kind.STRING, "one", false, 2),
                                        new Value(Kind.STRING, "two", false, 1))));
        assertThat(paths(Optional.of("a")))
                .as("kinds too, although others have more than a thousand strings before it")
                .contains("variant_data.x [STRING, NUMBER]");
        assertThat(facets(Optional.of("b")))
                .as("its own do")
                .containsExactly(
                        new Facet("x", FacetTerms.MAX_VALUES, true, List.of()),
                        new Facet("user_id", 4, true, List.of()));
        assertThat(facets(Optional.empty())).allMatch(Facet::highCardinality);
    }

    /** With numbers for 3 values in the whole log, and none counted one by one. */
    private List<Facet> facets(Optional<String> tenant) throws IOException {
        return index.ask(
                        new Statistics(0, 3, Long.MAX_VALUE, new DocSets()),
                        "facets=x,user_id",
                        List.of(),
                        SeqRange.ALL,
                        tenant)
                .facets();
    }

    @Test
    void valuesAreShownAsWhatTheyAre() throws IOException {
        String longText = "é".repeat(300);
        index.add(Long.MAX_VALUE / 2, "{\"x\":[5,\"5\",5.0,true,\"true\",null,0.50,\"" + longText + "\"]}");

        List<Value> values = index.ask(new Statistics(new DocSets()), "facets=x")
                .facets()
                .get(0)
                .values();

        assertThat(values)
                .containsExactly(
                        new Value(Kind.STRING, "5", false, 1),
                        new Value(Kind.STRING, "true", false, 1),
                        new Value(Kind.STRING, "é".repeat(120), true, 1),
                        new Value(Kind.NUMBER, "5", false, 1),
                        new Value(Kind.NUMBER, "5e-1", false, 1),
                        new Value(Kind.BOOLEAN, "true", false, 1),
                        new Value(Kind.NULL, "null", false, 1));
    }

    @Test
    void nobodyCountsForACallerWhoHasGone() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        assertThatThrownBy(() -> index.ask(
                        new Statistics(new DocSets()), "", List.of(), SeqRange.ALL, Optional.empty(), cancellation))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.QUERY_TIMEOUT));
    }

    private List<String> paths(Optional<String> tenant) throws IOException {
        return index
                .ask(new Statistics(new DocSets()), "fields=true", List.of(), SeqRange.ALL, tenant)
                .fields()
                .orElseThrow()
                .paths()
                .stream()
                .map(path -> path.path() + " " + new TreeSet<>(path.kinds()))
                .toList();
    }
}
