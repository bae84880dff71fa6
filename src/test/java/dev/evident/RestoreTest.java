package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.Commands.Printed;
import dev.evident.Producers.Acknowledged;
import dev.evident.publish.KeyFile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evident restore}: under the old name, under another one, and when neither may be. */
class RestoreTest {
    private static final String OLD = "localhost/evident";
    private static final String[] STATEMENT = {"--nothing-newer-signed", "--reason", "nothing ran since"};

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Test
    void whatWasAcknowledgedBeforeTheBackupIsThereByteEqualFoundAndProven() throws Exception {
        try (RunningService service = RunningService.start();
                RunningService other = RunningService.stopped(Map.of());
                Producers producers = new Producers()) {
            CompletableFuture<Void> sending = producers.sendUntilItEnds(service.client());
            Await.until("some were acknowledged", () -> producers.acknowledged().size() > 500);
            Map<Long, Acknowledged> before = new TreeMap<>(producers.acknowledged());
            JsonObject kept = new JsonObject(get(service, "/log/consistency?old=0"));
            String checkpoint = get(service, "/log/checkpoint");
            String key = get(service, "/log/key").strip();
            backup(service, "one");
            service.stop();
            sending.join();

            restore(other, "one", STATEMENT).requireStatus(0);
            other.restart();

            Map<Long, String> found = other.client().listAll("/events?order=asc&limit=1000").stream()
                    .collect(Collectors.toMap(Returned::seq, Returned::body));
            before.forEach((seq, event) -> assertThat(found).containsEntry(seq, event.body()));
            assertThat(kept.getLong("new")).isLessThanOrEqualTo((long) found.size());
            assertThat(get(other, "/log/key").strip()).isEqualTo(key);
            Files.writeString(disk.resolve("old"), checkpoint);
            Commands.run(
                            other.configuration(),
                            "verify",
                            "--url",
                            other.api().toString(),
                            "--key",
                            key,
                            "--token-file",
                            token(),
                            "--against",
                            path("old"))
                    .requireStatus(0);
            assertThat(get(other, "/events?event_type=evident.log_restored"))
                    .contains("nothing ran since", "states that no checkpoint newer", "backup_time");
            assertIndexIsTheRecord(other, found);
            other.stop();
            Verified.assertIntact(other.data());
            Commands.run(other.configuration(), "verify", "--against", path("old"))
                    .requireStatus(0);
            other.restart();
        }
    }

    @Test
    void underAnotherNameEverythingIsFoundAndProvenAgainstTheOldCheckpoint() throws Exception {
        try (RunningService service = RunningService.start();
                RunningService other = RunningService.stopped(Map.of("log.origin", "localhost/second"))) {
            send(service, 300);
            String id =
                    service.client().list("/events?limit=1&order=asc").get(0).id();
            get(
                    service,
                    "/events/" + service.client().list("/events?limit=1").get(0).id() + "/proof");
            String checkpoint = get(service, "/log/checkpoint");
            String key = get(service, "/log/key").strip();
            backup(service, "one");
            send(service, 100); // signed under the old name and not in the backup
            service.stop();

            refused(other, "log.origin is localhost/second", "restore", path("one"), "--keys", path("keys"));
            restore(other, "one", "--new-origin", OLD, "--reason", "x").requireStatus(1);
            Printed printed = Commands.run(
                            other.configuration(),
                            "restore",
                            path("one"),
                            "--new-origin",
                            "localhost/second",
                            "--reason",
                            "the disk died")
                    .requireStatus(0);
            assertThat(printed.out()).contains("The events go on as localhost/second.");
            Verified.assertIntact(other.data());
            other.restart();

            assertThat(other.client().listAll("/events?order=asc&user_id=alice"))
                    .hasSize(300);
            Returned first =
                    other.client().list("/events?event_type=evident.log_opened").get(0);
            assertThat(first.seq()).isEqualTo(300);
            assertThat(first.body())
                    .contains(
                            "the disk died",
                            "\"old_origin\":\"" + OLD + "\"",
                            new JsonObject()
                                    .put("old_checkpoint", checkpoint)
                                    .encode()
                                    .replace("{", "")
                                    .replace("}", ""));
            assertThat(get(other, "/log/checkpoint?origin=localhost%2Fevident")).isEqualTo(checkpoint);
            assertThat(get(other, "/log/key?origin=" + OLD).strip()).isEqualTo(key);
            assertThat(get(other, "/log/key").strip())
                    .startsWith("localhost/second+")
                    .isNotEqualTo(key);
            assertThat(get(other, "/log/checkpoint?origin=localhost/second")).startsWith("localhost/second\n");
            String old = get(other, "/events/" + id + "/proof?origin=" + OLD);
            assertThat(new JsonObject(old).getString("checkpoint")).isEqualTo(checkpoint);
            proves(other, old, key);
            proves(
                    other,
                    get(other, "/events/" + id + "/proof"),
                    get(other, "/log/key").strip());
            String text = other.client()
                    .get("/events/" + id + "/proof?origin=" + OLD, "text/plain")
                    .body();
            assertThat(text).endsWith(checkpoint);

            assertStatus(other, "/events/" + first.id() + "/proof?origin=" + OLD, 404, "covers 300 events");
            assertStatus(other, "/log/checkpoint?origin=nobody", 404, "former ones are " + OLD);
            assertStatus(other, "/log/key?origin=nobody", 404, "has not had that name");
            assertStatus(other, "/log/checkpoint?origin=a&origin=b", 400, "once");
            other.restart(); // the former name is read from the disk again
            assertThat(get(other, "/log/checkpoint?origin=" + OLD)).isEqualTo(checkpoint);
            backup(other, "two");
            Verified.assertIntact(disk.resolve("two"));

            assertThatThrownBy(() -> other.restart(Map.of()))
                    .hasMessageContaining("was given up")
                    .hasMessageContaining("go on as localhost/second");
        }
    }

