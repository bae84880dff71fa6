package dev.evident.log.sqlite;

import dev.evident.Await;
import dev.evident.RunningRecord;
import dev.evident.ShopEvents;
import dev.evident.event.NewEvent;
import dev.evident.event.Unchecked;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** A database of a record, as somebody with SQLite sees it. */
record CompressedRecord(Path database) {
    static final int COMPRESSED = 300;

    /** Makes one whose first events are as they came and whose last {@value #COMPRESSED} are compressed. */
    static List<NewEvent> fill(Path directory, ShopEvents shop) {
        List<NewEvent> before = shop.bodies(DictionaryKeeper.FIRST);
        List<NewEvent> after = shop.bodies(COMPRESSED);
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(before);
            new CompressedRecord(directory.resolve("events.db")).awaitDictionary(1);
            awaitUse(record, directory, shop);
            record.append(after);
            return record.events().stream()
                    .map(event -> Unchecked.event(event.body()))
                    .toList();
        }
    }

    /** Appends one after the other until one is compressed: the dictionary is committed a little before it is used. */
    static void awaitUse(RunningRecord record, Path directory, ShopEvents shop) {
        CompressedRecord database = new CompressedRecord(directory.resolve("events.db"));
        Await.until("a compressed body", () -> {
            record.append(shop.bodies(1));
            return database.number(
                            "SELECT unicode(substr(CAST(body AS TEXT), 1, 1)) FROM event ORDER BY seq DESC LIMIT 1")
                    < ' ';
        });
    }

    void awaitDictionary(int number) {
        Await.until("dictionary " + number, () -> number("SELECT coalesce(max(number), 0) FROM dictionary") >= number);
    }

    /** How many bodies are stored compressed. */
    long compressed() {
        return number("SELECT count(*) FROM event WHERE substr(body, 1, 1) BETWEEN x'01' AND x'1f'");
    }

    byte[] stored(long seq) {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("SELECT body FROM event WHERE seq = " + seq);
                ResultSet row = select.executeQuery()) {
            return Objects.requireNonNull(row.getBytes(1));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    long number(String sql) {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            return row.getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Changes it behind the program's back. */
    void execute(String... statements) {
        try (Connection connection = connect()) {
            for (String sql : statements) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void put(long seq, byte[] stored) {
        try (Connection connection = connect();
                PreparedStatement update = connection.prepareStatement("UPDATE event SET body = ? WHERE seq = ?")) {
            update.setBytes(1, stored);
            update.setLong(2, seq);
            update.execute();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=5000");
    }
}
