package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Commands.Printed;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evident recover --new-log} where what is left of the record cannot be gone on with. */
class RecoverNewLogTest {
    private static final String OLD = "localhost/evident";
    private static final String NEW = "localhost/second";

    private final RunningService service = RunningService.start();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    private String checkpoint = "";
    private String id = "";

    /** Of 300 events that were signed and are in a backup, and 100 that came later, one is changed. */
    @BeforeEach
    void damage() throws Exception {
        id = log();
        send(300);
        get("/events/" + service.client().list("/events?limit=1").get(0).id() + "/proof");
        checkpoint = get("/log/checkpoint");
        Commands.run(service.configuration(), "backup", backup(), "--keys", keys())
                .requireStatus(0);
        send(100);
        service.stop();
        execute(service.data().resolve("events.db"), "UPDATE event SET micros = micros + 1 WHERE seq = 7");
        assertThat(newLog().requireStatus(2).err()).contains("cannot be gone on with", "--from BACKUP", "--empty");
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void theEventsOfABackupGoOnUnderAnotherName() throws Exception {
        Printed printed = newLog("--from", backup()).requireStatus(0);

        assertThat(printed.out()).contains("Start the service with log.origin: " + NEW);
        service.restart(Map.of("log.origin", NEW));
        assertThat(service.client().listAll("/events?user_id=alice&limit=1000"))
                .hasSize(300)
                .allMatch(event -> event.seq() < 300);
        Returned first = opened();
        assertThat(first.seq()).isEqualTo(300);
        assertThat(first.body()).contains("\"kept_size\":300", "\"acknowledged_size\":400");
        assertThat(get("/log/checkpoint?origin=" + OLD)).isEqualTo(checkpoint);
        String event = service.client().list("/events?limit=1&order=asc").get(0).id();
        assertThat(new JsonObject(get("/events/" + event + "/proof?origin=" + OLD)).getString("checkpoint"))
                .isEqualTo(checkpoint);
        assertThat(service.client().post(event("bob")).statusCode()).isEqualTo(201);
        assertThat(log()).as("it is the same log").isEqualTo(id);
        assertKeptAside();
    }

    @Test
    void aDatabaseAloneIsABackupToo() throws Exception {
        newLog("--from", backup() + "/events.db").requireStatus(0);

        service.restart(Map.of("log.origin", NEW));
        assertThat(service.client().listAll("/events?user_id=alice&limit=1000")).hasSize(300);
        assertThat(log()).isEqualTo(id);
        assertKeptAside();
    }

    @Test
    void aLogWithoutEventsBegins() throws Exception {
        newLog("--empty").requireStatus(0);

        service.restart(Map.of("log.origin", NEW));
        assertThat(service.client().listAll("/events?user_id=alice")).isEmpty();
        assertThat(opened().seq()).isZero();
        assertThat(opened().body()).doesNotContain("kept_size").contains("\"acknowledged_size\":400");
        assertThat(service.client().post(event("bob")).statusCode()).isEqualTo(201);
        assertThat(service.client().list("/events?user_id=bob").get(0).seq()).isPositive();
        assertThat(log()).as("it is another log").isNotEqualTo(id);
        assertKeptAside();
    }

    @Test
    void nothingIsChangedWhenTheBackupIsDamagedOrTheRequestIsUnclear() throws Exception {
        List<String> before = files();
        assertThat(newLog("--from", backup(), "--empty").requireStatus(2).err()).contains("one of them");
        assertThat(newLog("--from", disk.resolve("none").toString())
                        .requireStatus(2)
                        .err())
                .contains("none");
        execute(Path.of(backup(), "events.db"), "UPDATE event SET micros = micros + 1 WHERE seq = 9");
        assertThat(newLog("--from", backup()).requireStatus(2).err())
                .contains("cannot be gone on with", "event 10: Its timestamp is before");

        assertThat(files()).isEqualTo(before);
        newLog("--empty").requireStatus(0);
    }

    private Printed newLog(String... options) {
        return Commands.run(
                service.configuration(),
                Stream.concat(
                                Stream.of(
                                        "recover", "--new-log", "--origin", NEW, "--reason", "the disk died", "--yes"),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private Returned opened() {
        Returned opened =
                service.client().list("/events?event_type=evident.log_opened").get(0);
        assertThat(opened.body())
                .contains("the disk died", "\"old_origin\":\"" + OLD + "\"", "\"old_checkpoint\":\"" + OLD + "\\n");
        return opened;
    }

    /** What was replaced is kept with the reason, and what goes on is intact. */
    private void assertKeptAside() throws IOException {
        service.stop();
        Verified.assertIntact(service.data());
        try (Stream<Path> replaced = Files.list(service.data())) {
            Path aside = replaced.filter(path -> path.getFileName().toString().startsWith("replaced-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(aside.resolve("events.db")).exists();
            assertThat(aside.resolve("checkpoint")).exists();
            assertThat(aside.resolve("head")).exists();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(service.data())) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private void send(int events) {
        assertThat(service.client()
                        .post("/events", Client.NDJSON, (event("alice") + "\n").repeat(events))
                        .statusCode())
                .isEqualTo(201);
    }

    private static String event(String user) {
        return "{\"event_type\":\"a\",\"user_id\":\"" + user + "\",\"variant_data\":{}}";
    }

    private String get(String target) {
        return service.client().get(target).body();
    }

    private String backup() {
        return disk.resolve("backup").toString();
    }

    private String keys() {
        return disk.resolve("keys").toString();
    }

    /** The id of the log in the service's database. */
    private String log() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + service.data().resolve("events.db"));
                Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("SELECT hex(id) FROM log")) {
            return id.getString(1);
        }
    }

    private static void execute(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