    @Test
    void aWitnessConfirmsOrContradicts() throws Exception {
        try (RunningService service = RunningService.start()) {
            String key = get(service, "/log/key").strip();
            try (RunningService witness = RunningService.start(
                            Map.of("witness.logs", "[{origin: " + OLD + ", keys: [\"" + key + "\"]}]"));
                    RunningService other = RunningService.stopped(Map.of("log.witnesses", at(witness)))) {
                service.restart(Map.of("log.witnesses", at(witness)));
                send(service, 10);
                Await.until(
                        "it is cosigned",
                        () -> get(service, "/log/checkpoint").contains("\n10\n")
                                && get(service, "/log/checkpoint").contains("— " + OLD + "/witness"));
                backup(service, "old");
                send(service, 1);
                Await.until(
                        "it is cosigned",
                        () -> get(service, "/log/checkpoint").contains("\n11\n")
                                && get(service, "/log/checkpoint").contains("— " + OLD + "/witness"));
                service.stop();
                Files.createDirectory(disk.resolve("apart"));
                backup(service, "apart/new");

                refused(other, "it knows a newer tree, of 11 events", "restore", path("old"), "--keys", path("keys"));
                Printed stated = restore(other, "old", STATEMENT).requireStatus(1);
                assertThat(stated.err()).contains("would be a fork");
                assertThat(other.data()).doesNotExist();

                Printed confirmed = restore(other, "apart/new").requireStatus(0);
                assertThat(confirmed.out()).contains("this is the newest checkpoint that it knows");
                other.restart();
                assertThat(get(other, "/events?event_type=evident.log_restored"))
                        .contains("\"confirmed_by\":[\"" + OLD + "/witness\"]");
            }
        }
    }

