package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.Verified;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.Redact;
import dev.evident.config.StartException;
import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import dev.evident.store.StoredRecord;
import dev.evident.store.StoredRecord.Row;
import dev.evident.store.StoredRecord.UnreadableException;
import dev.evident.store.sqlite.SqliteRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bit of a database that rots, in every byte that is in use: verify finds it, or nothing of an event has changed. An event that has
 * changed while verify finds nothing would be the one thing that this product may not do.
 */
class FlippedBytesIT {
    private static final int EVENTS = 40;
    private static final String DATABASE = "events.db";

    /** As SqliteFile makes it; how many cells it has and where they begin stands in the first bytes. */
    private static final int PAGE = 16_384;

    private static final int PAGE_HEADER = 12;

    /** A start takes as long as dozens of looks with verify. */
    private static final int STARTS_BRIEF = 40;

    private static final int STARTS_FULL = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Path data = Path.of("");
    private List<StoredEvent> events = List.of();
    private List<String> rows = List.of();
    private byte[] database = new byte[0];

    /** Small events, a large one that stands on pages of its own, and one that was redacted; closed in order. */
    @BeforeEach
    void makeARecord() throws Exception {
        data = directory.resolve("data");
        try (RunningRecord record = RunningRecord.start(data)) {
            for (int number = 0; number < EVENTS; number++) {
                String filler = number == 7 ? "overflowing ".repeat(2_000) : "words " + number;
                record.append(List.of(new EventBody(
                        ("{\"event_type\":\"t\",\"n\":" + number + ",\"x\":\"" + filler + "\"}").getBytes(UTF_8))));
            }
            record.bus()
                    .request(StoreMessages.REDACT, new Redact(List.of(3L), "reason", "actor", null, List.of()))
                    .await();
            events = record.events();
        }
        assertThat(data.resolve(DATABASE + "-wal")).doesNotExist();
        database = Files.readAllBytes(data.resolve(DATABASE));
        rows = rows();
        assertThat(rows).hasSize(EVENTS + 1);
        Verified.assertIntact(data);
    }

    @Test
    void noChangedEventIsServedWhileVerifyFindsNothing() throws IOException {
        List<Integer> harmless = new ArrayList<>();
        int found = 0;
        for (int at : places()) {
            flip(at);
            if (isFound()) {
                found++;
            } else {
                assertThat(rows())
                        .as("what is stored, byte %d of the database flipped", at)
                        .isEqualTo(rows);
                harmless.add(at);
            }
            flip(at);
        }
        assertThat(found).isPositive();
        assertThat(harmless).isNotEmpty();
        assertThat(Files.readAllBytes(data.resolve(DATABASE))).isEqualTo(database);
        int starts = Math.min(harmless.size(), Extent.rounds(STARTS_BRIEF, STARTS_FULL));
        for (int start = 0; start < starts; start++) {
            assertStartIsRefusedOrServesTheSame(harmless.get((int) ((long) start * harmless.size() / starts)));
        }
    }

    /** What every page begins with, some or all of what is in use, and some or all of where nothing is. */
    private Set<Integer> places() {
        int[] used = IntStream.range(0, database.length)
                .filter(at -> database[at] != 0)
                .toArray();
        int[] unused = IntStream.range(0, database.length)
                .filter(at -> database[at] == 0)
                .toArray();
        Set<Integer> places = new TreeSet<>();
        for (int page = 0; page < database.length; page += PAGE) {
            IntStream.range(page, page + PAGE_HEADER).forEach(places::add);
        }
        Extent.places(used.length, 500).forEach(place -> places.add(used[place]));
        Extent.places(unused.length, 100).forEach(place -> places.add(unused[place]));
        return places;
    }

    private void flip(int at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(data.resolve(DATABASE).toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ (1 << at % 8));
        }
    }

    private boolean isFound() {
        try {
            return !Verified.check(data).intact();
        } catch (StartException refused) {
            return true;
        }
    }

    /** All that is stored of the events, without the hashes above them. */
    private List<String> rows() {
        List<String> found = new ArrayList<>();
        try (SqliteRecord record = SqliteRecord.open(data.resolve(DATABASE));
                StoredRecord.Events all = record.events(Long.MIN_VALUE)) {
            for (List<Row> piece = all.next(); !piece.isEmpty(); piece = all.next()) {
                for (Row row : piece) {
                    found.add(row.seq() + " " + row.micros() + " " + Arrays.toString(row.id())
                            + Arrays.toString(row.salt()) + Arrays.toString(row.leaf()) + Arrays.toString(row.body()));
                }
            }
        } catch (UnreadableException damaged) {
            found.add("damaged");
        }
        return found;
    }

    private void assertStartIsRefusedOrServesTheSame(int at) throws IOException {
        Path damaged = Files.createDirectories(directory.resolve("damaged"));
        byte[] flipped = database.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        for (String left : List.of(DATABASE + "-wal", DATABASE + "-shm")) {
            Files.deleteIfExists(damaged.resolve(left));
        }
        Files.write(damaged.resolve(DATABASE), flipped);
        Files.copy(data.resolve("head"), damaged.resolve("head"), StandardCopyOption.REPLACE_EXISTING);
        try (RunningRecord record = RunningRecord.start(damaged)) {
            List<StoredEvent> served = record.events();
            assertThat(served).as("byte %d flipped", at).hasSameSizeAs(events);
            for (int seq = 0; seq < served.size(); seq++) {
                assertThat(served.get(seq).id()).isEqualTo(events.get(seq).id());
                assertThat(served.get(seq).micros()).isEqualTo(events.get(seq).micros());
                assertThat(served.get(seq).salt()).isEqualTo(events.get(seq).salt());
                assertThat(served.get(seq).body().text())
                        .as("event %d, byte %d flipped", seq, at)
                        .isEqualTo(events.get(seq).body().text());
            }
        } catch (StartException refused) {
            assertThat(refused).hasMessageContaining("record");
        }
    }
}
