package dev.evident.log;

import org.jspecify.annotations.Nullable;

/**
 * One event whose body and salt are deleted.
 *
 * @param seq its position
 * @param content the SHA-256 over both, which stays
 * @param tenant whose event it is, which stays too; null when nobody's
 * @param by the position of the event that says so; {@value #UNKNOWN} until that one has its place
 */
public record Erasure(long seq, byte[] content, @Nullable String tenant, long by) {
    private static final long UNKNOWN = -1;

    /** One that no event says yet. */
    static Erasure of(long seq, byte[] content, @Nullable String tenant) {
        return new Erasure(seq, content, tenant, UNKNOWN);
    }

    /** The same, said by the event at a position. */
    Erasure saidBy(long position) {
        return new Erasure(seq, content, tenant, position);
    }
}
