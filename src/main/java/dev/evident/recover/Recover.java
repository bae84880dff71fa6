package dev.evident.recover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.event.EventBody;
import dev.evident.event.ServiceEvent;
import dev.evident.ledger.Checkpoint;
import dev.evident.ledger.TreeHash;
import dev.evident.ledger.TreeHead;
import dev.evident.store.DirectoryLock;
import dev.evident.store.HeadFile;
import dev.evident.store.StoredRecord;
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
import java.util.Base64;
import java.util.HexFormat;
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
    private final Path data;
    private final Path database;
    private final Function<Path, StoredRecord> records;
    private final Writer writer;

    /** Appends events to the record in a data directory, which is made when missing; for a moment it is a service. */
    @FunctionalInterface
    public interface Writer {
        void append(Path data, Path database, EventBody event) throws IOException;
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
        try (StoredRecord record = records.apply(backup)) {
            requireIntact(
                    new LocalCheck(record, data, LogKeys.of(data), null).run(progress), backup + " cannot be restored");
        }
        Aside aside = Aside.create(data, Instant.now(), why("The database was replaced by " + backup + "."));
        Path copy = database.resolveSibling(database.getFileName() + ".new");
        Files.deleteIfExists(copy);
        DirectoryLock.createOwnerOnly(copy);
        try (InputStream from = Files.newInputStream(backup);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            from.transferTo(Channels.newOutputStream(to));
            to.force(true);
        }
        aside.takeDatabase(database, data);
        Files.move(copy, database);
        aside.force(data);
        return aside.directory();
    }

    /**
     * Takes the database as it is for all that was acknowledged, because the head file is gone. It must be intact and hold
     * all that was signed; what was acknowledged after the last checkpoint and is missing is not noticed any more, which
     * is why the log says that this was done.
     */
    public Path newHeadFile(String reason, BiConsumer<Long, Long> progress) throws IOException {
        RecordState state = state();
        if (state.acknowledged().isPresent()) {
            throw new StartException("there is a head file, so there is no reason to make a new one");
        }
        Aside aside = Aside.create(data, Instant.now(), why("The head file was made anew: " + reason));
        aside.take(data.resolve("head"));
        try (StoredRecord record = records.apply(database)) {
            TreeHead head = record.head().orElseThrow(() -> new StartException("the database has no head"));
            HeadFile.create(data.resolve("head"), head);
            try {
                requireIntact(
                        new LocalCheck(record, data, LogKeys.of(data), null).run(progress),
                        "the database cannot be taken as it is");
            } catch (StartException refused) {
                Files.delete(data.resolve("head"));
                throw refused;
            }
        }
        aside.force(data);
        writer.append(
                data,
                database,
                ServiceEvent.of(
                        "head_file_replaced",
                        ServiceEvent.SERVICE,
                        null,
                        Map.of(
                                "reason",
                                reason,
                                "replaced",
                                aside.directory().getFileName().toString())));
        return aside.directory();
    }

    /**
     * Puts the whole record aside and opens an empty log under another name, whose first event says what was before. The
     * old origin's checkpoint stays, so that it is never continued below what was signed.
     *
     * @return where the old record went
     */
    public Path newLog(String origin, String reason) throws IOException {
        if (!Checkpoint.isOrigin(origin)) {
            throw new StartException("\"" + origin.replaceAll("\\p{Cntrl}", "?")
                    + "\" cannot be a log's name: 1 to 255 bytes, no spaces, no plus");
        }
        RecordState state = state();
        if (state.signed()
                        .filter(saved -> saved.checkpoint().origin().equals(origin))
                        .isPresent()
                || Files.exists(data.resolve("checkpoint-" + hash(origin)))) {
            throw new StartException(
                    "the log " + origin + " has signed checkpoints already; a new log needs a new name");
        }
        Aside aside =
                Aside.create(data, Instant.now(), why("The log " + origin + " took the place of this one: " + reason));
        aside.takeDatabase(database, data);
        aside.take(data.resolve("head"));
        aside.copy(data.resolve("checkpoint"));
        aside.force(data);
        EarlierSignatures.in(data).allow(origin);
        writer.append(
                data,
                database,
                ServiceEvent.of("log_opened", ServiceEvent.SERVICE, null, opened(state, origin, reason, aside)));
        return aside.directory();
    }

    private static Map<String, Object> opened(RecordState before, String origin, String reason, Aside aside) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("origin", origin);
        told.put("reason", reason);
        before.signed().ifPresent(saved -> {
            told.put("old_origin", saved.checkpoint().origin());
            told.put("old_checkpoint", saved.note().toString());
        });
        before.acknowledged().ifPresent(head -> tell(told, "acknowledged", head));
        before.database().ifPresent(head -> tell(told, "database", head));
        told.put("replaced", aside.directory().getFileName().toString());
        return told;
    }

    private static void tell(Map<String, Object> told, String name, TreeHead head) {
        told.put(name + "_size", head.size());
        told.put(name + "_root", Base64.getEncoder().encodeToString(head.root()));
    }

    private List<String> why(String what) {
        List<String> lines = new ArrayList<>(List.of(what, "", "Before:"));
        lines.addAll(state().lines());
        return lines;
    }

    private static void requireIntact(Verdict verdict, String otherwise) {
        if (!verdict.intact()) {
            throw new StartException(otherwise + ": "
                    + verdict.findings().kept().get(0)
                    + (verdict.findings().total() > 1
                            ? " (and " + (verdict.findings().total() - 1) + " more)"
                            : ""));
        }
    }

    /** As the log names the checkpoint of an origin that was given up. */
    private static String hash(String origin) {
        return HexFormat.of().formatHex(TreeHash.sha256().digest(origin.getBytes(UTF_8)), 0, 8);
    }
}
