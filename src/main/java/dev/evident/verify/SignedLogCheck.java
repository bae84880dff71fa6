package dev.evident.verify;

import dev.evident.config.StartException;
import dev.evident.publish.FormerOrigins;
import dev.evident.publish.KeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every start checks before it opens anything: a log that has signed goes on with its checkpoint, its keys and its
 * record, or not at all. Changes nothing, so that a refused start leaves everything as it was. Blocks; for the holder of
 * the data directory's lock.
 */
public final class SignedLogCheck {
    private static final String WAYS_OUT = " See docs/operations.md, \"When the checkpoint is refused\".";

    private final Path data;
    private final Optional<Path> database;
    private final String origin;

    /**
     * For the start of a log, which may not be there yet.
     *
     * @param database the file of the record, which may not be there either; empty when it is not kept in a file
     */
    public SignedLogCheck(Path data, Optional<Path> database, String origin) {
        this.data = data;
        this.database = database;
        this.origin = origin;
    }

    /**
     * Refuses a start that would sign as if nothing had been signed.
     *
     * @throws StartException naming what is missing, what shows that it was there, and the ways out
     */
    public void require() {
        requireOpen();
        EarlierSignatures earlier = EarlierSignatures.in(data);
        List<String> traces = earlier.of(origin);
        if (!traces.isEmpty() && !earlier.hasCheckpoint(origin)) {
            throw new StartException("There is no checkpoint of " + origin + " in " + data
                    + ", but this shows that there was one: " + String.join(", ", traces)
                    + ". Without it nothing keeps this log from contradicting what it signed. Nothing was changed. Put"
                    + " the file checkpoint back: from a backup, or as an auditor or a witness has it; or see what"
                    + " else can be done with: evident recover." + WAYS_OUT);
        }
        if (database.isPresent() && isMissing(database.get())) {
            List<String> any = new ArrayList<>(earlier.any());
            if (Files.exists(data.resolve("place"))) {
                any.add("place (which file the database was at the last start)");
            }
            if (!any.isEmpty()) {
                throw new StartException("There is no record " + database.get()
                        + ", but this shows that there was one: "
                        + String.join(", ", any) + ". Nothing was changed. Put it back, or see what else can be done"
                        + " with: evident recover." + WAYS_OUT);
            }
        }
        if (!traces.isEmpty() && KeyFile.ofLog(data).list(origin).isEmpty()) {
            throw new StartException("There is no key of " + origin + " in " + data.resolve("keys")
                    + ", but this shows that there was one: " + String.join(", ", traces)
                    + ". Nothing was changed. Restore keys/log.keys from its backup; who has lost it cannot continue"
                    + " this log, and begins another one with: evident recover." + WAYS_OUT);
        }
    }

    /** Its checkpoint can be gone for good, so this comes first. */
    private void requireOpen() {
        try {
            if (Files.isDirectory(data)) {
                FormerOrigins.requireOpen(data, origin);
            }
        } catch (IOException failure) {
            throw new StartException("it cannot be told whether " + origin + " was given up: " + failure, failure);
        }
    }

    private static boolean isMissing(Path file) {
        try {
            return !Files.exists(file) || Files.size(file) == 0;
        } catch (IOException unreadable) {
            throw new StartException(file + " cannot be read: " + unreadable, unreadable);
        }
    }
}
