package dev.evident.query;

/**
 * Positions of the log from {@code from} (inclusive) to {@code to} (exclusive).
 *
 * @param from first position
 * @param to the position after the last
 */
public record SeqRange(long from, long to) {

    /** Every position there is or will be. */
    public static final SeqRange ALL = new SeqRange(0, Long.MAX_VALUE);

    /** Just one position. */
    public static SeqRange of(long seq) {
        return new SeqRange(seq, seq + 1);
    }

    /** What is in both. */
    public SeqRange intersect(SeqRange other) {
        return new SeqRange(Math.max(from, other.from), Math.min(to, other.to));
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return from >= to;
    }
}
