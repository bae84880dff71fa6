package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.log.HeadFile;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Row;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.Finding.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a record on the disk and what stands beside it: head file, last signed checkpoint, and what somebody kept.
 * Changes nothing. Blocks; one use.
 */
public final class LocalCheck {
    private final StoredRecord record;
    private final @Nullable Path data;
    private final Signatures signatures;
    private final @Nullable Against against;
    private final Findings findings = new Findings();
    private final List<String> checked = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    /**
     * A check that has not begun.
     *
     * @param data the directory of head file and checkpoint; null when there is only a database
     * @param keys that may have signed; the log's own
     * @param against a checkpoint, proof or receipt that was kept; null for none
     */
    public LocalCheck(StoredRecord record, @Nullable Path data, List<VerifierKey> keys, @Nullable Path against) {
        this.record = record;
        this.data = data;
        this.signatures = new Signatures(keys);
        this.against = against == null ? null : Against.read(against);
    }

    /** Checks everything. Told how many events are done and how many there should be. */
    public Verdict run(BiConsumer<Long, Long> progress) {
        Optional<TreeHead> acknowledged = headFile();
        Optional<SignedNote> last = checkpoint();
        if (data != null) {
            LogKeys.fault(data).ifPresent(what -> findings.add(Part.KEYS, 0, 0, what));
        }
        Optional<FormerNames> former =
                Optional.ofNullable(data).map(at -> FormerNames.read(at, findings, checked, unchecked));
        List<Long> sizes = new ArrayList<>();
        former.ifPresent(names -> sizes.addAll(names.sizes(stored())));
        acknowledged.ifPresent(head -> sizes.add(head.size()));
        last.ifPresent(note -> sizes.add(Checkpoint.parse(note.text()).head().size()));
        if (against != null) {
            against.head().ifPresent(head -> sizes.add(head.size()));
        }
        RecordCheck check = new RecordCheck(record, findings, sizes);
        TreeHead found = check.run(done -> progress.accept(done, check.expected()));
        checked.add(found.size() + " events: body, salt, id, timestamp and leaf of each, every hash above, the head");
        acknowledged.ifPresent(head -> compare(check, found, head, Part.HEAD_FILE, "the head file"));
        last.ifPresent(note -> compare(check, found, note, "the checkpoint that was signed last"));
        former.ifPresent(names -> names.compare(check, found));
        if (against != null) {
            compareKept(check, found, against);
        }
        return new Verdict(found, findings, checked, unchecked);
    }

    /** How many events the record says it has. */
    private long stored() {
        try {
            return record.head().map(TreeHead::size).orElse(0L);
        } catch (StoredRecord.UnreadableException damaged) {
            return 0; // the check of the record says so
        }
    }

