package dev.evident.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.bus.LogMessages.Inclusion;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.EventLeaf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;

/**
 * An event's proof as JSON: all that the leaf is made of, the leaf, the path, the checkpoint. Bytes are in base64. Either
 * {@code body} and {@code salt} are there, or {@code content}, the hash of both, which is enough to make the leaf.
 *
 * @param event the members that come from the event
 * @param leaf the log's entry
 */
record ProofJson(JsonObject event, byte[] leaf) {

    /**
     * Of a stored event.
     *
     * @param readable whether the caller may have the body
     */
    static ProofJson of(StoredEvent stored, boolean readable) {
        EventLeaf form = new EventLeaf();
        Redaction redaction = stored.redaction();
        byte[] content = redaction == null ? form.content(stored.salt(), stored.body()) : redaction.content();
        JsonObject members = new JsonObject();
        if (readable && redaction == null) {
            members.put("body", base64(stored.body())).put("salt", base64(stored.salt()));
        } else {
            members.put("content", base64(content));
        }
        String timestamp = Timestamps.format(stored.micros());
        String id = stored.id().toString();
        JsonObject json =
                new JsonObject().put("seq", stored.seq()).put("id", id).put("timestamp", timestamp);
        return new ProofJson(json.mergeIn(members), form.entry(stored.seq(), id, timestamp, content));
    }

    /** What {@code GET /events/{id}} does not tell, and is needed to make the leaf: for the extra line of a tlog-proof. */
    byte[] extra() {
        JsonObject extra = new JsonObject();
        for (String name : List.of("id", "timestamp", "salt", "content")) {
            if (event.containsKey(name)) {
                extra.put(name, event.getString(name));
            }
        }
        return extra.toBuffer().getBytes();
    }

    /** With where the event stands. */
    Buffer with(Inclusion inclusion) {
        return withLeaf()
                .put("tree_size", inclusion.signed().head().size())
                .put("path", hashes(inclusion.path()))
                .put("checkpoint", inclusion.signed().note())
                .toBuffer();
    }

    /** With its leaf and its path, among others of the same checkpoint. */
    JsonObject on(List<byte[]> path) {
        return withLeaf().put("path", hashes(path));
    }

    private JsonObject withLeaf() {
        return event.copy().put("leaf", new String(leaf, US_ASCII));
    }

    private static JsonArray hashes(List<byte[]> path) {
        JsonArray hashes = new JsonArray();
        path.forEach(hash -> hashes.add(base64(hash)));
        return hashes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
