package dev.evident.event;

import org.jspecify.annotations.Nullable;

/**
 * What is left of an event whose content was deleted, and who says so. Position, id, timestamp and the leaf in the log
 * stay, so every proof holds.
 *
 * @param content the SHA-256 over salt and body as they were, which the leaf commits to; 32 bytes
 * @param by the position of the {@linkplain RedactionEvent event} that says so
 * @param reason that was given
 * @param actor who did it: the name of a token
 * @param micros when it was done, in microseconds since the epoch
 * @param tenant whose event it was, so that others do not see what is left of it; null when nobody's
 */
public record Redaction(byte[] content, long by, String reason, String actor, long micros, @Nullable String tenant) {

    @Override
    public String toString() {
        return "Redaction[by=" + by + "]";
    }
}