    private Optional<TreeHead> headFile() {
        if (data == null) {
            unchecked.add("head file and signed checkpoint: this is a database alone");
            return Optional.empty();
        }
        Path file = data.resolve("head");
        try {
            if (!Files.exists(file)) {
                findings.add(Part.HEAD_FILE, 0, 0, "The head file is missing.");
                return Optional.empty();
            }
            if (!HeadFile.whole(file)) {
                findings.add(
                        Part.HEAD_FILE,
                        HeadFile.read(file).map(TreeHead::size).orElse(0L),
                        0,
                        "One of its two heads cannot be read: it was changed, or a power cut interrupted a write. A"
                                + " start puts the latter right.");
            }
            return HeadFile.read(file);
        } catch (StartException | IOException damaged) {
            findings.add(Part.HEAD_FILE, 0, 0, String.valueOf(damaged.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<SignedNote> checkpoint() {
        if (data == null) {
            return Optional.empty();
        }
        try {
            Optional<SavedCheckpoint> saved = SavedCheckpoint.read(data);
            if (saved.isEmpty()) {
                unsigned(data);
            }
            return saved.map(SavedCheckpoint::note);
        } catch (MalformedException | IOException damaged) {
            findings.add(Part.CHECKPOINT, 0, 0, "The file checkpoint is not one: " + damaged.getMessage());
            return Optional.empty();
        }
    }

    private void unsigned(Path directory) {
        List<String> traces;
        try {
            EarlierSignatures earlier = EarlierSignatures.in(directory);
            Optional<String> allowed = earlier.allowed();
            if (allowed.isPresent()) {
                unchecked.add("signed checkpoint: " + allowed.get() + " has not signed yet; the operator allowed it to"
                        + " begin here, by evident recover or restore");
                return;
            }
            traces = earlier.any();
        } catch (StartException unreadable) {
            traces = List.of(String.valueOf(unreadable.getMessage()));
        }
        if (traces.isEmpty()) {
            unchecked.add("signed checkpoint: none has been signed here yet");
        } else {
            findings.add(
                    Part.CHECKPOINT,
                    0,
                    0,
                    "The file checkpoint is missing, although this shows that one was signed: "
                            + String.join(", ", traces) + ".");
        }
    }

    private void compare(RecordCheck check, TreeHead found, SignedNote note, String name) {
        TreeHead head = Checkpoint.parse(note.text()).head();
        signatures.refusal(note).ifPresent(why -> {
            if (signatures.keys().isEmpty()) {
                unchecked.add("signature of " + name + ": there is no key here; give one with --key");
            } else {
                findings.add(Part.CHECKPOINT, 0, head.size() - 1, name + ": " + why);
            }
        });
        compare(check, found, head, Part.CHECKPOINT, name);
    }

    private void compare(RecordCheck check, TreeHead found, TreeHead head, Part part, String name) {
        if (head.size() > found.size()) {
            findings.add(
                    part,
                    found.size(),
                    head.size() - 1,
                    "According to " + name + " there were " + head.size() + " events; the record has " + found.size()
                            + ".");
            return;
        }
        TreeHead then = check.at(head.size()).orElse(found);
        if (!then.equals(head)) {
            findings.add(
                    part,
                    0,
                    head.size() - 1,
                    "The record's first " + head.size() + " events are not those of " + name + ": it has " + head
                            + ", the record " + then + ".");
        } else {
            checked.add(name + ": " + head.size() + " events");
        }
    }

    private void compareKept(RecordCheck check, TreeHead found, Against kept) {
        String name = kept.file().toString();
        if (kept.note() != null) {
            compare(check, found, kept.note(), name);
        }
        if (kept.proof() != null) {
            compareProof(kept.proof(), name);
        }
        if (kept.receipt() != null) {
            compareReceipt(kept.receipt(), name);
        }
    }

    /** What the proof says of the event, or else that the stored leaf is the one that it proves. */
    private void compareProof(EventProof proof, String name) {
        Optional<Row> row = row(proof.index());
        if (row.isEmpty()) {
            findings.add(
                    Part.PROOF, proof.index(), proof.index(), "The record has no such event as " + name + " proves.");
            return;
        }
        EventProof whole = proof.leaf().isPresent() || proof.made().isPresent()
                ? proof
                : proof.with(StoredLeaf.entry(row.get(), record));
        whole.refusal()
                .or(() -> new StoredLeaf(row.get()).is(whole)
                        ? Optional.empty()
                        : Optional.of("It proves another event than the record has at " + proof.index() + "."))
                .ifPresentOrElse(
                        why -> findings.add(Part.PROOF, proof.index(), proof.index(), name + ": " + why),
                        () -> checked.add(name + ": proof of event " + proof.index()));
    }

    private void compareReceipt(Against.Receipt receipt, String name) {
        boolean same = row(receipt.seq())
                .filter(row -> row.id().length == 16 && row.micros() == receipt.micros())
                .map(row -> ByteBuffer.wrap(row.id()))
                .map(id -> new UUID(id.getLong(), id.getLong()).equals(receipt.id()))
                .orElse(false);
        if (same) {
            checked.add(name + ": receipt of event " + receipt.seq());
        } else {
            findings.add(
                    Part.PROOF,
                    receipt.seq(),
                    receipt.seq(),
                    "The record does not have the event of the receipt " + name + ": another id or time, or none.");
        }
    }

    private Optional<Row> row(long seq) {
        try (StoredRecord.Events events = record.events(seq)) {
            return events.next().stream().findFirst().filter(row -> row.seq() == seq);
        } catch (StoredRecord.UnreadableException damaged) {
            return Optional.empty();
        }
    }
}
