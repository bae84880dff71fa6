package dev.evident.ingest;

import java.util.UUID;

/**
 * The acknowledgement of one event: it is committed and fsynced.
 *
 * @param seq position in the log
 * @param micros when it was accepted, in microseconds since the epoch
 */
public record Receipt(UUID id, long seq, long micros) {}
