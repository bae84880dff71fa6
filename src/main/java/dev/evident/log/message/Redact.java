package dev.evident.log.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which events to redact; those that are redacted already stay as they are.
 *
 * @param seqs their positions, 1 to {@code RedactionEvent.MAX_TARGETS}
 * @param reason why, as the log will say
 * @param actor the name of the token
 * @param tenant the one that the token is bound to; null for none
 * @param filter the names of the parameters that chose them; empty when they were named
 */
public record Redact(List<Long> seqs, String reason, String actor, @Nullable String tenant, List<String> filter) {
    public Redact {
        seqs = List.copyOf(seqs);
        filter = List.copyOf(filter);
    }
}
