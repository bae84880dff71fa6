package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.Verified;
import dev.evident.bus.StoreMessages;
import dev.evident.config.StartException;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.StoredRecord.UnreadableException;
import dev.evident.log.message.Redact;
import dev.evident.log.sqlite.SqliteRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bit of a database that rots, in every byte of it: verify finds it, or nothing of an event has changed. An event that has
 * changed while verify finds nothing would be the one thing that this product may not do.
 */
class FlippedBytesIT {
    private static final int EVENTS = 40;
    private static final String DATABASE = "events.db";

    /** As SqliteFile makes it; the first one begins with a header of the file. */
    private static final int PAGE = 16_384;

    private static final int FILE_HEADER = 100;

    /** How many cells a page has and where they begin stands in it. */
    private static final int PAGE_HEADER = 12;

    /** Length of the header by the kind of page: inner and leaf pages of indexes and tables. */
    private static final Map<Byte, Integer> BTREE_HEADERS =
            Map.of((byte) 0x02, 12, (byte) 0x05, 12, (byte) 0x0a, 8, (byte) 0x0d, 8);

    /** Where a page has neither cells nor anything else, this many bytes are flipped together. */
    private static final int GAP = 16;

    private static final int USED_BRIEF = 400;
    private static final int UNUSED_BRIEF = 100;

    /** A start takes as long as dozens of looks with verify. */
    private static final int STARTS_BRIEF = 15;

    private static final int STARTS_FULL = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private Path data = Path.of("");
    private List<StoredEvent> events = List.of();
    private List<String> rows = List.of();
    private byte[] database = new byte[0];

    /** Neighbouring bytes. */
    private record Stretch(int from, int count) {
        int end() {
            return from + count;
        }
    }

    /** Small events, a large one that stands on pages of its own, and one that was redacted; closed in order. */
    @BeforeEach
    void makeARecord() throws Exception {
        data = directory.resolve("data");
        try (RunningRecord record = RunningRecord.start(data)) {
            for (int number = 0; number < EVENTS; number++) {
                String filler = number == 7 ? "overflowing ".repeat(2_000) : "words " + number;
                record.append(List.of(Unchecked.event(
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

    /** In two halves, which can be done at once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Execution(ExecutionMode.CONCURRENT)
    void noChangedEventIsServedWhileVerifyFindsNothing(int half) throws IOException {
        List<Stretch> stretches = stretches();
        List<Stretch> harmless = new ArrayList<>();
        int found = 0;
        for (int i = half; i < stretches.size(); i += 2) {
            Stretch stretch = stretches.get(i);
            write(stretch, true);
            if (isFound()) {
                found++;
            } else {
                assertThat(rows())
                        .as("what is stored, the database flipped at %s", stretch)
                        .isEqualTo(rows);
                harmless.add(stretch);
            }
            write(stretch, false);
        }
        assertThat(found).isPositive();
        assertThat(harmless).isNotEmpty();
        assertThat(Files.readAllBytes(data.resolve(DATABASE))).isEqualTo(database);
        for (int start : Extent.places(harmless.size(), STARTS_BRIEF, STARTS_FULL)) {
            assertStartIsRefusedOrServesTheSame(harmless.get(start));
        }
    }

    /** What every page begins with, some or all of what is in use, and some or all of where nothing is. */
    private List<Stretch> stretches() {
        List<Stretch> used = new ArrayList<>();
        List<Stretch> unused = new ArrayList<>();
        List<Stretch> stretches = new ArrayList<>();
        for (int page = 0; page < database.length; page += PAGE) {
            int begin = page == 0 ? FILE_HEADER : page;
            Stretch gap = gap(page, begin);
            for (int at = page; at < page + PAGE; at++) {
                if (at >= begin && at < begin + PAGE_HEADER) {
                    stretches.add(new Stretch(at, 1));
                } else if (at < gap.from() || at >= gap.end()) {
                    (database[at] == 0 ? unused : used).add(new Stretch(at, 1));
                }
            }
            for (int at = gap.from(); at < gap.end(); at += GAP) {
                unused.add(new Stretch(at, Math.min(GAP, gap.end() - at)));
            }
        }
        Extent.places(used.size(), USED_BRIEF).forEach(place -> stretches.add(used.get(place)));
        Extent.places(unused.size(), UNUSED_BRIEF).forEach(place -> stretches.add(unused.get(place)));
        return stretches;
    }

    /** Where nothing is between a page's list of cells and the cells, by the SQLite file format §1.6. */
    private Stretch gap(int page, int begin) {
        ByteBuffer bytes = ByteBuffer.wrap(database);
        int header = BTREE_HEADERS.getOrDefault(database[begin], 0);
        if (header == 0) {
            return new Stretch(page + PAGE, 0); // of a large event
        }
        int cells = Short.toUnsignedInt(bytes.getShort(begin + 3));
        int content = Short.toUnsignedInt(bytes.getShort(begin + 5));
        int from = Math.max(begin + PAGE_HEADER, begin + header + 2 * cells);
        return new Stretch(from, page + content - from);
    }

    /** One bit of each byte is changed, or it is as it was. */
    private void write(Stretch stretch, boolean flipped) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(data.resolve(DATABASE).toFile(), "rw")) {
            file.seek(stretch.from());
            file.write(flipped ? flipped(stretch) : database, stretch.from(), stretch.count());
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

    private byte[] flipped(Stretch stretch) {
        byte[] flipped = database.clone();
        for (int at = stretch.from(); at < stretch.end(); at++) {
            flipped[at] ^= (byte) (1 << at % 8);
        }
        return flipped;
    }

    private void assertStartIsRefusedOrServesTheSame(Stretch stretch) throws IOException {
        Path damaged = Files.createDirectories(directory.resolve("damaged"));
        for (String left : List.of(DATABASE + "-wal", DATABASE + "-shm")) {
            Files.deleteIfExists(damaged.resolve(left));
        }
        Files.write(damaged.resolve(DATABASE), flipped(stretch));
        Files.copy(data.resolve("head"), damaged.resolve("head"), StandardCopyOption.REPLACE_EXISTING);
        try (RunningRecord record = RunningRecord.start(damaged)) {
            List<StoredEvent> served = record.events();
            assertThat(served).as("flipped at %s", stretch).hasSameSizeAs(events);
            for (int seq = 0; seq < served.size(); seq++) {
                assertThat(served.get(seq).id()).isEqualTo(events.get(seq).id());
                assertThat(served.get(seq).micros()).isEqualTo(events.get(seq).micros());
                assertThat(served.get(seq).salt()).isEqualTo(events.get(seq).salt());
                assertThat(served.get(seq).text())
                        .as("event %d, flipped at %s", seq, stretch)
                        .isEqualTo(events.get(seq).text());
            }
        } catch (StartException refused) {
            assertThat(refused).hasMessageContaining("record");
        }
    }
}
