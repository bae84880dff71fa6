package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TlogProof;
import dev.evident.merkle.TreeHash;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * An event's proof as the service hands it out, in JSON or as {@code .tlog-proof}.
 *
 * @param index the event's position
 * @param path from the leaf's sibling up
 * @param checkpoint the signed note that it leads to
 * @param size of the checkpoint's tree, where the proof says it besides
 * @param leaf the log's entry, where it is there
 * @param parts what the leaf is made of
 */
record EventProof(
        long index, List<byte[]> path, String checkpoint, Optional<Long> size, Optional<byte[]> leaf, LeafParts parts) {
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
                proof.extra().map(EventProof::ofExtra).orElse(LeafParts.NONE));
    }

    /** The extra line is whatever the writer liked; what is not what the service writes there tells nothing. */
    private static LeafParts ofExtra(byte[] extra) {
        try {
            return LeafParts.of(new JsonObject(new String(extra, UTF_8)));
        } catch (DecodeException | ClassCastException | IllegalArgumentException somethingElse) {
            return LeafParts.NONE;
        }
    }

    /** Reads one in JSON; {@code checkpoint} must be there. */
    static EventProof ofJson(JsonObject json) {
        return of(json, json.getString("checkpoint"));
    }

    /** As {@link #ofJson}, with a checkpoint that stands elsewhere. */
    static EventProof of(JsonObject json, String checkpoint) {
        Long index = json.getLong("seq");
        JsonArray hashes = json.getJsonArray("path");
        if (index == null || hashes == null || hashes.size() > Proofs.MAX_HASHES) {
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
                Optional.ofNullable(json.getLong("tree_size")),
                Optional.ofNullable(json.getString("leaf")).map(text -> text.getBytes(US_ASCII)),
                LeafParts.of(json));
    }

    /** The leaf that content, id and timestamp give; empty when not all of them are there. */
    Optional<byte[]> made() {
        return parts.leaf(index);
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
        if (size.isPresent() && size.get() != signed.head().size()) {
            return Optional.of("Its tree_size is not that of its checkpoint.");
        }
        return Proofs.includes(signed.head(), index, hash, path)
                ? Optional.empty()
                : Optional.of("Its path does not lead from its leaf to the checkpoint's root.");
    }

    /** The same with the leaf of an event that stands elsewhere. */
    EventProof with(byte[] entry) {
        return new EventProof(index, path, checkpoint, size, Optional.of(entry), parts);
    }

    /** The same with what the leaf is made of. */
    EventProof with(LeafParts whole) {
        return new EventProof(index, path, checkpoint, size, leaf, whole);
    }
}
