package dev.evident.verify;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.Finding.Part;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a proof that somebody kept, without the log: that the leaf is made of the event, stands in the tree, and that the
 * tree is signed.
 */
public final class ProofCheck {
    private final Findings findings = new Findings();
    private final List<String> checked = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    /**
     * Checks one.
     *
     * @param file in JSON or as {@code .tlog-proof}
     * @param event the stored body of the event, or a proof in JSON that has one; null when the proof has all
     * @throws CannotCheckException when a file is something else
     */
    public Verdict run(Path file, List<VerifierKey> keys, @Nullable Path event) {
        EventProof proof = Against.read(file).proof();
        if (proof == null) {
            throw new CannotCheckException(file + " is not a proof.");
        }
        EventProof whole = event == null ? proof : withEvent(proof, event);
        long seq = proof.index();
        SignedNote note = SignedNote.parse(proof.checkpoint());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (whole.leaf().isEmpty() && whole.made().isEmpty()) {
            throw new CannotCheckException(
                    file + " has no leaf; give the event's proof in JSON with --event, whose leaf is then looked for");
        }
        whole.refusal()
                .ifPresentOrElse(
                        why -> findings.add(Part.PROOF, seq, seq, why),
                        () -> checked.add("event " + seq + " is in the tree of "
                                + checkpoint.head().size() + " events of " + checkpoint.origin()));
        if (whole.made().isPresent()) {
            checked.add(
                    whole.parts().haveContent()
                            ? "body, salt, id and timestamp give the leaf"
                            : "id, timestamp and the hash of body and salt give the leaf");
        }
        if (!whole.parts().haveContent()) {
            unchecked.add("content of the event: the proof does not have it");
        }
        if (keys.isEmpty()) {
            unchecked.add("signature: give the log's key with --key");
        } else {
            new Signatures(keys)
                    .refusal(note)
                    .ifPresentOrElse(
                            why -> findings.add(Part.CHECKPOINT, seq, seq, why),
                            () -> checked.add("the checkpoint is signed by " + checkpoint.origin()));
        }
        return new Verdict(TreeHead.empty(), findings, checked, unchecked);
    }

    /** A file with the event's other half. */
    private EventProof withEvent(EventProof proof, Path event) {
        try {
            byte[] bytes = Files.readAllBytes(event);
            JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
            if (json.containsKey("path")) {
                return withProof(proof, EventProof.of(json, proof.checkpoint()), event);
            }
            return withBody(proof, bytes, event);
        } catch (IOException | DecodeException | IllegalArgumentException unreadable) {
            throw new CannotCheckException(event + " is not an event: " + unreadable.getMessage());
        }
    }

    /** What another proof of the event shows of it; its leaf is one more thing that must fit. */
    private EventProof withProof(EventProof proof, EventProof other, Path event) {
        if (other.index() != proof.index()) {
            findings.add(Part.PROOF, proof.index(), proof.index(), event + " is event " + other.index() + ".");
        }
        byte[] entry = other.made()
                .or(other::leaf)
                .orElseThrow(() -> new CannotCheckException(event + " has neither a leaf nor what one is made of."));
        return proof.with(other.parts()).with(entry);
    }

    /** The event as it is stored or as the service returns it, in the place of what the proof has. */
    private EventProof withBody(EventProof proof, byte[] file, Path event) {
        byte[] salt = proof.parts()
                .salt()
                .orElseThrow(() -> new CannotCheckException(
                        "The proof has no salt, so the event " + event + " cannot be checked against it."));
        byte[] body = stored(proof, file);
        byte[] content = new EventLeaf().content(salt, body);
        if (proof.parts().haveContent()
                && !Arrays.equals(proof.parts().content().orElseThrow(), content)) {
            findings.add(
                    Part.PROOF,
                    proof.index(),
                    proof.index(),
                    event + " does not have the bytes that were logged (SHA-256 of salt and bytes is "
                            + Base64.getEncoder().encodeToString(content) + ").");
            return proof;
        }
        return proof.with(proof.parts().withBody(body));
    }

    /** Without a line feed at the end, and without what the service put in front of the stored bytes. */
    private static byte[] stored(EventProof proof, byte[] file) {
        int end = file.length > 0 && file[file.length - 1] == '\n' ? file.length - 1 : file.length;
        byte[] added = ("{\"id\":\"" + proof.parts().id().orElse("") + "\",\"seq\":" + proof.index()
                        + ",\"timestamp\":\"" + proof.parts().timestamp().orElse("") + "\",")
                .getBytes(StandardCharsets.UTF_8);
        if (end <= added.length || !Arrays.equals(file, 0, added.length, added, 0, added.length)) {
            return Arrays.copyOf(file, end);
        }
        byte[] body = Arrays.copyOfRange(file, added.length - 1, end);
        body[0] = '{';
        return body;
    }
}
