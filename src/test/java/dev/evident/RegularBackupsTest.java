package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backups that a service makes by itself ({@code backup.dir}). */
class RegularBackupsTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"alice\",\"variant_data\":{}}\n";
    private static final String MADE = "evident_backups_total{outcome=\"made\"}";
    private static final String FAILED = "evident_backups_total{outcome=\"failed\"}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Test
    void theNewestAreKeptNothingElseIsTouchedAndAFailureIsSaid() throws Exception {
        Path dir = disk.resolve("backups");
        try (RunningService service =
                RunningService.start(Map.of("backup.dir", dir.toString(), "backup.every", "1s", "backup.keep", "2"))) {
            service.client().post("/events", Client.NDJSON, EVENT.repeat(300));
            Await.until("the first", () -> service.metric(MADE) >= 1);
            Commands.run(
                            service.configuration(),
                            "backup",
                            dir.resolve("evident-mine").toString())
                    .requireStatus(0);
            Files.createDirectory(dir.resolve("evident-20200101T000000.000Z"));
            Files.writeString(dir.resolve("evident-20200101T000000.000Z/mine"), "mine");
            Files.writeString(own(dir).get(0).resolve("note"), "mine");
            double made = service.metric(MADE);
            Await.until("five more", () -> service.metric(MADE) >= made + 5);

            service.stop();
            assertThat(dir.resolve("evident-mine/backup.json")).exists();
            assertThat(dir.resolve("evident-20200101T000000.000Z/mine")).exists();
            List<Path> kept = own(dir).stream()
                    .filter(path -> Files.exists(path.resolve("backup.json")))
                    .toList();
            assertThat(kept).hasSize(2);
            for (Path backup : kept) {
                Verified.assertIntact(backup);
            }
            assertThat(own(dir))
                    .filteredOn(path -> Files.exists(path.resolve("note")))
                    .hasSize(1);
            assertThat(own(dir)).hasSize(3);

            service.restart();
            assertThat(service.health()).contains("The newest backup has 300 events");
            assertThat(service.metric("evident_backup_last_events")).isEqualTo(300);
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:sqlite:" + service.data().resolve("events.db"));
                    Statement sql = connection.createStatement()) {
                sql.execute("UPDATE event SET body = x'7b7d' WHERE seq = 7");
            }
            Await.until("it fails", () -> service.metric(FAILED) >= 1);
            assertThat(service.health()).contains("\"backup\",\"status\":\"DEGRADED\"", "is not intact: event 7");
            assertThat(own(dir).stream().filter(path -> Files.exists(path.resolve("backup.json"))))
                    .hasSize(2);
        }
    }

    /** Those with a name that the timer gives, other than what the test has put there. */
    private static List<Path> own(Path dir) throws IOException {
        try (Stream<Path> all = Files.list(dir)) {
            return all.filter(path -> path.getFileName().toString().matches("evident-202[1-9].*"))
                    .sorted()
                    .toList();
        }
    }
}
