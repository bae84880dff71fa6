package dev.evident.index;

import dev.evident.event.Timestamps;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A round length of time for the buckets of a histogram. Steps of days and longer begin at local midnight, those of
 * two hours to a day at local hours counted from midnight, weeks on Monday: where clocks are put forward or back such
 * a bucket is an hour shorter or longer. Shorter steps have the same length always.
 *
 * @param unit seconds, minutes, hours, days, months or years
 * @param size how many of them
 */
record HistogramStep(ChronoUnit unit, int size) {
    private static final List<HistogramStep> ROUND = Stream.of(
                    steps(ChronoUnit.SECONDS, 1, 2, 5, 10, 15, 30),
                    steps(ChronoUnit.MINUTES, 1, 2, 5, 10, 15, 30),
                    steps(ChronoUnit.HOURS, 1, 2, 3, 6, 12),
                    steps(ChronoUnit.DAYS, 1, 2, 7),
                    steps(ChronoUnit.MONTHS, 1, 3, 6),
                    steps(ChronoUnit.YEARS, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000))
            .flatMap(List::stream)
            .toList();

    private static final long MICROS = 1_000_000;

    /**
     * A time cut into buckets.
     *
     * @param edges where buckets begin, and where the last one ends; in microseconds since the epoch
     */
    record Cut(HistogramStep step, List<Long> edges) {
        Cut {
            edges = List.copyOf(edges);
        }
    }

    /**
     * Cuts the time from one microsecond to another, exclusive, into buckets of the shortest step that makes at most
     * so many; the first edge is not after {@code from}, the last not before {@code to}.
     */
    static Cut cut(long from, long to, int most, ZoneId zone) {
        for (HistogramStep step : ROUND) {
            Optional<List<Long>> edges = step.edges(from, to, most, zone);
            if (edges.isPresent()) {
                return new Cut(step, edges.get());
            }
        }
        throw new IllegalArgumentException("no step cuts " + from + " to " + to + " into " + most);
    }

    /** As ISO 8601 writes a duration. */
    String text() {
        return switch (unit) {
            case YEARS -> Period.ofYears(size).toString();
            case MONTHS -> Period.ofMonths(size).toString();
            case DAYS -> Period.ofDays(size).toString();
            default -> Duration.of(size, unit).toString();
        };
    }

    /** The edges, or nothing when there would be more buckets. */
    private Optional<List<Long>> edges(long from, long to, int most, ZoneId zone) {
        return followsClock() ? local(from, to, most, zone) : even(from, to, most, zone);
    }

    private boolean followsClock() {
        return unit.isDateBased() || (unit == ChronoUnit.HOURS && size > 1);
    }

    private Optional<List<Long>> even(long from, long to, int most, ZoneId zone) {
        long length = unit.getDuration().toSeconds() * size * MICROS;
        Instant start = Timestamps.instant(from);
        long offset = zone.getRules().getOffset(start).getTotalSeconds() * MICROS;
        long first = from - Math.floorMod(from + offset, length);
        long buckets = -Math.floorDiv(first - to, length);
        if (buckets > most) {
            return Optional.empty();
        }
        List<Long> edges = new ArrayList<>();
        for (long i = 0; i <= buckets; i++) {
            edges.add(first + i * length);
        }
        return Optional.of(edges);
    }

    private Optional<List<Long>> local(long from, long to, int most, ZoneId zone) {
        LocalDateTime at = floor(LocalDateTime.ofInstant(Timestamps.instant(from), zone));
        List<Long> edges = new ArrayList<>();
        for (int i = 0; edges.isEmpty() || edges.get(edges.size() - 1) < to; i++) {
            long edge = Timestamps.micros(
                    at.plus((long) i * size, unit).atZone(zone).toInstant());
            if (edges.isEmpty() || edge > edges.get(edges.size() - 1)) { // a day that a zone left out has no bucket
                edges.add(edge);
            }
            if (edges.size() > most + 1) {
                return Optional.empty();
            }
        }
        return Optional.of(edges);
    }

    private LocalDateTime floor(LocalDateTime time) {
        LocalDate day = time.toLocalDate();
        return switch (unit) {
            case HOURS -> day.atTime(time.getHour() / size * size, 0);
            case DAYS ->
                (size == 7
                                ? day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                                : day.minusDays(Math.floorMod(day.toEpochDay(), size)))
                        .atStartOfDay();
            case MONTHS ->
                day.withDayOfMonth(1)
                        .minusMonths(Math.floorMod(day.getMonthValue() - 1, size))
                        .atStartOfDay();
            default ->
                LocalDate.of(day.getYear() - Math.floorMod(day.getYear(), size), 1, 1)
                        .atStartOfDay();
        };
    }

    private static List<HistogramStep> steps(ChronoUnit unit, int... sizes) {
        return IntStream.of(sizes)
                .mapToObj(size -> new HistogramStep(unit, size))
                .toList();
    }
}
