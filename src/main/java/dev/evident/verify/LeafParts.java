package dev.evident.verify;

import dev.evident.merkle.EventLeaf;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Optional;

/**
 * What an event's leaf is made of, as far as somebody shows it. Nobody signs these: they are true when the leaf they give is
 * in the tree.
 *
 * @param id of the event
 * @param timestamp as the service writes it
 * @param salt 16 bytes
 * @param body the stored bytes
 * @param commitment the hash of both, where it stands in their place
 */
record LeafParts(
        Optional<String> id,
        Optional<String> timestamp,
        Optional<byte[]> salt,
        Optional<byte[]> body,
        Optional<byte[]> commitment) {
    static final LeafParts NONE =
            new LeafParts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Those among the members of a proof. */
    static LeafParts of(JsonObject json) {
        return new LeafParts(
                Optional.ofNullable(json.getString("id")),
                Optional.ofNullable(json.getString("timestamp")),
                bytes(json, "salt"),
                bytes(json, "body"),
                bytes(json, "content"));
    }

    LeafParts withBody(byte[] stored) {
        return new LeafParts(id, timestamp, salt, Optional.of(stored), commitment);
    }

    LeafParts withCommitment(byte[] hash) {
        return new LeafParts(id, timestamp, salt, body, Optional.of(hash));
    }

    /** Whether the event itself is here, and not only the hash of it. */
    boolean haveContent() {
        return salt.isPresent() && body.isPresent();
    }

    /** The hash of salt and body, made of them where they are there. */
    Optional<byte[]> content() {
        return haveContent()
                ? Optional.of(new EventLeaf().content(salt.orElseThrow(), body.orElseThrow()))
                : commitment;
    }

    /** The leaf that they give; empty when not all of them are there. */
    Optional<byte[]> leaf(long index) {
        return content()
                .filter(content -> id.isPresent() && timestamp.isPresent())
                .map(content -> new EventLeaf().entry(index, id.orElseThrow(), timestamp.orElseThrow(), content));
    }

    private static Optional<byte[]> bytes(JsonObject json, String name) {
        return Optional.ofNullable(json.getString(name)).map(Base64.getDecoder()::decode);
    }
}
