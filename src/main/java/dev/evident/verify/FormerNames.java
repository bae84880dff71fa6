package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import dev.evident.publish.FormerOrigins;
import dev.evident.publish.KeyFile;
import dev.evident.verify.Finding.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last checkpoints of names that the log had before. The record goes on from each, unless it was given up: after
 * {@code evident recover --new-log} or a restore under another name it may hold less than was signed.
 */
final class FormerNames {
    private final Map<String, SignedNote> notes;
    private final boolean givenUp;
    private final Path data;
    private final Findings findings;
    private final List<String> checked;
    private final List<String> unchecked;

    private FormerNames(
            Path data,
            Map<String, SignedNote> notes,
            boolean givenUp,
            Findings findings,
            List<String> checked,
            List<String> unchecked) {
        this.data = data;
        this.notes = notes;
        this.givenUp = givenUp;
        this.findings = findings;
        this.checked = checked;
        this.unchecked = unchecked;
    }

    /** Reads those of a data directory. A file that is damaged is a finding, and then none is checked. */
    static FormerNames read(Path data, Findings findings, List<String> checked, List<String> unchecked) {
        Map<String, SignedNote> notes = Map.of();
        boolean givenUp = false;
        try {
            givenUp = FormerOrigins.isAnyClosed(data);
            notes = FormerOrigins.checkpoints(data);
        } catch (StartException | IOException damaged) {
            findings.add(Part.CHECKPOINT, 0, 0, String.valueOf(damaged.getMessage()));
        }
        return new FormerNames(data, notes, givenUp, findings, checked, unchecked);
    }

    /**
     * The sizes of the trees that the record should hold.
     *
     * @param stored how many events the record says it has
     */
    List<Long> sizes(long stored) {
        return notes.values().stream()
                .map(note -> head(note).size())
                .filter(size -> !givenUp || size <= stored)
                .toList();
    }

    /** Compares them with the record. */
    void compare(RecordCheck check, TreeHead found) {
        notes.forEach((origin, note) -> {
            TreeHead head = head(note);
            String name = "the last checkpoint of the former name " + origin;
            boolean held = head.size() <= found.size()
                    && check.at(head.size()).orElse(found).equals(head);
            if (held) {
                checked.add(name + ": " + head.size() + " events");
            } else if (givenUp) {
                unchecked.add(name + ": the record does not hold its " + head.size()
                        + " events, since a log was given up here");
            } else {
                findings.add(
                        Part.CHECKPOINT,
                        0,
                        Math.max(0, head.size() - 1),
                        "The record does not begin with the " + head.size() + " events of " + name + ".");
            }
            signature(origin, note, name);
        });
    }

    private void signature(String origin, SignedNote note, String name) {
        Optional<List<VerifierKey>> keys = keys(origin);
        if (keys.isEmpty()) {
            unchecked.add("signature of " + name + ": there is no key of it here");
        } else {
            new Signatures(keys.get())
                    .refusal(note)
                    .ifPresent(why -> findings.add(
                            Part.CHECKPOINT, 0, Math.max(0, head(note).size() - 1), name + ": " + why));
        }
    }

    private Optional<List<VerifierKey>> keys(String origin) {
        try {
            return Optional.of(KeyFile.ofLog(data).list(origin)).filter(keys -> !keys.isEmpty());
        } catch (StartException unusable) {
            return Optional.empty(); // the check of the keys says so
        }
    }

    private static TreeHead head(SignedNote note) {
        return Checkpoint.parse(note.text()).head();
    }
}
