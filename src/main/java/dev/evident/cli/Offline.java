package dev.evident.cli;

import dev.evident.config.Configuration;
import dev.evident.event.EventBody;
import dev.evident.recover.Recover;
import dev.evident.store.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What commands need that do without a service, given by whoever chooses implementations.
 *
 * @param configurations reads a configuration file, or finds one
 * @param records opens a record's file to look at it
 * @param writer appends an event to a record without a service
 */
public record Offline(
        Function<Optional<Path>, Configuration> configurations,
        Function<Path, StoredRecord> records,
        Recover.Writer writer) {

    Configuration configuration(Optional<Path> file) {
        return configurations.apply(file);
    }

    StoredRecord record(Path database) {
        return records.apply(database);
    }

    void append(Path data, Path database, EventBody event) throws IOException {
        writer.append(data, database, event);
    }
}
