package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A write-ahead log that was cut or changed: SQLite opens it without a word and without its end. The start must refuse
 * a record that has lost what was acknowledged; one that it accepts must be whole.
 */
class DamagedFilesIT {
    private static final List<String> FILES = List.of("events.db", "events.db-wal", "head");
    private static final int BLOCK = 512;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<StoredEvent> acknowledged = new ArrayList<>();
    private Path original = Path.of("");
    private Path damaged = Path.of("");

    /** A record with a write-ahead log that was not copied into the database, as a killed process leaves it. */
    @BeforeEach
    void keepTheFilesOfARunningRecord() throws IOException {
        Path data = directory.resolve("data");
        original = Files.createDirectory(directory.resolve("original"));
        damaged = Files.createDirectory(directory.resolve("damaged"));
        try (RunningRecord record = RunningRecord.start(data)) {
            for (int number = 0; number < 12; number++) {
                record.append(List.of(smallEvent(number)));
            }
            for (String file : FILES) {
                Files.copy(data.resolve(file), original.resolve(file));
            }
            acknowledged.addAll(record.events());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aLogCutAnywhereIsRefusedWhenAcknowledgedEventsAreGone() throws IOException {
        int blocks = (int) (Files.size(original.resolve("events.db-wal")) / BLOCK);
        int refused = 0;
        for (int block : Extent.places(blocks, 40)) {
            restore();
            try (FileChannel log = FileChannel.open(damaged.resolve("events.db-wal"), StandardOpenOption.WRITE)) {
                log.truncate((long) block * BLOCK);
            }
            refused += isRefusedOrWhole() ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aFlippedBitInTheLogIsRefusedWhenAcknowledgedEventsAreGone() throws IOException {
        int blocks = (int) (Files.size(original.resolve("events.db-wal")) / BLOCK);
        int refused = 0;
        for (int block : Extent.places(blocks, 40)) {
            restore();
            byte[] log = Files.readAllBytes(damaged.resolve("events.db-wal"));
            log[block * BLOCK + block % BLOCK] ^= (byte) (1 << block % 8);
            Files.write(damaged.resolve("events.db-wal"), log);
            refused += isRefusedOrWhole() ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theFilesAsTheyWereAreWhole() throws IOException {
        restore();
        assertThat(isRefusedOrWhole()).isFalse();
    }

    private boolean isRefusedOrWhole() {
        try (RunningRecord record = RunningRecord.start(damaged)) {
            List<StoredEvent> found = record.events();
            assertThat(found).hasSameSizeAs(acknowledged);
            for (int seq = 0; seq < found.size(); seq++) {
                assertThat(found.get(seq).text())
                        .isEqualTo(acknowledged.get(seq).text());
                assertThat(found.get(seq).id()).isEqualTo(acknowledged.get(seq).id());
            }
            return false;
        } catch (StartException refused) {
            return true;
        }
    }

    private void restore() throws IOException {
        Files.deleteIfExists(damaged.resolve("events.db-shm"));
        for (String file : FILES) {
            Files.copy(original.resolve(file), damaged.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static NewEvent smallEvent(int number) {
        String filler = IntStream.range(0, 20)
                .mapToObj(i -> "word" + number * i)
                .toList()
                .toString();
        return Unchecked.event(
                ("{\"n\":" + number + ",\"x\":\"" + filler + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
