package dev.evident.bench;

/** What goes on, on the standard error, so that the standard output holds the table alone. */
final class Progress {
    private static final long START = System.nanoTime();

    private Progress() {}

    static void say(String line) {
        System.err.printf("%6.1f s  %s%n", (System.nanoTime() - START) / 1e9, line);
    }
}
