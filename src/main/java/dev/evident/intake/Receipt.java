package dev.evident.intake;

import java.util.UUID;

/**
 * The acknowledgement of one event: it is committed and fsynced.
 *
 * @param seq position in the log
 * @param micros when it was accepted, in microseconds since the epoch
 * @param replayed whether it was sent before under the same key, and this is the acknowledgement it had
 */
public record Receipt(UUID id, long seq, long micros, boolean replayed) {}
