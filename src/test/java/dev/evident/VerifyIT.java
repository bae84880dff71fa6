package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evident verify}, {@code export} and {@code recover} of the packaged program. */
class VerifyIT {
    private final List<Program> started = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>(Program.FREE_PORTS);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @AfterEach
    void killWhatStillRuns() throws Exception {
        for (Program program : started) {
            program.kill();
        }
    }

    @Test
    void aLogIsCheckedFromOutside() throws Exception {
        Program.Banner at = service(700);
        Client client = new Client(URI.create(at.api()), "secret_token");
        String key = client.get("/log/key").body().strip();
        Files.writeString(
                directory.resolve("old"), client.get("/log/checkpoint").body());
        Files.writeString(directory.resolve("token"), "secret_token\n");
        Files.writeString(directory.resolve("receipt"), client.post(event(700)).body());
        String id = client.list("/events?limit=1&order=asc").get(0).id();
        Files.writeString(
                directory.resolve("proof"),
                client.get("/events/" + id + "/proof").body());

        Program whole = run("verify", "--url", at.api(), "--key", key, "--token-file", "token", "--against", "old");
        assertThat(whole.exit()).as("%s", whole.err()).isZero();
        assertThat(whole.out()).first().asString().endsWith("INTACT");

        assertThat(run("verify", "--url", at.api(), "--key", other(), "--token-file", "token")
                        .exit())
                .isEqualTo(1);
        assertThat(run("verify", "--url", at.api()).exit()).isEqualTo(2);
        assertThat(run("verify", "--proof", "proof", "--key", key).exit()).isZero();

        Program busy = run("verify");
        assertThat(busy.exit()).isEqualTo(2);
        assertThat(busy.err()).singleElement().asString().contains("in use by a running service");

        Program export =
                run("export", "--url", at.api(), "--token-file", "token", "--filter", "n>=600", "--proofs", "out.zip");
        assertThat(export.exit()).as("%s%s", export.err(), export.out()).isZero();
        Program bundle = run("verify", "--bundle", "out.zip", "--key", key, "--json");
        assertThat(bundle.exit()).isZero();
        assertThat(bundle.out()).singleElement().asString().contains("\"intact\":true", "101 events with their proofs");

        Program refused =
                run("export", "--url", at.api(), "--token-file", "token", "--filter", "n>=word", "--proofs", "no.zip");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().contains("is none of them");
        assertThat(directory.resolve("no.zip.part")).doesNotExist();

        stop();
        assertThat(run("verify", "--against", "receipt").exit()).isZero();
        assertThat(run("verify", "--against", "proof", "--key", key).exit()).isZero();
        Files.writeString(
                directory.resolve("receipt"),
                Files.readString(directory.resolve("receipt")).replaceFirst("\"seq\":[0-9]+", "\"seq\":699"));
        Program forged = run("verify", "--against", "receipt");
        assertThat(forged.exit()).isEqualTo(1);
        assertThat(forged.out()).contains("First bad seq: 699");
    }

    @Test
    void aChangedEventIsNamed() throws Exception {
        service(700);
        stop();
        assertThat(run("verify").exit()).isZero();
        sql("UPDATE event SET body = x'7b7d' WHERE seq IN (300, 611)");

        Program text = run("verify");
        Program json = run("verify", "--json", "data");

        assertThat(text.exit()).isEqualTo(1);
        assertThat(text.out()).contains("First bad seq: 300", "2 findings:");
        assertThat(text.out()).anyMatch(line -> line.startsWith("  event 611: "));
        assertThat(json.exit()).isEqualTo(1);
        assertThat(json.out()).singleElement().asString().contains("\"first_bad_seq\":300", "\"findings_total\":2");
    }

