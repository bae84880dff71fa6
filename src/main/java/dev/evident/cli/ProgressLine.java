package dev.evident.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long piece of work is, for whoever waits for it: on a terminal one line with a bar that is drawn anew, else
 * a line every few seconds. For one thread.
 */
public final class ProgressLine {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;
    private static final int BAR = 24;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private long start;
    private long said;
    private String unit = "events";
    private int drawn;

    /**
     * Begins now.
     *
     * @param terminal whether a line can be drawn over
     * @param nanoClock as {@link System#nanoTime}
     */
    ProgressLine(PrintStream out, boolean terminal, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.said = start;
    }

    /** On the standard output. */
    public static ProgressLine onStandardOutput() {
        return new ProgressLine(System.out, isTerminal(), System::nanoTime);
    }

    /** On the standard error, where it does not mix with a result. */
    public static ProgressLine onStandardError() {
        return new ProgressLine(System.err, isTerminal(), System::nanoTime);
    }

    /** Removes the bar, so that a result can stand in its place. */
    public void clear() {
        if (terminal && drawn > 0) {
            draw("");
            out.print('\r');
            out.flush();
        }
    }

    /** As {@link #show(long, long)}, of something else than events; the rate begins anew with each unit. */
    public void show(String what, long done, long total) {
        if (!what.equals(unit)) {
            unit = what;
            start = nanoClock.getAsLong();
        }
        show(done, total);
    }

    /** Shows how many events of all are done. */
    public void show(long done, long total) {
        if (terminal) {
            draw(bar(done, total) + " " + sentence(done, total));
        } else if (nanoClock.getAsLong() - said >= LINE_EVERY_NANOS) {
            said = nanoClock.getAsLong();
            out.println(sentence(done, total));
        }
    }

    /** All events are done. */
    public void end(long total) {
        String end = String.format(
                Locale.ROOT,
                "The search index is complete: %,d events in %.1f s (%,.0f events/s).",
                total,
                seconds(),
                total / seconds());
        if (terminal) {
            draw(end);
            out.println();
        } else {
            out.println(end);
        }
        out.flush();
    }

    private void draw(String text) {
        out.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
        out.flush();
        drawn = text.length();
    }

    private static String bar(long done, long total) {
        int full = total == 0 ? BAR : (int) (BAR * Math.min(done, total) / total);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private String sentence(long done, long total) {
        double rate = done / seconds();
        return String.format(
                Locale.ROOT,
                "%,d of %,d %s (%d %%), %,.0f/s%s",
                done,
                total,
                unit,
                total == 0 ? 100 : 100 * done / total,
                rate,
                done == 0 ? "" : String.format(Locale.ROOT, ", %,.0f s left", Math.ceil((total - done) / rate)));
    }

    private double seconds() {
        return Math.max(1e-3, (nanoClock.getAsLong() - start) / 1e9);
    }

    /** From JDK 22 on there is a console even when nobody sits at it. */
    @SuppressWarnings("SystemConsoleNull") // the one that is not null is asked
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }
}
