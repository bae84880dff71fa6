package dev.evident.log.message;

/**
 * Which events to read: positions from {@code from} (inclusive) to {@code to} (exclusive).
 *
 * @param newestFirst from the end of the range down, or from its start up
 * @param limit how many at most, from 1
 */
public record Page(long from, long to, boolean newestFirst, int limit) {}
