package dev.evident.codec;

import java.util.UUID;

/**
 * Which event a stored body belongs to. A codec that encrypts takes it as associated data, so that bytes moved to another
 * event or another log are refused. The position is not part of it: a body is encoded before it has one.
 *
 * @param logId the random id of the log, see {@link LogCodec}
 * @param id of the event
 * @param subject whom the event is about, with whose key it would be encrypted; may be empty
 */
public record Binding(UUID logId, UUID id, String subject) {
    /** Without the subject, which is content. */
    @Override
    public String toString() {
        return "Binding[" + logId + ", " + id + "]";
    }
}
