package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.evident.Client;
import dev.evident.Commands;
import dev.evident.RunningService;
import dev.evident.Verified;
import dev.evident.config.StartException;
import dev.evident.verify.Finding;
import dev.evident.verify.Finding.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who takes a file away that says what was signed does not get a log that begins anew under the same name. */
class MissingCheckpointTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}\n";

    /** With its 3 events, with 7, with none; and another log's, which has the same name. */
    @SuppressWarnings("NullAway.Init")
    private static Snapshot older;

    @SuppressWarnings("NullAway.Init")
    private static Snapshot newer;

    @SuppressWarnings("NullAway.Init")
    private static Snapshot empty;

    @SuppressWarnings("NullAway.Init")
    private static Snapshot stranger;

    @SuppressWarnings("NullAway.Init")
    private static RunningService service;

    @BeforeAll
    static void makeDirectories() {
        service = RunningService.start();
        service.stop();
        empty = Snapshot.of(service.data());
        service.restart();
        write(3);
        service.stop();
        older = Snapshot.of(service.data());
        service.restart();
        write(4);
        service.stop();
        newer = Snapshot.of(service.data());
        clear();
        service.restart();
        write(2);
        service.stop();
        stranger = Snapshot.of(service.data());
    }

    @AfterAll
    static void close() {
        service.close();
    }

    @BeforeEach
    void putBack() {
        clear();
        newer.putInto(service.data(), name -> true);
    }

    static Stream<Arguments> tamperings() {
        return Stream.of(
                refused("the checkpoint", no("checkpoint"), "no checkpoint of localhost/evident", "keys/signed (loc"),
                refused(
                        "the checkpoint, an older record put in place",
                        no("checkpoint").andThen(of(() -> older, "events.db", "head")),
                        "no checkpoint",
                        "keys/signed"),
                refused(
                        "the checkpoint, an empty record put in place",
                        no("checkpoint").andThen(of(() -> empty, "events.db", "head")),
                        "no checkpoint",
                        "keys/signed"),
                refused(
                        "the checkpoint, other keys put in place",
                        no("checkpoint").andThen(of(() -> stranger, "keys/log.keys")),
                        "no checkpoint",
                        "keys/signed"),
                refused(
                        "the checkpoint, another log's record and keys put in place",
                        no("checkpoint", "last-start.json", "index")
                                .andThen(of(() -> stranger, "events.db", "head", "keys")),
                        "no checkpoint",
                        "keys/signed"),
                refused(
                        "the checkpoint and the keys",
                        no("checkpoint", "keys"),
                        "no checkpoint",
                        "last-start.json (a start as localhost/evident)"),
                refused(
                        "the checkpoint, the register and the last start",
                        no("checkpoint", "keys/signed", "last-start.json"),
                        "no checkpoint",
                        "head (7 events were acknowledged)",
                        "index (a search index)"),
                refused(
                        "all but the record and its head file",
                        no("checkpoint", "keys", "last-start.json", "index", "scrub"),
                        "no checkpoint",
                        "head (7 events were acknowledged)"),
                refused(
                        "the checkpoint; that of another name is there",
                        no("checkpoint", "keys", "last-start.json", "index", "scrub", "events.db", "head")
                                .andThen(data -> Files.writeString(
                                        data.resolve("checkpoint-0123456789abcdef"),
                                        newer.text("checkpoint").replace("localhost/evident", "another/log"))),
                        "no checkpoint",
                        "checkpoint-0123456789abcdef (7 events of another/log)"),
                refused(
                        "the checkpoint; that of another log is in its place",
                        data -> Files.writeString(
                                data.resolve("checkpoint"),
                                newer.text("checkpoint").replace("localhost/evident", "another/log")),
                        "no checkpoint of localhost/evident",
                        "keys/signed"),
                refused(
                        "the checkpoint is cut off",
                        data -> Files.writeString(data.resolve("checkpoint"), "localhost"),
                        "no checkpoint of localhost/evident",
                        "checkpoint (no checkpoint any more)"),
                refused(
                        "the record",
                        no("events.db", "head"),
                        "no record",
                        "checkpoint (7 events of localhost/evident)"),
                refused("the database", no("events.db"), "no record", "head (7 events"),
                refused(
                        "the record, an empty file put in place",
                        no("events.db", "head").andThen(data -> Files.createFile(data.resolve("events.db"))),
                        "no record",
                        "checkpoint (7 events"),
                refused(
                        "the record and the checkpoint",
                        no("events.db", "head", "checkpoint"),
                        "no checkpoint",
                        "keys/signed",
                        "last-start.json"),
                refused(
                        "the record, the checkpoint and the keys",
                        no("events.db", "head", "checkpoint", "keys"),
                        "no checkpoint",
                        "last-start.json"),
                refused("all but the keys", only("keys"), "no checkpoint", "keys/signed"),
                refused("all but the index", only("index"), "no checkpoint", "index (a search index)"),
                refused(
                        "all but the last start",
                        only("last-start.json"),
                        "no checkpoint",
                        "last-start.json (a start as"),
                refused("all but the head file", only("head"), "no checkpoint", "head (7 events"),
                refused("all but the database's place", only("place"), "no record", "place (which file"),
                refused(
                        "all but what was put aside",
                        only("").andThen(data -> Files.createDirectory(data.resolve("replaced-20261130T100000Z"))),
                        "no checkpoint",
                        "replaced-20261130T100000Z (an earlier record)"),
                refused(
                        "all but what was cosigned",
                        only("").andThen(data -> Files.writeString(
                                Files.createDirectory(data.resolve("witness")).resolve("0123"), "a note\n")),
                        "no checkpoint",
                        "witness (checkpoints that were cosigned for other logs)"),
                refused("the keys", no("keys"), "no key of localhost/evident", "checkpoint (7 events"),
                refused("the key file", no("keys/log.keys"), "no key of localhost/evident", "keys/signed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void aStartIsRefusedAndChangesNothing(String missing, Change change, List<String> named) throws IOException {
        change.in(service.data());
        Map<String, String> before = Snapshot.of(service.data()).hashes();

        assertThatThrownBy(service::restart)
                .isInstanceOf(StartException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).contains(named));

        Map<String, String> after = Snapshot.of(service.data()).hashes();
        before.keySet().removeIf(name -> name.endsWith(".lock"));
        after.keySet().removeIf(name -> name.endsWith(".lock"));
        assertThat(after).containsExactlyEntriesOf(before);
        Path database = service.data().resolve("events.db");
        if (Files.exists(database) && Files.size(database) > 0) {
            assertThat(Verified.check(service.data()).findings().kept())
                    .extracting(Finding::part)
                    .containsAnyOf(Part.CHECKPOINT, Part.KEYS, Part.HEAD_FILE);
        }
    }

    @Test
    void aRecordThatIsLookedForElsewhereIsNotANewOne() {
        Path elsewhere = service.data().resolve("elsewhere.db");
        assertThatThrownBy(() -> service.restart(Map.of("store.sqlite.path", elsewhere.toString())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no record " + elsewhere);
        assertThat(elsewhere).doesNotExist();
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                arguments("an empty directory", only("")),
                arguments("a key that was made before", only("").andThen(data -> KeyFile.ofLog(data)
                        .rotate("localhost/evident", false))),
                arguments("two keys, and a witness's", only("").andThen(data -> {
                    KeyFile.ofLog(data).rotate("localhost/evident", false);
                    KeyFile.ofLog(data).rotate("localhost/evident", true);
                    KeyFile.ofWitness(data).rotate("localhost/evident/witness", false);
                })),
                arguments(
                        "a first start that ended before it signed",
                        only("").andThen(of(() -> empty, "events.db", "head", "keys/log.keys"))),
                arguments(
                        "a first start that ended before it was written that it signs",
                        only("").andThen(of(() -> empty, "events.db", "head", "keys/log.keys", "checkpoint"))),
                arguments("the register alone is gone", no("keys/signed")),
                arguments("the last start alone is gone", no("last-start.json")),
                arguments("the operator's word", no("checkpoint").andThen(data -> new SignedOrigins(data)
                        .allow("localhost/evident"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beginnings")
    void aStartWithNothingToContradictGoesOnAndIsRegistered(String what, Change change) throws IOException {
        change.in(service.data());

        service.restart(Map.of());
        service.stop();

        assertThat(service.data().resolve("checkpoint")).exists();
        assertThat(new SignedOrigins(service.data()).all())
                .singleElement()
                .satisfies(entry -> assertThat(entry.origin()).isEqualTo("localhost/evident"))
                .satisfies(entry -> assertThat(entry.allowed()).isFalse());
    }

    @Test
    void verifyComparesTheCheckpointsOfFormerNames() throws IOException {
        service.restart(Map.of("log.origin", "log.example.org/second"));
        service.stop();
        Path former = FormerOrigins.checkpoint(service.data(), "localhost/evident");
        assertThat(Verified.check(service.data()).checked())
                .contains("the last checkpoint of the former name localhost/evident: 7 events");

        String signed = Files.readString(former);
        Files.writeString(former, signed.replace("evident\n7\n", "evident\n6\n"));
        assertFormerFound("does not begin with the 6 events", "A signature of a known key is not valid");
        Files.writeString(former, signed.replace("evident\n7\n", "evident\n9999\n"));
        assertFormerFound("does not begin with the 9999 events", "A signature of a known key is not valid");
        Files.writeString(former, stranger.text("checkpoint"));
        assertFormerFound("does not begin with the", "is not signed by localhost/evident");
        Files.writeString(former, "localhost");
        assertFormerFound("a former name of the log");

        Files.writeString(former, signed.replace("evident\n7\n", "evident\n9999\n"));
        FormerOrigins.close(
                service.data(), new FormerOrigins.Closed("a/third", "log.example.org/second", Optional.empty()));
        assertThat(Verified.check(service.data()).unchecked())
                .anyMatch(line -> line.contains("does not hold its 9999 events"));
        assertFormerFound("A signature of a known key is not valid");
    }

    private static void assertFormerFound(String... said) {
        List<Finding> findings = Verified.check(service.data()).findings().kept();
        for (String one : said) {
            assertThat(findings).anySatisfy(finding -> assertThat(finding.part() + finding.what())
                    .startsWith("checkpoint")
                    .contains(one));
        }
    }

    static Stream<Arguments> recoveries() {
        return Stream.of(
                arguments("nothing", no(), 0, List.of("Nothing seems to be lost", "--restore", "--new-log")),
                arguments("the checkpoint", no("checkpoint"), 1, List.of("put the file checkpoint back", "--new-log")),
                arguments("the keys", no("keys"), 1, List.of("put keys/log.keys back", "--new-log")),
                arguments(
                        "the head file",
                        no("head"),
                        1,
                        List.of("put the file head back", "--new-head-file", "holds the checkpoint", "--new-log")),
                arguments(
                        "the head file and the checkpoint",
                        no("head", "checkpoint"),
                        1,
                        List.of("put the file checkpoint back", "--none-published", "--new-log")),
                arguments("the database", no("events.db"), 1, List.of("does not hold", "--restore", "--empty")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recoveries")
    void recoverNamesTheWaysOut(String missing, Change change, int status, List<String> said) throws IOException {
        change.in(service.data());

        assertThat(Commands.run(service.configuration(), "recover")
                        .requireStatus(status)
                        .out())
                .contains(said);
    }

    @Test
    void nothingGoesOnWithHalfOfARestoreOrWithoutARecord() throws IOException {
        String[] newLog = {"recover", "--new-log", "--origin", "localhost/third", "--reason", "a test", "--yes"};
        Path half = Files.createFile(service.data().resolve("restore-unfinished"));
        assertThat(Commands.run(service.configuration(), newLog)
                        .requireStatus(2)
                        .err())
                .contains("was interrupted");
        String target = service.data().resolveSibling("backup").toString();
        assertThat(Commands.run(service.configuration(), "backup", target)
                        .requireStatus(1)
                        .err())
                .contains("was interrupted");

        Files.delete(half);
        no("events.db").in(service.data());
        assertThat(Commands.run(service.configuration(), newLog)
                        .requireStatus(2)
                        .err())
                .contains("there is no record", "--empty");
    }

    @Test
    void aNewLogIsIntactBeforeItsFirstStartToo() throws IOException {
        no("checkpoint", "keys").in(service.data());
        Commands.run(
                        service.configuration(),
                        "recover",
                        "--new-log",
                        "--origin",
                        "localhost/third",
                        "--reason",
                        "the keys are gone",
                        "--yes")
                .requireStatus(0);

        assertThat(Verified.check(service.data()).findings().kept())
                .noneMatch(finding -> finding.part() == Part.CHECKPOINT);
        assertThat(Verified.check(service.data()).unchecked())
                .anyMatch(line -> line.contains("localhost/third has not signed yet"));
        service.restart(Map.of("log.origin", "localhost/third"));
        service.stop();
        Verified.assertIntact(service.data());
    }

    @Test
    void aNameThatSignedHereBeforeIsNotForgottenUnderAnotherOne() throws IOException {
        service.restart(Map.of("log.origin", "log.example.org/second"));
        service.stop();
        Change lost = data -> {
            try (Stream<Path> files = Files.list(data)) {
                for (Path file : files.filter(
                                path -> path.getFileName().toString().startsWith("checkpoint-"))
                        .toList()) {
                    Files.delete(file);
                }
            }
        };
        lost.in(service.data());

        assertThatThrownBy(() -> service.restart(Map.of()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no checkpoint of localhost/evident")
                .hasMessageContaining("keys/signed (localhost/evident signs since");
    }

    static Stream<Arguments> keyFiles() {
        Change cutOff = data -> Files.writeString(data.resolve("keys/log.keys"), "evident.keys/v1\ncurrent\n");
        Change open = data -> Files.setPosixFilePermissions(
                data.resolve("keys/log.keys"), PosixFilePermissions.fromString("rw----r--"));
        return Stream.of(
                arguments("the key file is cut off", cutOff, "line 2 is not a key"),
                arguments("the key file is missing", no("keys/log.keys"), "log.keys is missing"),
                arguments("the keys are missing", no("keys"), "log.keys is missing"),
                arguments(
                        "the register is something else",
                        (Change) data -> Files.writeString(data.resolve("keys/signed"), "x\n"),
                        "evident.signed/v1"),
                arguments(
                        "a key of another name",
                        no("keys").andThen(data -> KeyFile.ofLog(data).rotate("another/log", false)),
                        "no current key of localhost/evident"),
                arguments("everybody may read the key", open, "may be read or changed by others"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keyFiles")
    void verifyNamesKeysThatCannotBeUsed(String what, Change change, String said) throws IOException {
        assertThat(Verified.check(service.data()).intact()).isTrue();
        change.in(service.data());

        assertThat(Verified.check(service.data()).findings().kept())
                .singleElement()
                .satisfies(finding -> assertThat(finding.part()).isEqualTo(Part.KEYS))
                .satisfies(finding -> assertThat(finding.what()).contains(said));
    }

    @Test
    void aCopyWithoutKeysIsNoLessIntact() throws IOException {
        no("keys", "evident.lock").in(service.data());

        assertThat(Verified.check(service.data()).intact()).isTrue();
        assertThat(Verified.check(service.data()).unchecked()).anyMatch(line -> line.contains("no key here"));
    }

    private static Arguments refused(String missing, Change change, String... named) {
        return arguments(missing, change, List.of(named));
    }

    /** What is done to a data directory. */
    private interface Change {
        void in(Path data) throws IOException;

        default Change andThen(Change next) {
            return data -> {
                in(data);
                next.in(data);
            };
        }
    }

    private static Change no(String... names) {
        return data -> {
            for (String name : names) {
                delete(data.resolve(name));
            }
        };
    }

    private static Change only(String name) {
        return data -> {
            try (Stream<Path> files = Files.list(data)) {
                for (Path file : files.filter(
                                path -> !path.getFileName().toString().equals(name))
                        .toList()) {
                    delete(file);
                }
            }
        };
    }

    /** What stands in a snapshot under these names. */
    private static Change of(Supplier<Snapshot> snapshot, String... names) {
        return data -> snapshot.get().putInto(data, file -> Stream.of(names)
                .anyMatch(name -> file.equals(name) || file.startsWith(name + "/")));
    }

    private static void clear() {
        try {
            only("").in(service.data());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void write(int count) {
        assertThat(service.client()
                        .post("/events", Client.NDJSON, EVENT.repeat(count))
                        .statusCode())
                .isEqualTo(201);
    }
}
