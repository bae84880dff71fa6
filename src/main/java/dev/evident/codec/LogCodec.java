package dev.evident.codec;

import java.util.UUID;

/**
 * The codec of one log, which binds each body to it. May be used by several threads at once.
 *
 * @param logId random, made with the log and kept in its store: a copy of the store, a restored backup and a log that goes
 *     on under another name have the same
 */
public record LogCodec(BodyCodec codec, UUID logId) {
    /** As {@link BodyCodec#encode}. */
    public byte[] encode(byte[] plain, UUID id) {
        return codec.encode(plain, binding(id));
    }

    /** As {@link BodyCodec#decode}. */
    public byte[] decode(byte[] stored, UUID id) throws DamagedException {
        return codec.decode(stored, binding(id));
    }

    /** As {@link BodyCodec#decodedSize}. */
    public long decodedSize(byte[] stored) {
        return codec.decodedSize(stored);
    }

    /** About nobody in particular, as long as no codec encrypts. */
    private Binding binding(UUID id) {
        return new Binding(logId, id, "");
    }
}
