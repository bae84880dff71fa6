package dev.evident.log.message;

/**
 * The log grew.
 *
 * @param size the number of events in it, which is also the next position
 */
public record Committed(long size) {}
