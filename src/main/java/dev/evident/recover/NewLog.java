package dev.evident.recover;

import dev.evident.config.StartException;
import dev.evident.log.HeadFile;
import dev.evident.log.StoredRecord;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.TreeHead;
import dev.evident.verify.LocalCheck;
import dev.evident.verify.SavedCheckpoint;
import dev.evident.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets what is left of a record go on under another name. Events stay where they are in the tree, searchable and provable;
 * the first event after them names the old log's last checkpoint. Each method returns the directory
 * that what was replaced was moved to. Blocks.
 */
public final class NewLog {
    private static final String OTHERWISE = ". Take the events of a backup (--from BACKUP), or none (--empty)";

    private final Recover recover;
    private final String old;
    private final NewOrigin origin;
    private final RecordState before;

    /**
     * The events go on under another name.
     *
     * @param configured the log's name where nothing was signed yet
     */
    public NewLog(Recover recover, String configured, NewOrigin origin) {
        this.recover = recover;
        this.origin = origin;
        this.before = recover.state();
        this.old = before.signed().map(saved -> saved.checkpoint().origin()).orElse(configured);
    }

    /**
     * Goes on with the events of the database, which must be intact in itself; it may hold less than was acknowledged.
     *
     * @throws StartException when it is not; nothing has been changed then
     */
    public Path ofWhatIsLeft(BiConsumer<Long, Long> progress) throws IOException {
        origin.requireUnused(recover.data, old);
        if (!Files.exists(recover.database)) {
            throw new StartException("there is no record " + recover.database + OTHERWISE);
        }
        Held held = held(recover.database, null, progress);
        Aside aside = aside();
        aside.take(recover.data.resolve("index"));
        aside.take(recover.data.resolve("scrub"));
        return open(aside, held);
    }

    /**
     * Goes on with the events of a backup.
     *
     * @param backup the directory of a backup, or a database alone
     */
    public Path from(Path backup, BiConsumer<Long, Long> progress) throws IOException {
        origin.requireUnused(recover.data, old);
        Path database = Recover.databaseOf(backup);
        Held held = held(database, Files.isDirectory(backup) ? backup : null, progress);
        Aside aside = aside();
        Path copy = recover.copied(database);
        aside.takeDatabase(recover.database, recover.data);
        Files.move(copy, recover.database, StandardCopyOption.ATOMIC_MOVE);
        return open(aside, held);
    }

    /** Begins with no event, for when nothing that is left is intact. */
    public Path empty() throws IOException {
        origin.requireUnused(recover.data, old);
        Aside aside = aside();
        aside.takeDatabase(recover.database, recover.data);
        return open(aside, null);
    }

    /**
     * What goes on.
     *
     * @param checkpoint the newest one of the old name that the events hold
     */
    private record Held(TreeHead head, Optional<SavedCheckpoint> checkpoint) {}

    /** Checks the events by themselves and finds the newest checkpoint that they hold. */
    private Held held(Path database, @Nullable Path backup, BiConsumer<Long, Long> progress) throws IOException {
        TreeHead head;
        try (StoredRecord record = recover.records.apply(database)) {
            Verdict verdict = new LocalCheck(record, null, List.of(), null).run(progress);
            Recover.requireIntact(verdict, database + " cannot be gone on with" + OTHERWISE);
            head = verdict.head();
        }
        List<Path> places = Stream.of(recover.data, backup)
                .flatMap(Stream::ofNullable)
                .filter(place -> size(place) >= 0)
                .sorted(Comparator.comparing(NewLog::size).reversed())
                .toList();
        for (Path place : places) {
            try (StoredRecord record = recover.records.apply(database)) {
                if (new LocalCheck(record, null, List.of(), place.resolve("checkpoint"))
                        .run((done, total) -> {})
                        .intact()) {
                    return new Held(head, checkpoint(place));
                }
            }
        }
        return new Held(head, Optional.empty());
    }

    private static long size(Path place) {
        return checkpoint(place).map(saved -> saved.checkpoint().head().size()).orElse(-1L);
    }

    private static Optional<SavedCheckpoint> checkpoint(Path place) {
        try {
            return SavedCheckpoint.read(place);
        } catch (IOException | MalformedException none) {
            return Optional.empty();
        }
    }

    private Aside aside() throws IOException {
        Aside aside = Aside.create(
                recover.data,
                Instant.now(),
                recover.why("The log " + origin.name() + " took the place of " + old + ": " + origin.reason()));
        aside.copy(recover.data.resolve("checkpoint"));
        return aside;
    }

    private Path open(Aside aside, @Nullable Held held) throws IOException {
        origin.close(recover.data, old, before.signed(), held == null ? Optional.empty() : held.checkpoint());
        aside.take(recover.data.resolve("head"));
        Map<String, TreeHead> heads = new LinkedHashMap<>();
        before.acknowledged().ifPresent(head -> heads.put("acknowledged", head));
        before.database().ifPresent(head -> heads.put("database", head));
        if (held != null) {
            HeadFile.create(recover.data.resolve("head"), held.head());
            heads.put("kept", held.head());
        }
        aside.force(recover.data);
        recover.writer.append(
                recover.data,
                recover.database,
                origin.opened(
                        old,
                        before.signed(),
                        heads,
                        aside.directory().getFileName().toString()));
        return aside.directory();
    }
}