    @Test
    void whatCannotBeCheckedIsNotCalledIntact() throws Exception {
        Files.writeString(directory.resolve("nonsense"), "nothing");

        assertThat(run("verify").exit()).isEqualTo(2);
        assertThat(run("verify", "nonsense").exit()).isEqualTo(2);
        assertThat(run("verify", "--proof", "nonsense").exit()).isEqualTo(2);
        assertThat(run("verify", "--no-such-option").exit()).isEqualTo(2);
        assertThat(run("verify", "--bundle", "nonsense").exit()).isEqualTo(1);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aRecordThatLostEventsIsReplacedByABackupOrByANewLog() throws Exception {
        service(500);
        stop();
        Path database = directory.resolve("data/events.db");
        Files.copy(database, directory.resolve("backup.db"));
        Path early = directory.resolve("early.db");
        Files.copy(database, early);
        sql("DELETE FROM event WHERE seq >= 400");

        Program refused = run();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).singleElement().asString().contains("evident recover");
        Program asked = run("recover");
        assertThat(asked.out()).anyMatch(line -> line.startsWith("database ") && line.contains(" leaves, root "));

        Program restored = run("recover", "--restore", "backup.db", "--yes");
        assertThat(restored.exit()).as("%s%s", restored.err(), restored.out()).isZero();
        assertThat(run("verify").exit()).isZero();

        Program.Banner at = service(50);
        assertThat(new Client(URI.create(at.api()), "secret_token")
                        .list("/events?limit=1")
                        .get(0)
                        .seq())
                .isGreaterThanOrEqualTo(549);
        stop();
        Files.copy(early, database, StandardCopyOption.REPLACE_EXISTING);
        Program lost = run("recover");
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.out()).anyMatch(line -> line.contains("--new-log"));
        Program tooOld = run("recover", "--restore", "early.db", "--yes");
        assertThat(tooOld.exit()).isEqualTo(2);
        assertThat(run("recover", "--new-log", "--origin", "localhost/evident", "--reason", "lost", "--yes")
                        .exit())
                .isEqualTo(2);

        Program opened =
                run("recover", "--new-log", "--origin", "localhost/second", "--reason", "the disk died", "--yes");
        assertThat(opened.exit()).as("%s%s", opened.err(), opened.out()).isZero();
        assertThat(run().exit()).as("the old name goes on with nothing").isEqualTo(1);
        environment.put("EVIDENT_LOG_ORIGIN", "localhost/second");
        Program.Banner second = service(1);
        Client client = new Client(URI.create(second.api()), "secret_token");
        assertThat(client.list("/events?order=asc&limit=1").get(0).body())
                .contains("\"evident.started\"", "\"last_stop\":\"none\"");
        String first = client.get("/events?event_type=evident.log_opened").body();
        assertThat(first)
                .contains(
                        "evident.log_opened",
                        "the disk died",
                        "localhost/second",
                        "\"old_origin\":\"localhost/evident\"");
        assertThat(client.get("/log/checkpoint").body()).startsWith("localhost/second\n");
        stop();
        assertThat(run("verify").exit()).isZero();
        try (Stream<Path> aside = Files.list(directory.resolve("data"))) {
            assertThat(aside.filter(path -> path.getFileName().toString().startsWith("replaced-")))
                    .hasSize(2);
        }
    }

    @Test
    void aLostHeadFileIsMadeAnewOnlyFromAnIntactRecord() throws Exception {
        service(300);
        stop();
        Files.delete(directory.resolve("data/head"));
        assertThat(run().exit()).isEqualTo(1);
        assertThat(run("recover").exit()).isEqualTo(1);
        assertThat(run("recover", "--new-head-file", "--reason", "it was deleted")
                        .exit())
                .isEqualTo(2);

        Program made = run("recover", "--new-head-file", "--reason", "it was deleted", "--yes");

        assertThat(made.exit()).as("%s%s", made.err(), made.out()).isZero();
        Program.Banner at = service(1);
        assertThat(new Client(URI.create(at.api()), "secret_token")
                        .get("/events?event_type=evident.head_file_replaced")
                        .body())
                .contains("it was deleted");
    }

    /** Starts the service with this many more events. */
    private Program.Banner service(int events) throws Exception {
        Program.Banner at = start().awaitBanner();
        String lines = IntStream.range(0, events).mapToObj(VerifyIT::event).collect(Collectors.joining("\n"));
        assertThat(new Client(URI.create(at.api()), "secret_token")
                        .post("/events", Client.NDJSON, lines)
                        .statusCode())
                .isEqualTo(201);
        return at;
    }

    private static String event(int n) {
        return "{\"event_type\":\"verify\",\"user_id\":\"u" + n % 10 + "\",\"variant_data\":{\"n\":" + n + "}}";
    }

    private void stop() throws Exception {
        Program service = started.get(started.size() - 1);
        for (int i = started.size() - 1; !service.isAlive(); i--) {
            service = started.get(i);
        }
        service.terminate();
        assertThat(service.exit()).isZero();
    }

    private void sql(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/events.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String other() {
        return "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"; // the one of C2SP signed-note
    }

    private Program run(String... arguments) throws Exception {
        Program program = start(arguments);
        program.exit();
        return program;
    }

    private Program start(String... arguments) throws IOException {
        Program program = Program.start(directory, environment, arguments);
        started.add(program);
        return program;
    }
}
