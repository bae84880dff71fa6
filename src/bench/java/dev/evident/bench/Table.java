package dev.evident.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The one table that a run prints, in Markdown. */
final class Table {
    private final List<String> rows = new ArrayList<>();

    /** A line of the table; null is an empty cell. */
    record Row(String what, String result, String p50, String p99, String beside, String goal) {
        static Row of(String what, String result) {
            return new Row(what, result, "", "", "", "");
        }

        Row times(double p50, double p99) {
            return new Row(what, result, millis(p50), millis(p99), beside, goal);
        }

        Row beside(String text) {
            return new Row(what, result, p50, p99, text, goal);
        }

        Row goal(String text) {
            return new Row(what, result, p50, p99, beside, text);
        }
    }

    void add(Row row) {
        String line = "| " + String.join(" | ", row.what, row.result, row.p50, row.p99, row.beside, row.goal) + " |";
        rows.add(line);
        Progress.say(line);
    }

    @Override
    public String toString() {
        return "| measure | result | p50 ms | p99 ms | beside it, in the same run | goal |\n|---|---:|---:|---:|---|---|\n"
                + String.join("\n", rows);
    }

    static String rate(double value, String unit) {
        return String.format(Locale.ROOT, "%,.0f %s", value, unit);
    }

    static String ratio(double value, double of, String what) {
        return String.format(Locale.ROOT, "%.2f × %s %,.0f", value / of, what, of);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
