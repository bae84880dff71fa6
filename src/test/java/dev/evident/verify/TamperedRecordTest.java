package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.evident.RunningRecord;
import dev.evident.bus.StoreMessages;
import dev.evident.log.message.Get;
import dev.evident.log.message.Page;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.verify.Finding.Part;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is changed in a data directory, the check says where. */
class TamperedRecordTest {
    /** Two levels of stored hashes, and a tile that is not full. */
    private static final int EVENTS = 256 * 256 + 300;

    /** A place in a page that few rows leave free. */
    private static final int FREE = 8_192;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path base;

    @SuppressWarnings("NullAway.Init")
    static Kept original;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void makeARecord() throws IOException {
        original = Kept.create(base.resolve("data"), EVENTS);
    }

    @Test
    void whatNobodyChangedIsIntact() throws IOException {
        Verdict verdict = copy().verify();

        assertThat(verdict.findings().kept()).isEmpty();
        assertThat(verdict.head()).isEqualTo(original.head());
        assertThat(verdict.checked()).hasSize(3);
        assertThat(verdict.unchecked()).isEmpty();
    }

    @Test
    void lookingChangesNothing() throws IOException {
        Kept kept = copy();
        byte[] before = Files.readAllBytes(kept.database());

        kept.verify();

        assertThat(Files.readAllBytes(kept.database())).isEqualTo(before);
        try (Stream<Path> files = Files.list(kept.directory());
                Stream<Path> originals = Files.list(original.directory())) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .isEqualTo(originals
                            .map(file -> file.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    static Stream<Arguments> oneChange() {
        return Stream.of(
                row("a byte of the body", 7, "body = CAST(replace(CAST(body AS TEXT), '7', '8') AS BLOB)"),
                row("a byte of the salt", 255, "salt = CAST(x'01' || substr(salt, 2) AS BLOB)"),
                row("a byte of the id", 256, "id = CAST(substr(id, 1, 15) || x'00' AS BLOB)"),
                row("a microsecond", 65_535, "micros = micros - micros % 1000 + (micros + 1) % 1000"),
                row("a byte of the leaf", 65_536, "leaf = CAST(x'00' || substr(leaf, 2) AS BLOB)"),
                row("the body, of the last tile", EVENTS - 1, "body = x'7b7d'"),
                row("the leaf, of the last tile", EVENTS - 1, "leaf = zeroblob(32)"),
                row("the body is gone", 1_000, "body = x'', salt = zeroblob(16)"),
                arguments("a row is gone", 4_711, Part.EVENT, sql("DELETE FROM event WHERE seq = 4711")),
                arguments("rows are gone", 1_000, Part.EVENT, sql("DELETE FROM event WHERE seq BETWEEN 1000 AND 2000")),
                arguments(
                        "the last row is gone",
                        EVENTS - 1,
                        Part.EVENT,
                        sql("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")),
                arguments(
                        "two rows changed places",
                        10,
                        Part.EVENT,
                        sql(
                                "UPDATE event SET seq = -1 WHERE seq = 10",
                                "UPDATE event SET seq = 10 WHERE seq = 11",
                                "UPDATE event SET seq = 11 WHERE seq = -1")),
                arguments(
                        "a hash of the lower level",
                        3 * 256,
                        Part.NODE,
                        sql("UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND number = 3")),
                arguments(
                        "a hash of the upper level",
                        0,
                        Part.NODE,
                        sql("UPDATE node SET hash = zeroblob(32) WHERE level = 2")),
                arguments("a hash is gone", 5 * 256, Part.NODE, sql("DELETE FROM node WHERE level = 1 AND number = 5")),
                arguments("a hash too many", 0, Part.NODE, sql("INSERT INTO node VALUES (3, 0, zeroblob(32))")),
                arguments("the root", 0, Part.HEAD, sql("UPDATE tree_head SET root = zeroblob(32)")),
                arguments("the size", 0, Part.HEAD, sql("UPDATE tree_head SET size = size - 1")),
                arguments("a trigger", 0, Part.LAYOUT, sql("DROP TRIGGER append")),
                arguments("the newer slot of the head file", 0, Part.HEAD_FILE, flip("head", 20)),
                arguments("the older slot of the head file", 0, Part.HEAD_FILE, flip("head", 4_096 + 20)),
                arguments("the checkpoint's size", 0, Part.CHECKPOINT, flip("checkpoint", Kept.ORIGIN.length() + 1)),
                arguments(
                        "the checkpoint's signature",
                        0,
                        Part.CHECKPOINT,
                        flip("checkpoint", Kept.ORIGIN.length() + 120)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneChange")
    void oneChangeIsFoundAndNamed(String what, long seq, Part part, Consumer<Kept> change) throws IOException {
        Kept kept = copy();
        change.accept(kept);

        Verdict verdict = kept.verify();

        assertThat(verdict.intact()).as(what).isFalse();
        assertThat(verdict.findings().kept()).extracting(Finding::part).contains(part);
        if (part == Part.EVENT || part == Part.NODE) {
            assertThat(verdict.findings().firstSeq())
                    .as("%s", verdict.findings().kept())
                    .hasValue(seq);
            assertThat(verdict.findings().total()).isLessThanOrEqualTo(3);
        }
    }

    /** What a bit in the header of a row makes: SQLite itself would not let it in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "body = CAST(body AS TEXT)",
                "salt = CAST(salt AS TEXT)",
                "id = CAST(id AS TEXT)",
                "leaf = CAST(leaf AS TEXT)",
                "micros = 'x'",
                "micros = 1.5",
                "body = 7"
            })
    void aValueOfAnotherTypeIsNamedAndNotRead(String change) throws IOException {
        Kept kept = Kept.create(directory.resolve("typed"), 300);
        String table = kept.text("SELECT sql FROM sqlite_schema WHERE name = 'event'");
        kept.sql(
                "PRAGMA writable_schema=ON",
                "UPDATE sqlite_schema SET sql = replace(replace(sql, ' STRICT', ''), ' CHECK (length(', ' CHECK (16 OR"
                        + " (') WHERE name = 'event'");
        kept.sql("UPDATE event SET " + change + " WHERE seq = 200");
        kept.sql("PRAGMA writable_schema=ON", "UPDATE sqlite_schema SET sql = '" + table + "' WHERE name = 'event'");

        assertThat(kept.verify().findings().kept()).extracting(Finding::from).containsExactly(200L);
        try (RunningRecord record = RunningRecord.start(kept.directory())) {
            assertThatThrownBy(() -> record.bus()
                            .request(StoreMessages.GET, new Get(List.of(200L)))
                            .await())
                    .hasMessageContaining("not the one that the log committed to");
            assertThat(record.bus()
                            .request(StoreMessages.PAGE, new Page(0, 300, false, 1_000))
                            .await()
                            .list())
                    .hasSize(200);
        }
    }

    @Test
    void everyBadRowIsListed() throws IOException {
        Kept kept = copy();
        kept.sql("UPDATE event SET body = x'7b7d' WHERE seq % 1000 = 17");

        Verdict verdict = kept.verify();

        assertThat(verdict.findings().kept())
                .extracting(Finding::from)
                .containsExactlyElementsOf(Stream.iterate(17L, seq -> seq < EVENTS, seq -> seq + 1_000)
                        .toList());
    }

    @Test
    void moreThanCanBeShownAreCounted() throws IOException {
        Kept kept = copy();
        kept.sql("UPDATE event SET body = x'7b7d'");

        Findings findings = kept.verify().findings();

        assertThat(findings.kept()).hasSize(Findings.MAX_KEPT);
        assertThat(findings.total()).isEqualTo(EVENTS);
        assertThat(findings.firstSeq()).hasValue(0);
    }

    @Test
    void anEventReplacedTogetherWithItsLeafIsFoundByTheHashAboveIt() throws IOException {
        Kept kept = copy();
        kept.sql("UPDATE event SET (body, salt, micros, leaf) ="
                + " (SELECT body, salt, micros, leaf FROM event WHERE seq = 600) WHERE seq = 601");

        assertThat(kept.verify().findings().firstSeq()).hasValue(601);
    }

    @Test
    void aPageThatCannotBeReadIsNamedAndTheRestIsChecked() throws IOException {
        Kept kept = copy();
        try (RandomAccessFile file = new RandomAccessFile(kept.database().toFile(), "rw")) {
            file.seek(file.length() / 2 / 16_384 * 16_384);
            file.write(new byte[16_384]);
        }
        Verdict verdict = kept.verify();

        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.findings().total()).isLessThan(300);
    }

    @Test
    void damageBehindTheLastEventIsFoundAlthoughNoEventIsMissing() throws Exception {
        int events = 10;
        Kept kept = Kept.create(directory.resolve("small"), events);
        long page;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + kept.database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT (rootpage - 1) * page_size"
                        + " FROM sqlite_schema, pragma_page_size WHERE name = 'event'")) {
            page = row.getLong(1);
        }
        try (RandomAccessFile file = new RandomAccessFile(kept.database().toFile(), "rw")) {
            file.seek(page + 3); // of a b-tree's page, the number of cells
            file.writeShort(events + 1);
            file.seek(page + 8 + 2L * events); // and where the one too many is
            file.writeShort(FREE);
            file.seek(page + FREE);
            file.writeInt(0xFFFF_FF7F); // a row of more bytes than a page has
            file.writeByte(events);
            file.writeInt(0xFFFF_FF7F); // the header too
        }
        Findings findings = kept.verify().findings();

        assertThat(findings.kept()).extracting(Finding::part).containsOnly(Part.LAYOUT);
        assertThat(findings.kept().get(0).what()).startsWith("No event is missing");
    }

    @Test
    void aCheckpointThatWasKeptMustStillHold() throws IOException {
        Kept kept = copy();
        Path old = directory.resolve("old");
        Files.writeString(old, kept.note(kept.head()), UTF_8);
        assertThat(kept.verify(old).intact()).isTrue();

        byte[] root = kept.head().root().clone();
        root[0] ^= 1;
        Files.writeString(old, kept.note(new TreeHead(1_000, root)), UTF_8);
        assertThat(kept.verify(old).findings().kept()).extracting(Finding::part).containsExactly(Part.CHECKPOINT);

        Files.writeString(old, kept.note(new TreeHead(EVENTS + 1, root)), UTF_8);
        assertThat(kept.verify(old).findings().firstSeq()).hasValue(EVENTS);
    }

    @Test
    void aCheckpointOfSomebodyElseProvesNothing() throws IOException {
        Kept kept = copy();
        Kept stranger = new Kept(
                kept.directory(),
                dev.evident.merkle.SigningKey.generate(Kept.ORIGIN, dev.evident.merkle.SignatureType.ED25519));
        stranger.sign(kept.head());

        assertThat(kept.verify().findings().kept()).extracting(Finding::part).containsExactly(Part.CHECKPOINT);
        SignedNote note = SignedNote.parse(Files.readString(kept.directory().resolve("checkpoint")));
        assertThat(Checkpoint.parse(note.text()).head()).isEqualTo(kept.head());
    }

    @Test
    void aBodyMayBeMissingOnlyWhenTheLogSaysSo() throws IOException {
        Kept kept = Kept.create(directory.resolve("redacted"), 10);
        kept.sql(
                "INSERT INTO redaction VALUES (3, zeroblob(32), 9)",
                "UPDATE event SET body = x'', salt = zeroblob(16) WHERE seq = 3");

        assertThat(kept.verify().findings().kept())
                .extracting(Finding::what)
                .contains("Its body is missing, and event 9 does not say that it was redacted.");
    }

    private Kept copy() throws IOException {
        return original.copyTo(directory.resolve("copy"));
    }

    private static Arguments row(String what, long seq, String change) {
        return arguments(what, seq, Part.EVENT, sql("UPDATE event SET " + change + " WHERE seq = " + seq));
    }

    private static Consumer<Kept> sql(String... statements) {
        return kept -> kept.sql(statements);
    }

    private static Consumer<Kept> flip(String file, long at) {
        return kept -> kept.flip(file, at);
    }

    @Test
    void aListOfFindingsIsInOrder() throws IOException {
        Kept kept = copy();
        kept.sql("UPDATE event SET body = x'7b7d' WHERE seq IN (5, 900, 30000)");

        List<Finding> found = kept.verify().findings().kept();

        assertThat(found).extracting(Finding::from).isSorted();
        assertThat(found.get(0))
                .hasToString(
                        "event 5: Its body, salt, id or timestamp was changed: they do not give the leaf that the tree"
                                + " has.");
    }
}
