package dev.evident.bench.search;

import dev.evident.bench.Progress;
import dev.evident.bench.search.Subject.Timing;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables that a run prints, in Markdown: the service beside PostgreSQL, row by row. */
final class Comparison {
    private static final String BEHIND = "**behind** ";
    private static final int FEW = 100;

    private final Map<String, Timing> evident = new LinkedHashMap<>();
    private final Map<String, Timing> postgres = new LinkedHashMap<>();
    private final Map<Rate, Double> evidentRates = new EnumMap<>(Rate.class);
    private final Map<Rate, Double> postgresRates = new EnumMap<>(Rate.class);

    /** What the service took; the order of these calls is that of the rows. */
    void evident(String row, Timing timing) {
        evident.put(row, timing);
        Progress.say("%s: | %s".formatted(row, cells(timing)));
    }

    /** What PostgreSQL took for a row of the service. */
    void postgres(String row, Timing timing) {
        postgres.put(row, timing);
        Progress.say("%s, PostgreSQL: | %s".formatted(row, cells(timing)));
    }

    void evident(Rate rate, double value) {
        evidentRates.put(rate, value);
        Progress.say("%s: %s".formatted(rate.row, cell(rate, value)));
    }

    void postgres(Rate rate, double value) {
        postgresRates.put(rate, value);
        Progress.say("%s, PostgreSQL: %s".formatted(rate.row, cell(rate, value)));
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("| milliseconds | Evident p50 | p99 | PostgreSQL p50 | p99 | ahead by |\n"
                        + "|---|---:|---:|---:|---:|---:|\n");
        evident.forEach((row, own) -> {
            Timing other = postgres.get(row);
            text.append("| %s | %s | %s | %s |\n".formatted(row, cells(own), cells(other), ahead(own, other)));
        });
        text.append("\n| measure | Evident | PostgreSQL | ahead by |\n|---|---:|---:|---:|\n");
        evidentRates.forEach((rate, own) -> {
            Double other = postgresRates.get(rate);
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(rate.row, cell(rate, own), cell(rate, other), ahead(rate, own, other)));
        });
        return text.toString();
    }

    /** Ahead means that neither p50 nor p99 is longer; the factor is of p50. */
    private static String ahead(Timing own, @Nullable Timing other) {
        if (other == null) {
            return "";
        }
        String factor = factor(other.p50() / own.p50());
        return own.p50() <= other.p50() && own.p99() <= other.p99() ? factor : BEHIND + factor;
    }

    private static String ahead(Rate rate, double own, @Nullable Double other) {
        if (other == null) {
            return "";
        }
        double factor = rate.moreIsBetter ? own / other : other / own;
        return factor >= 1 ? factor(factor) : BEHIND + factor(factor);
    }

    private static String cells(@Nullable Timing timing) {
        if (timing == null) {
            return " | ";
        }
        String bound = timing.cut() ? "> " : "";
        String few = timing.asked() < FEW ? " (" + timing.asked() + " asked)" : "";
        return bound + millis(timing.p50()) + " | " + bound + millis(timing.p99()) + few;
    }

    private static String cell(Rate rate, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%,.0f %s", value, rate.unit);
    }

    private static String factor(double factor) {
        return String.format(Locale.ROOT, factor < 10 ? "%.2f ×" : "%,.0f ×", factor);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }
}