    @Test
    void whatWillNotDoIsRefusedAndChangesNothing() throws Exception {
        try (RunningService service = RunningService.start();
                RunningService other = RunningService.stopped(Map.of())) {
            send(service, 300);
            backup(service, "one");
            Files.createDirectory(disk.resolve("elsewhere"));
            backup(service, "elsewhere/same");
            send(service, 1);
            get(
                    service,
                    "/events/" + service.client().list("/events?limit=1").get(0).id() + "/proof");

            refused(other, "private keys are needed", "restore", path("elsewhere/same"));
            refused(other, "nobody confirms", "restore", path("elsewhere/same"), "--keys", path("keys"));
            refused(
                    other,
                    "--reason is required",
                    "restore",
                    path("one"),
                    "--keys",
                    path("keys"),
                    "--nothing-newer-signed");
            refused(other, "is no finished backup", "restore", path("keys"), "--keys", path("keys"));
            refused(service, "is not empty", "restore", path("one"), "--keys", path("keys"));

            backup(service, "two");
            assertThat(restore(other, "one", STATEMENT).requireStatus(1).err()).contains("has a newer checkpoint");

            Path foreign = Files.createDirectory(disk.resolve("foreign"));
            try (RunningService third = RunningService.start()) {
                Files.copy(third.data().resolve("keys/log.keys"), foreign.resolve("log.keys"));
            }
            Printed otherKey = Commands.run(
                            other.configuration(),
                            "restore",
                            path("elsewhere/same"),
                            "--keys",
                            foreign.toString(),
                            "--nothing-newer-signed",
                            "--reason",
                            "x")
                    .requireStatus(1);
            assertThat(otherKey.err()).contains("another key of localhost/evident");
            Printed publicKey = Commands.run(
                            other.configuration(),
                            "restore",
                            path("elsewhere/same"),
                            "--keys",
                            path("elsewhere/same/keys"),
                            "--nothing-newer-signed",
                            "--reason",
                            "x")
                    .requireStatus(1);
            assertThat(publicKey.err()).contains("has no private key");
            try (Stream<Path> files = Files.list(other.data())) {
                assertThat(files.map(file -> file.getFileName().toString())).containsOnly("evident.lock");
            }

            Path rotten = disk.resolve("elsewhere/same/events.db");
            byte[] bytes = Files.readAllBytes(rotten);
            bytes[bytes.length / 2] ^= 1;
            Files.write(rotten, bytes);
            assertThat(restore(other, "elsewhere/same", STATEMENT)
                            .requireStatus(1)
                            .err())
                    .contains("is damaged");
            Files.write(rotten, new byte[7]);
            assertThat(restore(other, "elsewhere/same", STATEMENT)
                            .requireStatus(1)
                            .err())
                    .contains("another length");
            Files.delete(disk.resolve("elsewhere/same/checkpoint"));
            assertThat(restore(other, "elsewhere/same", STATEMENT)
                            .requireStatus(1)
                            .err())
                    .contains("checkpoint is missing");

            Files.writeString(other.data().resolve("restore-unfinished"), "");
            assertThat(restore(other, "two", STATEMENT).requireStatus(1).err()).contains("was interrupted");
            assertThatThrownBy(other::restart).hasMessageContaining("was interrupted");
        }
    }

    private static void assertIndexIsTheRecord(RunningService service, Map<Long, String> record) {
        Function<String, Long> user = body -> (long) body.indexOf("\"user_id\":\"user-3\"");
        long expected =
                record.values().stream().filter(body -> user.apply(body) > 0).count();
        assertThat(service.client().listAll("/events?user_id=user-3&limit=1000"))
                .hasSize((int) expected);
    }

    private void backup(RunningService service, String name) {
        Commands.run(service.configuration(), "backup", path(name), "--keys", path("keys"))
                .requireStatus(0);
    }

    private Printed restore(RunningService into, String backup, String... options) {
        return Commands.run(
                into.configuration(),
                Stream.concat(Stream.of("restore", path(backup), "--keys", path("keys")), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static void refused(RunningService service, String why, String... command) {
        Printed printed = Commands.run(service.configuration(), command).requireStatus(1);
        assertThat(printed.err()).startsWith("evident restore: ").contains(why);
    }

    private void proves(RunningService service, String proof, String key) throws IOException {
        Files.writeString(disk.resolve("proof.json"), proof);
        Commands.run(service.configuration(), "verify", "--proof", path("proof.json"), "--key", key)
                .requireStatus(0);
    }

    private static String at(RunningService witness) {
        return "[{url: \"" + witness.api() + "/witness\", key: \""
                + KeyFile.ofWitness(witness.data()).list(OLD + "/witness").get(0) + "\"}]";
    }

    private static void assertStatus(RunningService service, String target, int status, String why) {
        HttpResponse<String> response = service.client().get(target);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(why);
    }

    private static String get(RunningService service, String target) {
        HttpResponse<String> response = service.client().get(target);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static void send(RunningService service, int events) {
        String event = "{\"event_type\":\"a\",\"user_id\":\"alice\",\"variant_data\":{\"text\":\"é\"}}\n";
        assertThat(service.client()
                        .post("/events", Client.NDJSON, event.repeat(events))
                        .statusCode())
                .isEqualTo(201);
    }

    private String token() throws IOException {
        return Files.writeString(disk.resolve("token"), "secret_token\n").toString();
    }

    private String path(String name) {
        return disk.resolve(name).toString();
    }
}
