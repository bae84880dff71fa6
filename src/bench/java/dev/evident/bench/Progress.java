package dev.evident.bench;

/** What goes on, on the standard error, so that the standard output holds the table alone. */
public final class Progress {
    private static final long START = System.nanoTime();

    private Progress() {}

    /** One line with the seconds since the start. */
    public static void say(String line) {
        System.err.printf("%6.1f s  %s%n", (System.nanoTime() - START) / 1e9, line);
    }
}
