package dev.evident.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.RunningRecord;
import dev.evident.config.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start does with a record that is not what was acknowledged. */
class RecoveryTest {
    @TempDir
    private Path directory;

    @Test
    void aRecordGoesOnWhereItEnded() {
        write(300);
        write(5);

        assertThat(size()).isEqualTo(305);
    }

    @Test
    void aRecordAheadOfTheHeadFileIsTakenOver() throws Exception {
        write(10);
        Path older = Files.copy(directory.resolve("head"), directory.resolve("older"));
        write(10);
        Files.move(older, directory.resolve("head"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(size()).isEqualTo(20);
    }

    @Test
    void yesterdaysDatabaseIsRefused() throws Exception {
        write(10);
        Path yesterday = Files.copy(directory.resolve("events.db"), directory.resolve("yesterday"));
        write(7);
        Files.move(yesterday, directory.resolve("events.db"), StandardCopyOption.REPLACE_EXISTING);

        assertRefused("The record ends at event 10, but 17 events were acknowledged: the last 7 are gone.");
    }

    @Test
    void anotherTreeOfTheSameSizeIsRefused() throws Exception {
        write(10);
        Path head = Files.move(directory.resolve("head"), directory.resolve("kept"));
        Files.delete(directory.resolve("events.db"));
        write(10);
        Files.move(head, directory.resolve("head"), StandardCopyOption.REPLACE_EXISTING);

        assertRefused("The record's first 10 events are not those that were acknowledged");
    }

    @Test
    void aRecordWhoseHeadFileIsGoneIsRefused() throws Exception {
        write(10);
        Files.delete(directory.resolve("head"));

        assertRefused("is missing");
    }

    @Test
    void aRecordThatLostEventsButNotItsHeadIsRefused() throws Exception {
        write(10);
        execute("DELETE FROM event WHERE seq = 9");

        assertRefused("it has 9 events and a tree of 10");
    }

    @Test
    void aChangedLeafIsRefused() throws Exception {
        write(10);
        execute("UPDATE event SET leaf = zeroblob(32) WHERE seq = 9");

        assertRefused("its head says 10 leaves");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER other AFTER INSERT ON event BEGIN"
                        + " UPDATE event SET body = replace(body, 'n', 'm') WHERE seq = NEW.seq; END",
                "CREATE TRIGGER other BEFORE INSERT ON dedup BEGIN SELECT RAISE(IGNORE); END",
                "CREATE TABLE other (seq INTEGER)",
                "CREATE INDEX other ON event (micros)",
                "CREATE VIEW other AS SELECT * FROM event",
                "DROP TRIGGER keep_twice",
                "ANALYZE",
                "PRAGMA application_id=0"
            })
    void aLayoutThatSomebodyChangedIsRefused(String change) throws Exception {
        write(10);
        execute(change);

        assertRefused("its layout is not the one that this program makes");
    }

    @Test
    void anotherProgramsDatabaseIsRefused() throws Exception {
        Files.createFile(directory.resolve("events.db"));
        execute("CREATE TABLE note (text TEXT)");

        assertRefused("application_id is 0");
    }

    private void write(int events) {
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(events);
        }
    }

    private long size() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            return record.size();
        }
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::size)
                .isInstanceOf(StartException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Nothing was changed.");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
