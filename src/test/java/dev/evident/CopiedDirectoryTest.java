package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code cp -a} of a running data directory gives, and databases that are put in place by hand. */
class CopiedDirectoryTest {
    private static final Map<String, String> PLAIN = Map.of("store.compression", "none");

    @Test
    void aCopyOfOneMomentIsWholeAndGoesOn() throws Exception {
        try (RunningService service = RunningService.start(PLAIN);
                RunningService copy = RunningService.stopped(PLAIN)) {
            send(service, 300);
            copy(service.data(), copy.data(), ""); // nothing is written meanwhile
            copy.restart();
            assertThat(copy.client().listAll("/events?user_id=alice")).hasSize(300);
            copy.stop();
            Verified.assertIntact(copy.data());
        }
    }

    @Test
    void aTornCopyIsRefused() throws Exception {
        try (RunningService service = RunningService.start(PLAIN);
                RunningService copy = RunningService.stopped(PLAIN)) {
            send(service, 1_000);
            Files.createDirectories(copy.data());
            Files.copy(service.data().resolve("events.db"), copy.data().resolve("events.db"));
            for (int i = 0; i < 60; i++) { // until the write-ahead log has begun anew
                send(service, 1_000);
            }
            copy(service.data(), copy.data(), "events.db");

            assertThatThrownBy(copy::restart)
                    .hasMessageContaining("is a copy that is not whole")
                    .hasMessageContaining("evident backup");
        }
    }

    @Test
    void theDatabaseOfABackupInTheOldPlaceIsRefusedWhenItLacksWhatWasAcknowledged() throws Exception {
        try (RunningService service = RunningService.start(PLAIN)) {
            send(service, 300);
            Path disk = Files.createTempDirectory("evident-disk");
            Commands.run(service.configuration(), "backup", disk.resolve("one").toString())
                    .requireStatus(0);
            send(service, 1);
            service.stop();
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(service.data().resolve("events.db" + suffix));
            }
            Files.move(disk.resolve("one/events.db"), service.data().resolve("events.db"));

            assertThat(Commands.run(service.configuration(), "recover")
                            .requireStatus(1)
                            .out())
                    .contains("--new-log");
            Files.delete(service.data().resolve("head"));
            Files.move(service.data().resolve("checkpoint"), disk.resolve("checkpoint"));
            assertThat(newHeadFile(service).err()).contains("there is no checkpoint");
            Files.move(disk.resolve("checkpoint"), service.data().resolve("checkpoint"));
            assertThat(newHeadFile(service).err()).contains("cannot be taken as it is");
            assertThat(service.data().resolve("head")).doesNotExist();
            try (Stream<Path> files = Files.list(service.data())) {
                assertThat(files.filter(file -> file.toString().contains("replaced-")))
                        .isEmpty();
            }

            Commands.run(
                            service.configuration(),
                            "recover",
                            "--new-log",
                            "--origin",
                            "localhost/second",
                            "--reason",
                            "the disk lost one",
                            "--yes")
                    .requireStatus(0);
            service.restart(Map.of("log.origin", "localhost/second", "store.compression", "none"));
            assertThat(service.client().listAll("/events?user_id=alice")).hasSize(300);
            Returned opened = service.client()
                    .list("/events?event_type=evident.log_opened")
                    .get(0);
            assertThat(opened.seq()).isEqualTo(300);
            assertThat(opened.body())
                    .contains(
                            "\"database_size\":300",
                            "localhost/evident\\n301\\n",
                            "\"kept_size\":300",
                            "the disk lost one");
            assertThat(service.client()
                            .get("/events/" + opened.id() + "/proof?origin=localhost/evident")
                            .statusCode())
                    .isEqualTo(404);
            service.stop();
            Verified.assertIntact(service.data());
            service.configure(text -> text.replace("origin: localhost/second", "origin: localhost/evident"));
            assertThatThrownBy(service::restart).hasMessageContaining("was given up");
        }
    }

    @Test
    void aLogThatWasNeverPublishedTakesItsDatabaseOnTheOperatorsWord() throws Exception {
        try (RunningService service = RunningService.start(PLAIN)) {
            send(service, 10);
            service.stop();
            Files.delete(service.data().resolve("head"));
            Files.delete(service.data().resolve("checkpoint"));

            assertThat(newHeadFile(service).err()).contains("--none-published");
            newHeadFile(service, "--none-published").requireStatus(0);
            service.restart();

            assertThat(service.client()
                            .get("/events?event_type=evident.head_file_replaced")
                            .body())
                    .contains("no checkpoint of this log was ever handed out", "a test");
        }
    }

    private static Commands.Printed newHeadFile(RunningService service, String... more) {
        Commands.Printed printed = Commands.run(
                service.configuration(),
                Stream.concat(Stream.of("recover", "--new-head-file", "--reason", "a test", "--yes"), Stream.of(more))
                        .toArray(String[]::new));
        return more.length == 0 ? printed.requireStatus(2) : printed;
    }

    private static void send(RunningService service, int events) {
        String event = "{\"event_type\":\"a\",\"user_id\":\"alice\",\"variant_data\":{\"text\":\"" + "x".repeat(200)
                + "\"}}\n";
        assertThat(service.client()
                        .post("/events", Client.NDJSON, event.repeat(events))
                        .statusCode())
                .isEqualTo(201);
    }

    /** As {@code cp -a}, of everything but one file and the index. */
    private static void copy(Path from, Path to, String without) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(path -> !path.startsWith(from.resolve("index")))
                    .toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                } else if (!file.getFileName().toString().equals(without)
                        && !file.getFileName().toString().endsWith("-shm")) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
