package dev.evident.recover;

import dev.evident.config.StartException;
import dev.evident.log.HeadFile;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.UnreadableException;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.TreeHead;
import dev.evident.verify.EarlierSignatures;
import dev.evident.verify.LogKeys;
import dev.evident.verify.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a data directory says of its log, at a glance: the database's head, the head file, the checkpoint that was signed
 * last. The events themselves are not read; that is {@code evident verify}.
 *
 * @param database its tree head; empty when it is missing or cannot be read
 * @param acknowledged the head file's; empty when that is missing or cannot be read
 * @param signed the last checkpoint; empty when there is none or it cannot be read
 * @param isKeyLost whether the log's keys are missing or cannot be used
 * @param faults what is missing or cannot be read, one sentence each
 */
public record RecordState(
        Optional<TreeHead> database,
        Optional<TreeHead> acknowledged,
        Optional<SavedCheckpoint> signed,
        boolean isKeyLost,
        List<String> faults) {
    public RecordState {
        faults = List.copyOf(faults);
    }

    /** Looks. Nothing is changed. */
    public static RecordState of(Path data, Path file, Function<Path, StoredRecord> open) {
        List<String> faults = new ArrayList<>();
        Optional<TreeHead> database = database(file, open, faults);
        Optional<TreeHead> acknowledged = acknowledged(data, faults);
        Optional<SavedCheckpoint> signed = signed(data, faults);
        Optional<String> keys = LogKeys.fault(data);
        keys.ifPresent(faults::add);
        return new RecordState(database, acknowledged, signed, keys.isPresent(), faults);
    }

    /** Whether the database may hold less than was acknowledged or signed, as far as sizes and equal sizes tell. */
    public boolean lost() {
        long size = database.map(TreeHead::size).orElse(-1L);
        return database.isEmpty()
                || acknowledged.filter(head -> contradicts(head, size)).isPresent()
                || signed.filter(saved -> contradicts(saved.checkpoint().head(), size))
                        .isPresent();
    }

    /** A few lines for a person. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("database          " + database.map(TreeHead::toString).orElse("none that can be read"));
        lines.add("head file         " + acknowledged.map(TreeHead::toString).orElse("none that can be read"));
        lines.add("last checkpoint   "
                + signed.map(saved -> saved.checkpoint().origin() + ": "
                                + saved.checkpoint().head())
                        .orElse("none that can be read"));
        lines.addAll(faults);
        return lines;
    }

    private boolean contradicts(TreeHead head, long size) {
        return head.size() > size || (head.size() == size && !Optional.of(head).equals(database));
    }

    private static Optional<TreeHead> database(Path file, Function<Path, StoredRecord> open, List<String> faults) {
        try (StoredRecord record = open.apply(file)) {
            return record.head();
        } catch (StartException | UnreadableException unusable) {
            faults.add(String.valueOf(unusable.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<TreeHead> acknowledged(Path data, List<String> faults) {
        Path file = data.resolve("head");
        try {
            if (!Files.exists(file)) {
                faults.add("The head file " + file + " is missing.");
            }
            return HeadFile.read(file);
        } catch (StartException | IOException unusable) {
            faults.add(String.valueOf(unusable.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<SavedCheckpoint> signed(Path data, List<String> faults) {
        try {
            Optional<SavedCheckpoint> saved = SavedCheckpoint.read(data);
            List<String> traces =
                    saved.isPresent() ? List.of() : EarlierSignatures.in(data).any();
            if (!traces.isEmpty()) {
                faults.add("The file " + data.resolve("checkpoint") + " is missing, but this shows that there was one: "
                        + String.join(", ", traces) + ".");
            }
            return saved;
        } catch (MalformedException | IOException unusable) {
            faults.add("The file " + data.resolve("checkpoint") + " is no checkpoint: " + unusable.getMessage());
            return Optional.empty();
        } catch (StartException unusable) {
            faults.add(String.valueOf(unusable.getMessage()));
            return Optional.empty();
        }
    }
}
