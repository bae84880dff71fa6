package dev.evident.recover;

import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import dev.evident.log.DirectoryLock;
import dev.evident.log.HeadFile;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.TreeHead;
import dev.evident.verify.EarlierSignatures;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.LogKeys;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What can be done about a record that a start refuses. The caller holds the record's locks and has asked the operator.
 * Blocks.
 */
public final class Recover {
    final Path data;
    final Path database;
    final Function<Path, StoredRecord> records;
    final Writer writer;

    /** Appends events to the record in a data directory, which is made when missing; for a moment it is a service. */
    @FunctionalInterface
    public interface Writer {
        void append(Path data, Path database, NewEvent event) throws IOException;
    }

    /** For one data directory. */
    public Recover(Path data, Path database, Function<Path, StoredRecord> records, Writer writer) {
        this.data = data;
        this.database = database;
        this.records = records;
        this.writer = writer;
    }

    /** How things stand. */
    public RecordState state() {
        return RecordState.of(data, database, records);
    }

    /**
     * Puts a backup in the place of the database. It must be intact and hold all that was acknowledged and signed.
     *
     * @return where the database went that was there
     * @throws StartException when it may not be used; nothing has been changed then
     */
    public Path restore(Path backup, BiConsumer<Long, Long> progress) throws IOException {
        Path from = databaseOf(backup);
        try (StoredRecord record = records.apply(from)) {
            requireIntact(
                    new LocalCheck(record, data, LogKeys.of(data), null).run(progress), backup + " cannot be restored");
        }
        Aside aside = Aside.create(data, Instant.now(), why("The database was replaced by " + backup + "."));
        Path copy = copied(from);
        aside.takeDatabase(database, data);
        Files.move(copy, database);
        aside.force(data);
        return aside.directory();
    }

    /**
     * Takes the database as it is for all that was acknowledged, because the head file is gone. It must be intact and hold
     * all that was signed; what was acknowledged after the last checkpoint and is missing is not noticed any more, which
     * is why the log says that this was done.
     *
     * @param origin the log's name as it is configured
     * @param nonePublished the operator states that no checkpoint was ever handed out, for when there is none here; a
     *     database from a backup would else go on below what was signed
     */
    public Path newHeadFile(String origin, String reason, boolean nonePublished, BiConsumer<Long, Long> progress)
            throws IOException {
        RecordState state = state();
        if (state.acknowledged().isPresent()) {
            throw new StartException("there is a head file, so there is no reason to make a new one");
        }
        if (state.signed().isEmpty() && !nonePublished) {
            throw new StartException("there is no checkpoint in " + data + ", so it cannot be told whether the"
                    + " database holds all that was signed. Put"
                    + " the file checkpoint back from where it"
                    + " went; or go on under another name:"
                    + " --new-log --origin NAME --reason TEXT;"
                    + " or, if no checkpoint and no proof of this"
                    + " log was ever handed out, say so:"
                    + " --none-published");
        }
        if (state.signed().isPresent() && nonePublished) {
            throw new StartException("--none-published contradicts the checkpoint in " + data);
        }
        Aside aside = Aside.create(data, Instant.now(), why("The head file was made anew: " + reason));
        aside.take(data.resolve("head"));
        try (StoredRecord record = records.apply(database)) {
            TreeHead head = record.head().orElseThrow(() -> new StartException("the database has no head"));
            HeadFile.create(data.resolve("head"), head);
            try {
                requireIntact(
                        new LocalCheck(record, nonePublished ? null : data, LogKeys.of(data), null).run(progress),
                        "the database cannot be taken as it is");
                if (nonePublished) {
                    EarlierSignatures.in(data).allow(origin);
                }
            } catch (StartException refused) {
                Files.delete(data.resolve("head"));
                aside.undo(data.resolve("head"));
                throw refused;
            }
        }
        aside.force(data);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("reason", reason);
        told.put("replaced", aside.directory().getFileName().toString());
        state.signed().ifPresent(saved -> told.put("checkpoint", saved.note().toString()));
        if (nonePublished) {
            told.put("statement", "The operator states that no checkpoint of this log was ever handed out.");
        }
        writer.append(data, database, ServiceEvent.of("head_file_replaced", ServiceEvent.SERVICE, null, told));
        return aside.directory();
    }

    /** A backup is a directory, or a database alone. */
    static Path databaseOf(Path backup) {
        return Files.isDirectory(backup) ? backup.resolve("events.db") : backup;
    }

    /** A copy of a backup's database beside where it will be, on the disk. */
    Path copied(Path from) throws IOException {
        Path copy = database.resolveSibling(database.getFileName() + ".new");
        Files.deleteIfExists(copy);
        DirectoryLock.createOwnerOnly(copy);
        try (InputStream in = Files.newInputStream(from);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            in.transferTo(Channels.newOutputStream(to));
            to.force(true);
        }
        return copy;
    }

    List<String> why(String what) {
        List<String> lines = new ArrayList<>(List.of(what, "", "Before:"));
        lines.addAll(state().lines());
        return lines;
    }

    static void requireIntact(Verdict verdict, String otherwise) {
        if (!verdict.intact()) {
            throw new StartException(otherwise + ": "
                    + verdict.findings().kept().get(0)
                    + (verdict.findings().total() > 1
                            ? " (and " + (verdict.findings().total() - 1) + " more)"
                            : ""));
        }
    }
}
