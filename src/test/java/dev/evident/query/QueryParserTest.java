package dev.evident.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem;
import dev.evident.event.ProblemException;
import dev.evident.event.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
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
                    to=2026-11-23                  | to
                    to=                            | to
                    from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z | from
                    cursor=abc                     | cursor
                    cursor=                        | cursor
                    cursor=AQAAAAAAAAAFAAAAAAAAAAA | cursor
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
                    """)
    void whatIsNotUnderstoodIsNamed(String query, String field) {
        assertThat(refused(query).field()).isEqualTo(field);
    }

    @Test
    void tooManyConditionsAreRefused() {
        assertThat(parse("a=1&".repeat(100)).fields()).hasSize(1);
        assertThat(refused("a=1&".repeat(101)).detail()).contains("at most 100 conditions");
    }

    @Test
    void aCursorGoesWithItsConditionsInAnyOrder() {
        Query first = parse("a=1&b=2&limit=5");
        String cursor = new Cursor(42, first.fingerprint()).encode();

        assertThat(parse("b=2&a=1&limit=7&cursor=" + cursor).left())
                .isEqualTo(new SeqRange(0, 42));
        assertThat(refused("a=1&b=3&cursor=" + cursor).field()).isEqualTo("cursor");
        assertThat(refused("a=1&b=2&from=2026-11-23T00:00:00Z&cursor=" + cursor).field())
                .isEqualTo("cursor");
        assertThat(refused("a=1&b!=2&cursor=" + cursor).field()).isEqualTo("cursor");
    }

    private static List<Match> exact(String... values) {
        return Arrays.stream(values).<Match>map(Match.Exact::new).toList();
    }

    private static Query parse(@Nullable String query) {
        return QueryParser.parse(query, CLOCK);
    }

    private static Problem refused(String query) {
        return catchThrowableOfType(ProblemException.class, () -> parse(query))
                .problem();
    }
}
