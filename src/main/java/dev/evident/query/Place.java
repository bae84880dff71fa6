package dev.evident.query;

/**
 * A place in the order of when events happened; of those at the same time the lower position is the earlier one.
 *
 * @param micros in microseconds since the epoch
 * @param seq position in the log
 */
public record Place(long micros, long seq) {}
