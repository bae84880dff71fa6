package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where buckets begin. */
class HistogramStepTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void daysBeginAtLocalMidnightAcrossTheChangeOfClocks() {
        HistogramStep.Cut spring = cut("2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", 3, BERLIN);
        HistogramStep.Cut autumn = cut("2026-10-24T00:00:00Z", "2026-10-26T20:00:00Z", 3, BERLIN);

        assertThat(spring.step().text()).isEqualTo("P1D");
        assertThat(edges(spring))
                .containsExactly(
                        "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z");
        assertThat(edges(autumn))
                .containsExactly(
                        "2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z");
    }

    @Test
    void longHoursFollowTheClockAndShortOnesDoNot() {
        assertThat(edges(cut("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 4, BERLIN)))
                .containsExactly(
                        "2026-03-28T23:00:00Z",
                        "2026-03-29T04:00:00Z",
                        "2026-03-29T10:00:00Z",
                        "2026-03-29T16:00:00Z",
                        "2026-03-29T22:00:00Z");
        HistogramStep.Cut hours = cut("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25, BERLIN);
        assertThat(hours.step().text()).isEqualTo("PT1H");
        assertThat(hours.edges()).hasSize(26);
    }

    @Test
    void stepsAreRound() {
        ZoneId utc = ZoneId.of("UTC");
        assertThat(step("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", 72, utc))
                .isEqualTo("PT1S");
        assertThat(step("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", 4, utc)).isEqualTo("PT15S");
        assertThat(step("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 72, utc))
                .isEqualTo("PT30M");
        assertThat(step("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 2, utc)).isEqualTo("PT12H");
        assertThat(step("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 60, utc))
                .isEqualTo("P7D");
        assertThat(step("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 12, utc))
                .isEqualTo("P1M");
        assertThat(step("0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 2, utc)).isEqualTo("P5000Y");
        assertThat(edges(cut("2026-07-15T12:00:00Z", "2026-07-28T12:00:00Z", 3, utc)))
                .as("weeks begin on Monday")
                .containsExactly(
                        "2026-07-13T00:00:00Z", "2026-07-20T00:00:00Z", "2026-07-27T00:00:00Z", "2026-08-03T00:00:00Z");
    }

    @Test
    void zonesOffTheHourHaveTheirOwnHours() {
        assertThat(edges(cut("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", 3, ZoneId.of("Asia/Kolkata"))))
                .containsExactly(
                        "2025-12-31T23:30:00Z", "2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z", "2026-01-01T02:30:00Z");
    }

    @Test
    void aDayThatAZoneLeftOutHasNoBucket() {
        HistogramStep.Cut cut = cut("2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", 4, ZoneId.of("Pacific/Apia"));

        assertThat(cut.step().text()).isEqualTo("P1D");
        assertThat(edges(cut))
                .containsExactly(
                        "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z", "2012-01-01T10:00:00Z");
    }

    @Test
    void everyTimeInEveryZoneIsCoveredByAsManyBucketsAsAreAllowed() {
        Random random = new Random(11);
        List<String> zones = new ArrayList<>(new TreeSet<>(ZoneId.getAvailableZoneIds()));
        for (int i = 0; i < 3_000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            long from = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond() * 1_000_000
                    + random.nextLong(Duration.ofDays(20_000).toSeconds() * 1_000_000);
            long to = from + 1 + random.nextLong(1L << (1 + random.nextInt(52)));
            int max = 2 + random.nextInt(199);

            List<Long> edges = HistogramStep.cut(from, to, max, zone).edges();

            assertThat(edges.get(0)).as("%d to %d in %s", from, to, zone).isLessThanOrEqualTo(from);
            assertThat(edges.get(1)).as("%d to %d in %s", from, to, zone).isGreaterThan(from);
            assertThat(edges.get(edges.size() - 1)).isGreaterThanOrEqualTo(to);
            assertThat(edges.get(edges.size() - 2)).isLessThan(to);
            assertThat(edges).isSorted().doesNotHaveDuplicates().hasSizeBetween(2, max + 1);
        }
    }

    private static String step(String from, String to, int max, ZoneId zone) {
        return cut(from, to, max, zone).step().text();
    }

    private static HistogramStep.Cut cut(String from, String to, int max, ZoneId zone) {
        return HistogramStep.cut(
                Timestamps.micros(Instant.parse(from)), Timestamps.micros(Instant.parse(to)), max, zone);
    }

    private static List<String> edges(HistogramStep.Cut cut) {
        return cut.edges().stream()
                .map(edge -> Timestamps.instant(edge).toString())
                .toList();
    }
}
