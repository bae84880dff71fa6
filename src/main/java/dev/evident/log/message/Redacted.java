package dev.evident.log.message;

import java.util.Optional;

/**
 * What was redacted.
 *
 * @param count how many events, without those that had been before
 * @param by the event that says so; none when there was nothing to do
 */
public record Redacted(int count, Optional<Appended> by) {}
