package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Commands.Printed;
import dev.evident.Producers.Acknowledged;
import dev.evident.log.sqlite.SqliteRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evident backup}: beside a running service under load, without one, and when it cannot be made. */
class BackupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Test
    void everythingAcknowledgedBeforeIsInItAndItIsWhole() throws Exception {
        try (RunningService service = RunningService.start();
                Producers producers = new Producers()) {
            CompletableFuture<Void> sending = producers.sendUntilItEnds(service.client());
            Await.until("some were acknowledged", () -> producers.acknowledged().size() > 500);
            Map<Long, Acknowledged> before = new TreeMap<>(producers.acknowledged());

            Printed printed = Commands.run(service.configuration(), "backup", path("one"), "--keys", path("keys"))
                    .requireStatus(0);

            assertThat(printed.out()).contains("verified", "private keys are in " + path("keys"));
            service.stop();
            sending.join();
            Path backup = disk.resolve("one");
            try (SqliteRecord record = SqliteRecord.open(backup.resolve("events.db"))) {
                before.forEach(
                        (seq, event) -> assertThat(new String(record.body(seq).orElseThrow(), StandardCharsets.UTF_8))
                                .isEqualTo(event.body()));
            }
            Verified.assertIntact(backup);
            Commands.run(service.configuration(), "verify", backup.toString()).requireStatus(0);
            assertOwnerOnly(backup);
            assertOwnerOnly(disk.resolve("keys"));
            assertThat(Files.readString(backup.resolve("backup.json")))
                    .contains("localhost/evident", "\"sha256\"", "\"root\"", "\"time\"");
            assertThat(names(disk)).containsExactlyInAnyOrder("one", "keys");
            assertThat(names(backup))
                    .containsExactlyInAnyOrder("events.db", "head", "checkpoint", "keys", "backup.json");

            String secret = secret(service.data().resolve("keys/log.keys"));
            assertThat(RawFiles.with(secret, backup)).isEmpty();
            assertThat(RawFiles.with(secret, disk.resolve("keys"))).hasSize(1);
            service.restart(() -> {});
        }
    }

    @Test
    void withoutAServiceItIsTheSameAndTheDataDirectoryStaysAsItIs() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post("/events", Client.NDJSON, event().repeat(300));
            service.stop();
            List<String> before = names(service.data());

            Commands.run(service.configuration(), "backup", path("one")).requireStatus(0);
            Files.createDirectory(disk.resolve("empty"));
            Commands.run(service.configuration(), "backup", path("empty")).requireStatus(0);

            List<String> after = new ArrayList<>(names(service.data()));
            after.removeAll(List.of("events.db-shm", "events.db-wal")); // SQLite's, and empty
            assertThat(after).isEqualTo(before);
            Verified.assertIntact(disk.resolve("one"));
            assertThat(Verified.check(disk.resolve("empty")).head().size()).isEqualTo(300);
            service.restart();
        }
    }

    @Test
    void whatCannotBeMadeIsRefusedAndLeavesNothing() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post("/events", Client.NDJSON, event().repeat(300));
            Files.createDirectory(disk.resolve("full"));
            Files.writeString(disk.resolve("full/mine"), "mine");

            refused(service, "exists already", "backup", path("full"));
            refused(service, "there is no directory", "backup", path("unmounted/one"));
            refused(
                    service,
                    "in the data directory",
                    "backup",
                    service.data().resolve("backup").toString());
            refused(service, "apart from the backup", "backup", path("one"), "--keys", path("one/keys"));
            assertThat(names(disk)).containsExactly("full");
            assertThat(Files.readString(disk.resolve("full/mine"))).isEqualTo("mine");

            service.stop();
            sql(service.data(), "UPDATE event SET body = x'7b7d' WHERE seq = 7");
            refused(service, "not intact: event 7", "backup", path("one"));
            assertThat(names(disk)).containsExactly("full");
        }
    }

    @Test
    void aRecordThatLostWhatWasAcknowledgedIsNotBackedUpAsIfItWereWhole() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post("/events", Client.NDJSON, event().repeat(300));
            Commands.run(service.configuration(), "backup", path("one")).requireStatus(0);
            service.client().post(event());
            service.stop();
            for (String suffix : List.of("-wal", "-shm")) {
                Files.deleteIfExists(service.data().resolve("events.db" + suffix));
            }
            Files.delete(service.data().resolve("events.db"));
            Files.copy(disk.resolve("one/events.db"), service.data().resolve("events.db"));

            refused(service, "not intact: event 300: It is missing", "backup", path("two"));

            Files.delete(service.data().resolve("head"));
            refused(service, "the head file is missing", "backup", path("two"));
            assertThat(names(disk)).containsExactly("one");
        }
    }

    @Test
    void whatAKilledOneLeftIsTakenAwayAndAnythingElseStays() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post(event());
            Path left = Files.createDirectory(disk.resolve(".one.unfinished"));
            Files.writeString(left.resolve("events.db"), "half of it");

            Commands.run(service.configuration(), "backup", path("one")).requireStatus(0);
            assertThat(names(disk)).containsExactly("one");
            Verified.assertIntact(disk.resolve("one"));

            Path mine = Files.createDirectory(disk.resolve(".two.unfinished"));
            Files.writeString(mine.resolve("mine"), "mine");
            refused(service, "is not of a backup", "backup", path("two"));
            assertThat(names(mine)).contains("mine");
        }
    }

    @Test
    void otherKeysThatWereCopiedThereStay() throws Exception {
        try (RunningService service = RunningService.start()) {
            service.client().post(event());
            Commands.run(service.configuration(), "backup", path("one"), "--keys", path("keys"))
                    .requireStatus(0);
            Commands.run(service.configuration(), "backup", path("two"), "--keys", path("keys"))
                    .requireStatus(0);
            assertThat(names(disk.resolve("keys"))).containsExactly("log.keys");

            Commands.run(service.configuration(), "key", "rotate").requireStatus(0);
            Commands.run(service.configuration(), "backup", path("three"), "--keys", path("keys"))
                    .requireStatus(0);

            assertThat(names(disk.resolve("keys"))).hasSize(2).contains("log.keys");
            assertThat(Files.readString(disk.resolve("keys/log.keys")))
                    .isEqualTo(Files.readString(service.data().resolve("keys/log.keys")));
        }
    }

    private static void refused(RunningService service, String why, String... command) {
        Printed printed = Commands.run(service.configuration(), command).requireStatus(1);
        assertThat(printed.err()).startsWith("evident backup: ").contains(why);
    }

    private String path(String name) {
        return disk.resolve(name).toString();
    }

    private static String event() {
        return "{\"event_type\":\"a\",\"user_id\":\"alice\",\"variant_data\":{\"text\":\"é\"}}\n";
    }

    private static String secret(Path keys) throws IOException {
        return Files.readAllLines(keys).stream()
                .filter(line -> line.startsWith("current "))
                .map(line -> line.split(" ", -1)[3])
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertOwnerOnly(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    private static void sql(Path data, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("events.db"));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
