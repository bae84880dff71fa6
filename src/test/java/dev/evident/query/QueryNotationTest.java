package dev.evident.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Timestamps;
import dev.evident.query.Match.Comparison;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How names, characters and times are written in a query. */
class QueryNotationTest {
    @Test
    void nothingIsBelowAFieldThatIsAlwaysText() {
        assertThat(parse("source.ip=a&id.x=a&timestamp.x=a&tenant.id.y!=a&user_id.name>=5&variant_data.x=a")
                        .fields())
                .extracting(FieldFilter::paths)
                .containsExactly(
                        List.of("variant_data.source.ip"),
                        List.of("variant_data.id.x"),
                        List.of("variant_data.timestamp.x"),
                        List.of("variant_data.tenant.id.y"),
                        List.of("variant_data.user_id.name"),
                        List.of("variant_data.x"));
        assertThat(parse("user_id\\.name=a&variant_dat=a").fields())
                .extracting(FieldFilter::paths)
                .containsExactly(
                        List.of("user_id\\.name", "variant_data.user_id\\.name"),
                        List.of("variant_dat", "variant_data.variant_dat"));
    }

    @Test
    void aParametersNameIsAFieldInItsLongFormAndAfterABackslash() {
        for (String name : ReservedNames.all().toList()) {
            assertThat(parse("variant_data." + name + "=a&fields.x=b").fields())
                    .extracting(FieldFilter::paths)
                    .containsExactly(List.of("variant_data." + name), List.of("fields.x", "variant_data.fields.x"));
            assertThat(parse("\\" + name + "!=a").fields())
                    .containsExactly(new FieldFilter(List.of(name, "variant_data." + name), true, exact("a")));
            assertThat(PathSyntax.parse(PathSyntax.written(name))).isEqualTo(name);
            assertThat(refused(name + "!=a").detail())
                    .endsWith("A field of this name is written variant_data." + name + ".");
        }
    }

    @Test
    void whatNoUrlCanHoldIsWrittenAsInJson() {
        assertThat(parse(
                                "user_id=ali%1Bce&a=%00&b=\\u0000&c=x\\ud800y&d=\\uD83D\\ude00&e=\\\\ud800&f=C:\\users&g=\\\\\\u0041*")
                        .fields())
                .extracting(FieldFilter::matches)
                .containsExactly(
                        exact("ali\u001Bce"),
                        exact("\0"),
                        exact("\0"),
                        exact("x\ud800y"),
                        exact("\ud83d\ude00"),
                        exact("\\ud800"),
                        exact("C:\\users"),
                        List.of(new Match.Prefix("\\A")));
        assertThat(parse("a%00b.\\udc00\\u002e=1").fields().get(0).paths())
                .containsExactly("a\0b.\udc00\\.", "variant_data.a\0b.\udc00\\.");
        String path = "a\0.\ud800.\ud83d\ude00";
        assertThat(PathSyntax.written(path)).isEqualTo("a\0.\\ud800.\ud83d\ude00");
        assertThat(PathSyntax.parse(PathSyntax.written(path))).isEqualTo(path);
        assertThat(parse("\\ud800=1").fingerprint())
                .isNotEqualTo(parse("\\ud801=1").fingerprint());
        assertThat(String.valueOf(refused("x".repeat(99) + "%F0%9F%98%80~=1").field()))
                .endsWith("x…");
    }

    @Test
    void aDateIsAWholeDayOfTheTimeZone() {
        Query query = parse("from=2026-10-25&to=2026-10-25&timezone=Europe/Berlin");
        assertThat(query.from()).isEqualTo(micros("2026-10-24T22:00:00Z"));
        assertThat(query.to()).isEqualTo(micros("2026-10-25T23:00:00Z"));
        assertThat(parse("from=2026-11-23").from()).isEqualTo(micros("2026-11-23T00:00:00Z"));
        assertThat(parse("to=2026-11-23&timezone=+05:30").to()).isEqualTo(micros("2026-11-23T18:30:00Z"));
        assertThat(parse("to=2026-11-23&timezone=-0330").to()).isEqualTo(micros("2026-11-24T03:30:00Z"));
        assertThat(parse("to=2026-11-23&timezone=%2B05").to()).isEqualTo(micros("2026-11-23T19:00:00Z"));
        assertThat(parse("to=2026-11-23&timezone=EST").to()).isEqualTo(micros("2026-11-24T05:00:00Z"));
        assertThat(matches("timezone=Europe/Berlin&until<2026-11-23&until<=2026-11-23"))
                .containsExactly(new Match.TimeRange(Comparison.LESS, micros("2026-11-22T23:00:00Z")));
        assertThat(matches("until<=2026-11-23&timezone=Europe/Berlin"))
                .containsExactly(new Match.TimeRange(Comparison.LESS, micros("2026-11-23T23:00:00Z")));
        assertThat(matches("until>2026-11-23"))
                .containsExactly(new Match.TimeRange(Comparison.AT_LEAST, micros("2026-11-24T00:00:00Z")));
        assertThat(matches("until>=2026-11-23"))
                .containsExactly(new Match.TimeRange(Comparison.AT_LEAST, micros("2026-11-23T00:00:00Z")));
        String cursor = "&cursor=" + query.after(7).encode();
        assertThat(refused("from=2026-10-25&to=2026-10-25&timezone=Europe/Athens" + cursor)
                        .field())
                .isEqualTo("cursor");
    }

    @Test
    void everyFormOfTimeOfRfc3339IsOne() {
        for (String time : List.of(
                "2026-11-23t05:14:24.5z",
                "2026-11-23 05:14:24.50Z",
                "2026-11-23+05:14:24.5Z",
                "2026-11-23 07:14:24.5+02:00",
                "2026-11-23T05:14:24.500000000000000000000000000000000000Z",
                "2026-11-22T18:24:24.5-10:50")) {
            assertThat(parse("from=" + time).from()).as(time).isEqualTo(micros("2026-11-23T05:14:24.5Z"));
            assertThat(matches("until<=" + time))
                    .containsExactly(new Match.TimeRange(Comparison.AT_MOST, micros("2026-11-23T05:14:24.5Z")));
        }
        assertThat(parse("from=2026-11-23T05:14:24.0000000000000000001Z").from())
                .isEqualTo(micros("2026-11-23T05:14:24.000001Z"));
        assertThat(parse("from=2016-12-31T23:59:60Z").from()).isEqualTo(micros("2016-12-31T23:59:59.999999Z"));
        assertThat(parse("timestamp=2017-01-01T00:59:60.7%2B01:00").added()).hasSize(1);
    }

    private static long micros(String instant) {
        return Timestamps.micros(Instant.parse(instant));
    }

    private static List<Match> matches(String query) {
        return parse(query).fields().get(0).matches();
    }

    private static List<Match> exact(String... values) {
        return Arrays.stream(values).<Match>map(Match.Exact::new).toList();
    }

    private static Query parse(String query) {
        return QueryParser.parse(query, InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")));
    }

    private static Problem refused(String query) {
        return catchThrowableOfType(ProblemException.class, () -> parse(query)).problem();
    }
}
