package dev.evident.log;

import dev.evident.event.EventParser;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * A record whose events were accepted at times that have passed, for pictures of a week that need not be waited for. It is
 * sealed and written as the service does it, with another clock, and the service then starts on it as on any other.
 */
public final class PastRecord {
    private static final int MAX_BYTES = 1 << 20;

    private PastRecord() {}

    /**
     * An event and when it was accepted.
     *
     * @param event as a producer sends it
     */
    public record Past(Instant at, byte[] event) {}

    /**
     * Writes a new record.
     *
     * @param head the head file, in a directory that is there
     * @param store with this clock, not open yet; closed afterwards
     * @param events ascending in time
     */
    public static void write(Path head, Function<InstantSource, LogStore> store, List<Past> events) throws IOException {
        HeadFile.create(head, TreeHead.empty());
        EventParser parser = new EventParser(MAX_BYTES);
        Instant[] now = {Instant.EPOCH};
        LogStore record = store.apply(() -> now[0]);
        record.open().await();
        for (Past past : events) {
            now[0] = past.at();
            StoreAppends.append(record, List.of(parser.parse(past.event(), null)))
                    .await();
        }
        record.close().await();
    }
}
