package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.Finding.Part;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Checks an evidence bundle as it is read, in one pass and with one part of it in memory: every event against its proof,
 * every proof against the checkpoint, the checkpoint's signature, order, count and that the bundle is complete. One use.
 */
public final class BundleCheck {
    /** The largest part that is read: more than a part of one event of the largest size. */
    private static final int MAX_PART_BYTES = 128 << 20;

    private static final int MAX_REASON = 1_000;

    private final Signatures signatures;
    private final ClaimedRedactions redactions;
    private final Findings findings = new Findings();
    private final List<String> checked = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private @Nullable SignedNote note;
    private @Nullable JsonObject manifest;
    private List<byte[]> bodies = List.of();
    private long events;
    private long lastSeq = -1;
    private int direction;

    /** What came of it besides. */
    public record Checked(Verdict verdict, long events, Optional<SignedNote> checkpoint) {}

    /** A check with the keys of the log; without any the signature stays unchecked. */
    public BundleCheck(List<VerifierKey> keys) {
        this.signatures = new Signatures(keys);
        this.redactions = new ClaimedRedactions(findings);
    }

    /** Reads the bundle to its end. Told how many events are done. */
    public Checked run(InputStream bundle, LongConsumer progress) {
        try (ZipInputStream zip = new ZipInputStream(bundle, UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                part(entry.getName(), zip);
                progress.accept(events);
            }
        } catch (IOException cut) {
            incomplete("The bundle ends early or is no zip file: " + cut.getMessage());
        } catch (MalformedException | DecodeException | IllegalArgumentException | ClassCastException malformed) {
            incomplete("The bundle holds something that is not of its form: " + malformed.getMessage());
        }
        finish();
        TreeHead head =
                note == null ? TreeHead.empty() : Checkpoint.parse(note.text()).head();
        return new Checked(new Verdict(head, findings, checked, unchecked), events, Optional.ofNullable(note));
    }

    private void part(String name, InputStream content) throws IOException {
        if (name.equals("checkpoint.txt")) {
            SignedNote found = SignedNote.parse(read(content));
            Checkpoint.parse(found.text()); // else it is no checkpoint
            note = found;
        } else if (name.equals("INCOMPLETE.txt")) {
            incomplete("The service could not finish it: " + text(read(content)));
        } else if (name.equals("manifest.json")) {
            manifest = new JsonObject(new String(read(content), UTF_8));
        } else if (name.startsWith("events/")) {
            bodies = lines(read(content));
        } else if (name.startsWith("proofs/")) {
            proofs(lines(read(content)));
        }
    }

    /** A service's words, for one line of a terminal. */
    private static String text(byte[] said) {
        return new String(said, 0, Math.min(said.length, MAX_REASON), UTF_8)
                .replaceAll("\\p{Cntrl}", " ")
                .strip();
    }

    private static byte[] read(InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(MAX_PART_BYTES + 1);
        if (bytes.length > MAX_PART_BYTES) {
            throw new MalformedException("A part of the bundle has more than " + MAX_PART_BYTES + " bytes.");
        }
        return bytes;
    }

    private static List<byte[]> lines(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, from, at));
                from = at + 1;
            }
        }
        if (from < bytes.length) {
            throw new MalformedException("A part of the bundle ends within a line.");
        }
        return lines;
    }

    private void proofs(List<byte[]> lines) {
        if (note == null || lines.size() != bodies.size()) {
            throw new MalformedException("A part has " + bodies.size() + " events and " + lines.size()
                    + " proofs, or the checkpoint is missing.");
        }
        for (int i = 0; i < lines.size(); i++) {
            JsonObject json = new JsonObject(new String(lines.get(i), UTF_8));
            event(json, EventProof.of(json, note.toString()), bodies.get(i));
        }
        bodies = List.of();
    }

    private void event(JsonObject json, EventProof proof, byte[] body) {
        events++;
        long seq = proof.index();
        int step = Long.compare(seq, lastSeq);
        if (step == 0 || (events > 2 && step != direction)) {
            findings.add(Part.PROOF, seq, seq, "It stands out of order in the bundle.");
        }
        direction = events == 2 ? step : direction;
        lastSeq = seq;
        Optional<byte[]> content = content(json, body);
        redactions.event(seq, json, body);
        if (content.isEmpty()) {
            findings.add(Part.EVENT, seq, seq, "Neither its body with its salt nor their commitment is in the bundle.");
            return;
        }
        EventProof whole = proof.with(proof.parts().withCommitment(content.get()));
        if (whole.made().isEmpty()) {
            findings.add(Part.EVENT, seq, seq, "Its id or timestamp is not in the bundle.");
        } else {
            whole.refusal().ifPresent(why -> findings.add(Part.EVENT, seq, seq, why));
        }
    }

    private static Optional<byte[]> content(JsonObject json, byte[] body) {
        String salt = json.getString("salt");
        if (salt != null) {
            return Optional.of(new EventLeaf().content(Base64.getDecoder().decode(salt), body));
        }
        // of a body that is not made to fit, nothing would be proven
        return ClaimedRedactions.isOne(json, body)
                ? Optional.ofNullable(json.getString("content")).map(Base64.getDecoder()::decode)
                : Optional.empty();
    }

    private void finish() {
        redactions.unproven().ifPresent(unchecked::add);
        if (note == null) {
            incomplete("The bundle has no checkpoint.");
            return;
        }
        if (signatures.keys().isEmpty()) {
            unchecked.add(
                    "signature of the checkpoint: give the log's key with --key; the one in the bundle proves nothing");
        } else {
            signatures
                    .refusal(note)
                    .ifPresentOrElse(
                            why -> findings.add(Part.CHECKPOINT, 0, 0, why),
                            () -> checked.add("the checkpoint's signature"));
        }
        if (manifest == null || !Boolean.TRUE.equals(manifest.getBoolean("complete"))) {
            incomplete("The bundle is not complete: its manifest is missing or says so.");
        } else if (!Long.valueOf(events).equals(manifest.getLong("events"))) {
            incomplete("The manifest says " + manifest.getLong("events") + " events, the bundle has " + events + ".");
        } else {
            checked.add(events + " events with their proofs; the bundle is complete");
        }
    }

    private void incomplete(String what) {
        findings.add(Finding.bundle(what));
    }
}
