package dev.evident.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem;
import dev.evident.event.ProblemException;
import dev.evident.event.Timestamps;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {

    @Test
    void noParametersAskForTheNewestEvents() {
        Query query = QueryParser.parse(null);

        assertThat(query.fields()).isEmpty();
        assertThat(query.limit()).isEmpty();
        assertThat(query.below()).isEmpty();
        assertThat(QueryParser.parse("")).isEqualTo(query);
        assertThat(QueryParser.parse("&&")).isEqualTo(query);
    }

    @Test
    void repeatedFieldsAreOneConditionAndOthersAreFurtherOnes() {
        Query query = QueryParser.parse("event_type=a&user_id!=x&event_type=b&variant_data.resource.id=r");

        assertThat(query.fields())
                .containsExactly(
                        new FieldFilter(List.of("event_type"), false, List.of("a", "b")),
                        new FieldFilter(List.of("user_id"), true, List.of("x")),
                        new FieldFilter(List.of("variant_data.resource.id"), false, List.of("r")));
    }

    @Test
    void aPathThatIsNoCommonFieldIsLookedForInTheDataToo() {
        assertThat(QueryParser.parse("resource.id=r").fields())
                .containsExactly(
                        new FieldFilter(List.of("resource.id", "variant_data.resource.id"), false, List.of("r")));
    }

    @Test
    void valuesAreDecodedOnce() {
        Query query = QueryParser.parse("a=1%3D2%26%25+%22%C3%BC%22&user_id%21=x%2By&b=raw=equals&c=\u00c3\u00bc");

        assertThat(query.fields())
                .extracting(FieldFilter::values)
                .containsExactly(List.of("1=2&% \"ü\""), List.of("x+y"), List.of("raw=equals"), List.of("ü"));
        assertThat(query.fields().get(1).negated()).isTrue();
    }

    @Test
    void timesBoundThePage() {
        Query query = QueryParser.parse("from=2026-11-23T05:14:24.0000001Z&to=2026-11-23T08:00:00%2B02:00");

        assertThat(query.from()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T05:14:24.000001Z")));
        assertThat(query.to()).isEqualTo(Timestamps.micros(Instant.parse("2026-11-23T06:00:00Z")));
    }

    @Test
    void anUnencodedPlusInAnOffsetIsUnderstood() {
        assertThat(QueryParser.parse("to=2026-11-23T07:00:00+02:00").to())
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
                    amount>=5                      | amount
                    amount<=5                      | amount
                    amount~=5                      | amount
                    amount>5                       | amount>5
                    user_id                        | user_id
                    =x                             | ''
                    !=x                            | !
                    user_id!!=x                    | user_id
                    q=words                        | q
                    order=asc                      | order
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
        assertThat(QueryParser.parse("a=1&".repeat(100)).fields()).hasSize(1);
        assertThat(refused("a=1&".repeat(101)).detail()).contains("at most 100 conditions");
    }

    @Test
    void aCursorGoesWithItsConditionsInAnyOrder() {
        Query first = QueryParser.parse("a=1&b=2&limit=5");
        String cursor = new Cursor(42, first.fingerprint()).encode();

        assertThat(QueryParser.parse("b=2&a=1&limit=7&cursor=" + cursor).below())
                .contains(42L);
        assertThat(refused("a=1&b=3&cursor=" + cursor).field()).isEqualTo("cursor");
        assertThat(refused("a=1&b=2&from=2026-11-23T00:00:00Z&cursor=" + cursor).field())
                .isEqualTo("cursor");
        assertThat(refused("a=1&b!=2&cursor=" + cursor).field()).isEqualTo("cursor");
    }

    private static Problem refused(String query) {
        return catchThrowableOfType(ProblemException.class, () -> QueryParser.parse(query))
                .problem();
    }
}
