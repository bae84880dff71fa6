package dev.evident.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Timestamps;
import dev.evident.query.Match.Comparison;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @Test
    void noParametersAskForTheNewestEvents() {
        Query query = parse(null);

        assertThat(query.fields()).isEmpty();
        assertThat(query.limit()).isEmpty();
        assertThat(query.left()).isEqualTo(SeqRange.ALL);
        assertThat(parse("")).isEqualTo(query);
        assertThat(parse("&&")).isEqualTo(query);
    }

    @Test
    void repeatedFieldsAreOneConditionAndOthersAreFurtherOnes() {
        Query query = parse("event_type=a&user_id!=x&event_type=b&variant_data.resource.id=r");

        assertThat(query.fields())
                .containsExactly(
                        new FieldFilter(List.of("event_type"), false, exact("a", "b")),
                        new FieldFilter(List.of("user_id"), true, exact("x")),
                        new FieldFilter(List.of("variant_data.resource.id"), false, exact("r")));
    }

    @Test
    void aPathThatIsNoCommonFieldIsLookedForInTheDataToo() {
        assertThat(parse("resource.id=r").fields())
                .containsExactly(
                        new FieldFilter(List.of("resource.id", "variant_data.resource.id"), false, exact("r")));
    }

    @Test
    void valuesAreDecodedOnce() {
        Query query = parse("a=1%3D2%26%25+%22%C3%BC%22&user_id%21=x%2By&b=raw=equals&c=\u00c3\u00bc");

        assertThat(query.fields())
                .extracting(FieldFilter::matches)
                .containsExactly(exact("1=2&% \"ü\""), exact("x+y"), exact("raw=equals"), exact("ü"));
        assertThat(query.fields().get(1).negated()).isTrue();
    }

    @Test
    void timesBoundThePage() {
        Query query = parse("from=2026-11-23T05:14:24.0000001Z&to=2026-11-23T08:00:00%2B02:00");

        assertThat(query.from()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T05:14:24.000001Z")));
        assertThat(query.to()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T06:00:00Z")));
    }

    @Test
    void anUnencodedPlusInAnOffsetIsUnderstood() {
        assertThat(parse("to=2026-11-23T07:00:00+02:00").to())
                .isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T05:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    limit=0                        | limit
                    limit=1001                     | limit
                    limit=abc                      | limit
                    limit=-1                       | limit
                    limit=                         | limit
                    limit=99999999999999999999     | limit
                    limit=1&limit=2                | limit
                    from=yesterday                 | from
                    from=2026-13-01T00:00:00Z      | from
                    to=2026-11-31                  | to
                    from=2026-1-23                 | from
                    from=2026-11-23T05:14:60Z      | from
                    until<2026-02-30               | until
                    from=2026-11-23&to=2026-11-22T23:59:59Z | from
                    timezone=Mars/Olympus          | timezone
                    timezone=Etc/Unknown           | timezone
                    timezone=%2B18:01              | timezone
                    timezone=%2B5:00               | timezone
                    timezone=                      | timezone
                    timezone=UTC&timezone=UTC      | timezone
                    timezone!=UTC                  | timezone
                    columns=id                     | columns
                    bom=true                       | bom
                    fields=x                       | fields
                    fields!=x                      | fields
                    facets%3E=x                    | facets
                    facet_limit=5                  | facet_limit
                    histogram                      | histogram
                    buckets<5                      | buckets
                    dry_run=true                   | dry_run
                    to=                            | to
                    from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z | from
                    cursor=abc                     | cursor
                    cursor=                        | cursor
                    cursor=AQAAAAAAAAAFAAAAAAAAAAA | cursor
                    cursor=AgAAAAAAAAAFAAAAAAAAAAAAAAAAAAAAAA | cursor
                    cursor=AgAAAAAAAAAFf_________8AAAAAAAAAAA | cursor
                    amount~=5                      | amount
                    user_id                        | user_id
                    =x                             | ''
                    !=x                            | ''
                    user_id!!=x                    | user_id
                    seq=-1                         | seq
                    seq=x                          | seq
                    id=7                           | id
                    timestamp=now                  | timestamp
                    a=%zz                          | a
                    a=%                            | a
                    a=%C3                          | a
                    a\\x=1                         | a\\x
                    a\\=1                          | a\\
                    amount>word                    | amount
                    amount>=                       | amount
                    amount<>5                      | amount
                    amount<5=6                     | amount
                    a<b!=6                         | a
                    a!%3D=1                        | a!
                    a:=1                           | a
                    a\\!!=*x                     | a!
                    a\\!                         | a\\!
                    a\\,=1                       | a\\,
                    l%69mit!=5                     | limit
                    %63ursor>=5                    | cursor
                    user_id>=5                     | user_id
                    a=*b                           | a
                    a=*a*                          | a
                    a=**                           | a
                    a\\u00g0=1                    | a\\u00g0
                    q=%22a                         | q
                    q=a%22                         | q
                    q=-                            | q
                    q=%22%22                       | q
                    q=a*                           | q
                    q<5                            | q
                    from=--24h                     | from
                    from=24h                       | from
                    from=-24y                      | from
                    from=-1h&to=-2h                | from
                    order=up                       | order
                    id=*a                          | id
                    id>=5                          | id
                    seq>=-24h                      | seq
                    timestamp>=5                   | timestamp
                    """)
    void whatIsNotUnderstoodIsNamed(String query, String field) {
        assertThat(refused(query).field()).isEqualTo(field);
    }

    @Test
    void operatorsAndStarsSayWhatAValueMustBeLike() {
        assertThat(matches("a=b*")).containsExactly(new Match.Prefix("b"));
        assertThat(matches("a=*")).containsExactly(new Match.Exists());
        assertThat(matches("a=\\*")).containsExactly(new Match.Exact("*"));
        assertThat(matches("a=b\\\\*")).containsExactly(new Match.Prefix("b\\"));
        assertThat(matches("a=b\\\\\\*")).containsExactly(new Match.Exact("b\\*"));
        assertThat(matches("a=b\\c")).containsExactly(new Match.Exact("b\\c"));
        assertThat(matches("a>5")).containsExactly(new Match.NumberRange(Comparison.GREATER, new BigDecimal("5")));
        assertThat(matches("a%3C=-1.50e2"))
                .containsExactly(new Match.NumberRange(Comparison.AT_MOST, new BigDecimal("-1.50e2")));
        assertThat(matches("a>=-24h"))
                .containsExactly(
                        new Match.TimeRange(Comparison.AT_LEAST, Timestamps.micros(NOW.minus(Duration.ofHours(24)))));
    }

    @Test
    void aTimeBetweenTwoMicrosecondsFindsTheEventThatHasIt() {
        long before = Timestamps.micros(Instant.parse("2026-11-23T00:00:00.123456Z"));
        for (Comparison comparison : Comparison.values()) {
            boolean moved = comparison == Comparison.LESS || comparison == Comparison.AT_LEAST;
            String bound = "2026-11-23T00:00:00.123456789Z";

            assertThat(Values.ordered("occurred_at", comparison, bound, NOW, ZoneOffset.UTC))
                    .isEqualTo(new Match.TimeRange(comparison, before));
            assertThat(Values.ordered("timestamp", comparison, bound, NOW, ZoneOffset.UTC))
                    .as("a time that the service gave, which has no more digits")
                    .isEqualTo(new Match.TimeRange(comparison, moved ? before + 1 : before));
        }
    }

    @Test
    void textIsWordsAndPhrases() {
        assertThat(parse("q=a+-b+%22c+d%22-%22e%22+f-g").text())
                .containsExactly(
                        new TextClause("a", false, false),
                        new TextClause("b", false, true),
                        new TextClause("c d", true, false),
                        new TextClause("e", true, true),
                        new TextClause("f-g", false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a\\!=1        | a!
                    a\\!!=1       | a!
                    a\\<<=1       | a<
                    a\\><1        | a>
                    a\\<b>=1      | a<b
                    a\\%3D=1      | a=
                    %5C%2A=1        | *
                    a\\~=1        | a~
                    a\\^=1        | a^
                    a\\$=1        | a$
                    a\\:=1        | a:
                    a\\\\\\!=1 | a\\\\!
                    a\\.\\!=1   | a\\.!
                    a!b=1           | a!b
                    a\\!b=1       | a!b
                    "a\\|=1"      | "a|"
                    """)
    void aBackslashMakesAnOperatorPartOfAKey(String query, String path) {
        assertThat(parse(query).fields().get(0).paths()).first().isEqualTo(path);
        assertThat(parse("variant_data."
                                + PathSyntax.written(path).replace("%", "%25").replace("=", "%3D") + "=1")
                        .fields())
                .containsExactly(new FieldFilter(List.of("variant_data." + path), false, exact("1")));
    }

    @Test
    void relativeTimesStayOnEveryPageWhatTheyWereOnTheFirst() {
        String conditions = "from=-24h&to=-1h&timestamp>=-2h&until<-15m&a=1";
        Query first = parse(conditions);
        String cursor = "&cursor=" + first.after(42).encode();

        Query second = QueryParser.parse(conditions + cursor, InstantSource.fixed(NOW.plus(Duration.ofDays(3))));

        assertThat(second)
                .isEqualTo(new Query(
                        first.fields(),
                        first.added(),
                        first.text(),
                        first.from(),
                        first.to(),
                        first.zone(),
                        Axis.RECORDED,
                        false,
                        first.limit(),
                        first.after(42),
                        first.asOf(),
                        first.fingerprint()));
        assertThat(second.after(7).asOf()).isEqualTo(first.asOf());
        assertThat(refused("from=-25h&to=-1h&timestamp>=-2h&until<-15m&a=1" + cursor)
                        .field())
                .isEqualTo("cursor");
    }

    @Test
    void whatIsNoConditionIsTakenOutHoweverItIsEncoded() {
        assertThat(RawQuery.without("columns", "a=1&c%6Flumns=x%2Cy&b!=2"))
                .isEqualTo(new RawQuery("a=1&b!=2", Optional.of("x,y")));
        assertThat(RawQuery.without("columns", "columns\\!=1&columnses=2"))
                .isEqualTo(new RawQuery("columns\\!=1&columnses=2", Optional.empty()));
        for (String bad : List.of("columns!=x", "columns%3E=x", "columns<5", "columns", "columns=1&column%73=1")) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> RawQuery.without("columns", "a=1&" + bad))
                            .problem()
                            .field())
                    .as(bad)
                    .isEqualTo("columns");
        }
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThat(refused("q=" + "word+".repeat(10_000)).field()).isEqualTo("q");
        assertThat(refused("q=" + "w+".repeat(51)).field()).isEqualTo("q");
        assertThat(refused("a=" + "x".repeat(201) + "*").field()).isEqualTo("a");
        assertThat(refused("a=" + "%C3%A9".repeat(101) + "*").field()).isEqualTo("a");
        assertThat(refused("x".repeat(1_001) + "=1").detail()).contains("1000 characters");
        String filters =
                IntStream.range(0, 500).mapToObj(i -> "f" + i + "=" + i).collect(Collectors.joining("&"));
        assertThat(refused(filters).field()).isEqualTo("f100");
    }

    @Test
    void tooManyConditionsAreRefused() {
        assertThat(parse("a=1&".repeat(100)).fields()).hasSize(1);
        assertThat(refused("a=1&".repeat(101)).detail()).contains("at most 100 conditions");
    }

    @Test
    void aCursorGoesWithItsConditionsInAnyOrder() {
        Query first = parse("a=1&b=2&limit=5");
        String cursor = first.after(42).encode();

        assertThat(parse("b=2&a=1&limit=7&cursor=" + cursor).left()).isEqualTo(new SeqRange(0, 42));
        assertThat(refused("a=1&b=3&cursor=" + cursor).field()).isEqualTo("cursor");
        assertThat(refused("a=1&b=2&from=2026-11-23T00:00:00Z&cursor=" + cursor).field())
                .isEqualTo("cursor");
        assertThat(refused("a=1&b!=2&cursor=" + cursor).field()).isEqualTo("cursor");
    }

    private static List<Match> matches(String query) {
        return parse(query).fields().get(0).matches();
    }

    private static List<Match> exact(String... values) {
        return Arrays.stream(values).<Match>map(Match.Exact::new).toList();
    }

    private static Query parse(@Nullable String query) {
        return QueryParser.parse(query, CLOCK);
    }

    private static Problem refused(String query) {
        return catchThrowableOfType(ProblemException.class, () -> parse(query)).problem();
    }
}
