package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, killed in the middle of redactions: each is whole or not there, and can be gone on with. */
class RedactionIT {
    private static final int EVENTS = 20_000;
    private static final int KILLS = 4;
    private static final String TOKENS =
            """
            tokens:
              - {name: demo, secret: secret_token, scopes: [write, read]}
              - {name: admin, secret: admin_token, scopes: [read, admin]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void killedInTheMiddleOfARedactionItIsWholeOrNotThere() throws Exception {
        Path file = Files.writeString(directory.resolve("evident.yaml"), TOKENS);
        Path data = directory.resolve("data");
        Random random = new Random(4);
        try (ServiceProcess service = ServiceProcess.start(data, file)) {
            String lines = IntStream.range(0, EVENTS)
                    .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"" + (n % 2 == 0 ? "quetzal" : "other")
                            + "\",\"variant_data\":{\"n\":" + n + ",\"text\":\"zirconium\"}}")
                    .collect(Collectors.joining("\n"));
            assertThat(service.client().post("/events", Client.NDJSON, lines).statusCode())
                    .isEqualTo(201);
            assertWhole(service.client());
            service.kill();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            try (ServiceProcess service = ServiceProcess.start(data, file)) {
                int before = assertWhole(service.client());
                CompletableFuture<Void> redaction = CompletableFuture.runAsync(() -> redact(service));
                int until = before + random.nextInt(3);
                Await.until("some redactions", () -> redaction.isDone() || said(service.client()) > until);
                service.kill();
                redaction.get(60, TimeUnit.SECONDS);
            }
            Verified.assertIntact(data);
        }
        try (ServiceProcess service = ServiceProcess.start(data, file)) {
            assertWhole(service.client());
            redact(service);
            assertThat(assertWhole(service.client())).isGreaterThanOrEqualTo(EVENTS / 2 / 500);
            assertThat(service.client().list("/events?user_id=quetzal")).isEmpty();
            assertThat(RawFiles.with("quetzal", data.resolve("events.db"))).isEmpty();
            assertThat(RawFiles.with("quetzal", data.resolve("events.db-wal"))).isEmpty();
            Await.until("the index has erased it", () -> RawFiles.with("quetzal", data)
                    .isEmpty());
            assertThat(service.terminate()).isZero();
        }
        assertThat(RawFiles.with("quetzal", data)).isEmpty();
        Verified.assertIntact(data);
    }

    /** To the end, or until the service goes away. */
    private static void redact(ServiceProcess service) {
        Client admin = service.client("admin_token");
        try {
            awaitIndex(admin);
            JsonObject dry = new JsonObject(admin.post("/events/redact?user_id=quetzal&dry_run=true", Client.JSON, "")
                    .body());
            String confirm = dry.getString("confirm");
            for (boolean complete = false; !complete; ) {
                JsonObject body = new JsonObject().put("reason", "r").put("confirm", confirm);
                JsonObject done =
                        new JsonObject(admin.post("/events/redact?user_id=quetzal", Client.JSON, body.encode())
                                .body());
                complete = done.getBoolean("complete");
                confirm = done.getString("confirm", "");
            }
        } catch (UncheckedIOException killed) {
            // that is the end
        }
    }

    /** What the log says is gone is gone, and nothing else; returns how often it says so. */
    private static int assertWhole(Client client) {
        List<Returned> all = client.listAll("/events?limit=1000&order=asc");
        long gone = all.stream()
                .filter(event -> event.body().startsWith("{\"redacted\":{"))
                .count();
        List<Returned> said = all.stream()
                .filter(event -> event.body().contains("evident.event_redacted"))
                .toList();
        long count = said.stream()
                .mapToLong(event -> new JsonObject(event.body())
                        .getJsonObject("variant_data")
                        .getLong("count"))
                .sum();
        assertThat(gone).isEqualTo(count);
        for (Returned event : said) {
            for (Object seq :
                    new JsonObject(event.body()).getJsonObject("variant_data").getJsonArray("seqs")) {
                assertThat(all.get(((Number) seq).intValue()).body()).contains("\"by\":" + event.seq() + ",");
            }
        }
        assertThat(all.stream()
                                .filter(event -> event.body().contains("\"quetzal\""))
                                .count()
                        + gone)
                .isEqualTo(EVENTS / 2);
        awaitIndex(client);
        assertThat(client.listAll("/events?limit=1000&user_id=quetzal")).hasSize(EVENTS / 2 - (int) gone);
        return said.size();
    }

    private static int said(Client client) {
        try {
            return client.list("/events?limit=1000&event_type=evident.event_redacted")
                    .size();
        } catch (AssertionError notYet) {
            return 0;
        }
    }

    private static void awaitIndex(Client client) {
        Await.until(
                "the index responses",
                () -> client.get("/events?event_type=none").statusCode() == 200);
    }
}
