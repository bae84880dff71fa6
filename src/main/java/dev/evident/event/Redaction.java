package dev.evident.event;

/**
 * What is left of an event whose content was deleted, and who says so. Position, id, timestamp and the leaf in the log
 * stay, so every proof holds.
 *
 * @param content the SHA-256 over salt and body as they were, which the leaf commits to; 32 bytes
 * @param by the position of the {@linkplain RedactionEvent event} that says so
 * @param reason that was given
 * @param actor who did it: the name of a token
 * @param micros when it was done, in microseconds since the epoch
 */
public record Redaction(byte[] content, long by, String reason, String actor, long micros) {

    @Override
    public String toString() {
        return "Redaction[by=" + by + "]";
    }
}
