package dev.evident.cli;

import dev.evident.backup.Backup;
import dev.evident.event.NewEvent;
import dev.evident.log.StoredRecord;
import dev.evident.recover.Recover;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What commands need that do without a service, given by whoever chooses implementations.
 *
 * @param records opens a record's file to look at it
 * @param writer appends an event to a record without a service
 * @param copier copies a record, whether a service runs on it or not
 */
public record Offline(Function<Path, StoredRecord> records, Recover.Writer writer, Backup.Copier copier) {

    StoredRecord record(Path database) {
        return records.apply(database);
    }

    void append(Path data, Path database, NewEvent event) throws IOException {
        writer.append(data, database, event);
    }
}
