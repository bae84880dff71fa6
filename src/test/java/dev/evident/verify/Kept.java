package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.RunningRecord;
import dev.evident.log.sqlite.SqliteRecord;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignatureType;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A data directory with a record, a head file and a signed checkpoint, which tests copy and change. */
record Kept(Path directory, SigningKey key) {
    static final String ORIGIN = "example.org/kept";

    /** Makes one with this number of events. */
    static Kept create(Path directory, int events) throws IOException {
        try (RunningRecord record = RunningRecord.start(directory)) {
            for (int left = events; left > 0; left -= 1_000) {
                record.append(Math.min(left, 1_000));
            }
        }
        Kept kept = new Kept(directory, SigningKey.generate(ORIGIN, SignatureType.ED25519));
        kept.sign(kept.head());
        return kept;
    }

    /** The same in another place. */
    Kept copyTo(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return new Kept(target, key);
    }

    /** Signs a checkpoint of this tree into the directory. */
    void sign(TreeHead head) throws IOException {
        Files.writeString(directory.resolve("checkpoint"), note(head), UTF_8);
    }

    String note(TreeHead head) {
        return SignedNote.sign(new Checkpoint(ORIGIN, head).text(), List.of(key), 0)
                .toString();
    }

    TreeHead head() {
        try (SqliteRecord record = SqliteRecord.open(database())) {
            return record.head().orElseThrow();
        }
    }

    Path database() {
        return directory.resolve("events.db");
    }

    /** Changes the database behind the program's back. */
    void sql(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What the database returns for a query of one value. */
    String text(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            return statement.executeQuery(sql).getString(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Flips a byte of a file. */
    void flip(String name, long at) {
        try {
            byte[] bytes = Files.readAllBytes(directory.resolve(name));
            bytes[(int) at] ^= 1;
            Files.write(directory.resolve(name), bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Verdict verify() {
        return verify(null);
    }

    Verdict verify(@Nullable Path against) {
        try (SqliteRecord record = SqliteRecord.open(database())) {
            return new LocalCheck(record, directory, List.of(key.verifier()), against).run((done, total) -> {});
        }
    }
}
