package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.ledger.Checkpoint;
import dev.evident.ledger.EventLeaf;
import dev.evident.ledger.MalformedException;
import dev.evident.ledger.Proofs;
import dev.evident.ledger.SignedNote;
import dev.evident.ledger.TlogProof;
import dev.evident.ledger.TreeHash;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * An event's proof as the service hands it out. A {@code .tlog-proof} says where a leaf stands; one in JSON also has what
 * the leaf is made of.
 *
 * @param index the event's position
 * @param path from the leaf's sibling up
 * @param checkpoint the signed note that it leads to
 * @param leaf the log's entry, where it is there
 * @param content the commitment to body and salt, where it is there or can be made
 * @param salt where it is there
 * @param id and {@code timestamp}: those of the event, where they are there
 */
record EventProof(
        long index,
        List<byte[]> path,
        String checkpoint,
        Optional<byte[]> leaf,
        Optional<byte[]> content,
        Optional<byte[]> salt,
        Optional<String> id,
        Optional<String> timestamp) {
    /** What a {@code .tlog-proof} begins with. */
    static final String TLOG = "c2sp.org/tlog-proof@";

    EventProof {
        path = List.copyOf(path);
    }

    static EventProof ofTlog(String text) {
        TlogProof proof = TlogProof.parse(text);
        return new EventProof(
                proof.index(),
                proof.path(),
                proof.checkpoint(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Reads one in JSON; {@code checkpoint} must be there. */
    static EventProof ofJson(JsonObject json) {
        return of(json, json.getString("checkpoint"));
    }

    /** As {@link #ofJson}, with a checkpoint that stands elsewhere. */
    static EventProof of(JsonObject json, String checkpoint) {
        Long index = json.getLong("seq");
        JsonArray hashes = json.getJsonArray("path");
        if (index == null || hashes == null || hashes.size() > Proofs.MOST_HASHES) {
            throw new MalformedException("A proof has seq and path.");
        }
        List<byte[]> path = new ArrayList<>();
        for (int i = 0; i < hashes.size(); i++) {
            path.add(Base64.getDecoder().decode(hashes.getString(i)));
        }
        return new EventProof(
                index,
                path,
                checkpoint,
                Optional.ofNullable(json.getString("leaf")).map(text -> text.getBytes(US_ASCII)),
                content(json),
                bytes(json, "salt"),
                Optional.ofNullable(json.getString("id")),
                Optional.ofNullable(json.getString("timestamp")));
    }

    /** The commitment that body and salt give, or the one that stands for them. */
    private static Optional<byte[]> content(JsonObject json) {
        Optional<byte[]> body = bytes(json, "body");
        Optional<byte[]> salt = bytes(json, "salt");
        return body.isPresent() && salt.isPresent()
                ? Optional.of(new EventLeaf().content(salt.get(), body.get()))
                : bytes(json, "content");
    }

    private static Optional<byte[]> bytes(JsonObject json, String name) {
        return Optional.ofNullable(json.getString(name)).map(Base64.getDecoder()::decode);
    }

    /** The leaf that content, id and timestamp give; empty when not all of them are there. */
    Optional<byte[]> made() {
        return id.isPresent() && timestamp.isPresent() && content.isPresent()
                ? Optional.of(new EventLeaf().entry(index, id.get(), timestamp.get(), content.get()))
                : Optional.empty();
    }

    /** What is wrong with it, the checkpoint's signature aside; empty when nothing is. */
    Optional<String> refusal() {
        Optional<byte[]> made = made();
        if (made.isPresent() && leaf.isPresent() && !Arrays.equals(made.get(), leaf.get())) {
            return Optional.of("Body, salt, id and timestamp do not give its leaf.");
        }
        Optional<byte[]> entry = leaf.or(() -> made);
        if (entry.isEmpty()) {
            return Optional.of("It has neither a leaf nor what one is made of; give the event with --event.");
        }
        byte[] hash = new TreeHash().leaf(entry.get());
        Checkpoint signed = Checkpoint.parse(SignedNote.parse(checkpoint).text());
        return Proofs.includes(signed.head(), index, hash, path)
                ? Optional.empty()
                : Optional.of("Its path does not lead from its leaf to the checkpoint's root.");
    }

    /** The same with the leaf of an event that stands elsewhere. */
    EventProof with(byte[] entry) {
        return new EventProof(index, path, checkpoint, Optional.of(entry), content, salt, id, timestamp);
    }
}
