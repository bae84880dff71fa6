package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.merkle.EntryBundle;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TlogProof;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class LogServedTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"n\":1}}";

    private static String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
    }

    private static Returned write(Client client, String event) {
        HttpResponse<String> response = client.post(event);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Returned.of(response.body());
    }

    private static void writeMany(Client client, int count) {
        assertThat(client.post("/events", Client.NDJSON, events(count)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void theEmptyLogHasACheckpoint() {
        try (RunningService service = RunningService.start()) {
            assertThat(new Auditor(service.client()).head()).isEqualTo(TreeHead.empty());
        }
    }

    @Test
    void anEventIsProvenAsSoonAsItIsAcknowledged() {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            Auditor auditor = new Auditor(client);
            TreeHead before = auditor.head();
            for (int n = 0; n < 3; n++) {
                Returned event = write(client, EVENT);

                JsonObject proof = auditor.proven(event.id());

                assertThat(proof.getLong("seq")).isEqualTo(event.seq()).isEqualTo(n);
                assertThat(new String(Auditor.bytes(proof, "body"), UTF_8)).isEqualTo(EVENT);
                assertThat(Auditor.bytes(proof, "salt")).hasSize(16);
                TreeHead now = auditor.head();
                auditor.requireConsistent(before, now);
                before = now;
            }
        }
    }

    @Test
    void aProofComesAsTlogProofToo() {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            writeMany(client, 5);
            Returned event = write(client, EVENT);

            HttpResponse<String> response = client.get("/events/" + event.id() + "/proof", "text/plain");

            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
            TlogProof proof = TlogProof.parse(Auditor.ok(response));
            assertThat(proof.index()).isEqualTo(5);
            assertThat(new Auditor(client).head(proof.checkpoint()).size()).isEqualTo(6);
            JsonObject json = new Auditor(client).proven(event.id());
            byte[] leaf = new TreeHash().leaf(json.getString("leaf").getBytes(UTF_8));
            assertThat(dev.evident.merkle.Proofs.includes(
                            new Auditor(client).head(proof.checkpoint()), 5, leaf, proof.path()))
                    .isTrue();
            assertThat(client.get("/events/" + event.id() + "/proof", "image/png")
                            .statusCode())
                    .isEqualTo(406);
        }
    }

    @Test
    void entriesComeCompressedWhereThatIsWantedAndHashesNever() throws Exception {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            writeMany(client, 300);
            Auditor auditor = new Auditor(client);
            Await.until("the checkpoint covers all", () -> auditor.head().size() == 300);

            for (String bundle : List.of("/log/tile/entries/000", "/log/tile/entries/001.p/44")) {
                byte[] plain = bytes(client, bundle);
                HttpResponse<byte[]> compressed = client.bytes(bundle, "Accept-Encoding", "br, gzip");
                assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
                assertThat(compressed.body()).hasSizeLessThan(plain.length);
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
                    assertThat(in.readAllBytes()).isEqualTo(plain);
                }
                assertThat(client.bytes(bundle, "Accept-Encoding", "gzip").body())
                        .as("a cache may compare them")
                        .isEqualTo(compressed.body());
                HttpResponse<byte[]> refused = client.bytes(bundle, "Accept-Encoding", "gzip;q=0");
                assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
                assertThat(refused.body()).isEqualTo(plain);
                for (HttpResponse<byte[]> one : List.of(compressed, refused)) {
                    assertThat(one.headers().allValues("Vary")).containsExactly("accept-encoding");
                    assertThat(one.headers().firstValue("Cache-Control"))
                            .hasValue("private, max-age=31536000, immutable");
                }
            }
            HttpResponse<byte[]> hashes = client.bytes("/log/tile/0/000", "Accept-Encoding", "gzip");
            assertThat(hashes.headers().map()).doesNotContainKeys("content-encoding", "vary");
            assertThat(hashes.body()).hasSize(256 * TreeHead.empty().root().length);
        }
    }

    /** Readers of tiles ask for fifty at once and more, without a limit of their own. */
    @Test
    void manyBundlesAskedForAtOnceAllCome() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(100);
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            writeMany(client, 512);
            Auditor auditor = new Auditor(client);
            Await.until("the checkpoint covers all", () -> auditor.head().size() == 512);
            List<byte[]> expected =
                    List.of(bytes(client, "/log/tile/entries/000"), bytes(client, "/log/tile/entries/001"));

            List<Future<byte[]>> responses = IntStream.range(0, 100)
                    .mapToObj(n -> readers.submit(() -> bytes(client, "/log/tile/entries/00" + n % 2)))
                    .toList();

            for (int n = 0; n < responses.size(); n++) {
                assertThat(responses.get(n).get()).isEqualTo(expected.get(n % 2));
            }
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void theTilesMakeUpTheTreeAndTheEntriesMakeUpTheTiles() {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            writeMany(client, 600);
            Auditor auditor = new Auditor(client);
            Await.until("the checkpoint covers all", () -> auditor.head().size() == 600);

            List<byte[]> leaves = new ArrayList<>();
            Frontier frontier = new Frontier();
            for (String tile : List.of("000", "001", "002.p/88")) {
                byte[] hashes = bytes(client, "/log/tile/0/" + tile);
                List<byte[]> entries = EntryBundle.decode(bytes(client, "/log/tile/entries/" + tile));
                assertThat(hashes).hasSize(32 * entries.size());
                for (int i = 0; i < entries.size(); i++) {
                    byte[] leaf = new TreeHash().leaf(entries.get(i));
                    assertThat(java.util.Arrays.copyOfRange(hashes, 32 * i, 32 * i + 32))
                            .isEqualTo(leaf);
                    frontier.add(leaf, node -> leaves.add(node.hash()));
                }
            }
            assertThat(frontier.head()).isEqualTo(auditor.head());
            byte[] above = bytes(client, "/log/tile/1/000.p/2");
            assertThat(leaves).hasSize(2);
            assertThat(java.util.Arrays.copyOf(above, 32)).isEqualTo(leaves.get(0));
            assertThat(java.util.Arrays.copyOfRange(above, 32, 64)).isEqualTo(leaves.get(1));

            for (String none : List.of(
                    "0/002",
                    "0/002.p/89",
                    "0/003.p/1",
                    "1/000",
                    "1/000.p/3",
                    "2/000.p/1",
                    "63/000",
                    "64/000",
                    "0/x000/000",
                    "0/000.p/0",
                    "0/0",
                    "entries/003",
                    "entries/",
                    "0/%30%30%30")) {
                assertThat(client.get("/log/tile/" + none).statusCode())
                        .as(none)
                        .isEqualTo(404);
            }
            HttpResponse<byte[]> tile = client.bytes("/log/tile/0/000");
            assertThat(tile.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
            assertThat(tile.headers().firstValue("Cache-Control")).hasValue("private, max-age=31536000, immutable");
        }
    }

    @Test
    void largeEventsAreBundledWithoutTheirBodies() {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            String large =
                    "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"x\":\"" + "y".repeat(900_000) + "\"}}";
            for (int n = 0; n < 5; n++) {
                write(client, large);
            }
            Auditor auditor = new Auditor(client);
            Await.until("the checkpoint covers all", () -> auditor.head().size() == 5);

            List<byte[]> entries = EntryBundle.decode(bytes(client, "/log/tile/entries/000.p/5"));

            byte[] hashes = bytes(client, "/log/tile/0/000.p/5");
            assertThat(entries).hasSize(5);
            assertThat(java.util.Arrays.copyOfRange(hashes, 128, 160)).isEqualTo(new TreeHash().leaf(entries.get(4)));
            auditor.proven(client.list("/events?limit=1").get(0).id());
        }
    }

    @Test
    void whoMayOnlyVerifySeesNoContent() {
        try (RunningService service = RunningService.start()) {
            Returned event = write(service.client(), EVENT);
            Client verifier = service.client("verifier_token");

            JsonObject proof = new Auditor(verifier).proven(event.id());

            assertThat(proof.fieldNames())
                    .containsExactly("seq", "id", "timestamp", "content", "leaf", "tree_size", "path", "checkpoint");
            assertThat(verifier.get("/events/" + event.id()).statusCode()).isEqualTo(403);
            assertThat(verifier.get("/events").statusCode()).isEqualTo(403);
            assertThat(verifier.get("/log/tile/0/000.p/1").statusCode()).isEqualTo(200);
            Client writer = service.client("writer_token");
            for (String path :
                    List.of("/log/checkpoint", "/log/key", "/log/tile/0/000.p/1", "/log/consistency?old=0")) {
                assertThat(writer.get(path).statusCode()).as(path).isEqualTo(403);
            }
        }
    }

    @Test
    void aTenantSeesProofsOfItsOwnEventsOnly() {
        try (RunningService service = RunningService.start()) {
            Returned event = write(service.client("acme_token"), EVENT);

            assertThat(new Auditor(service.client("acme_token"))
                            .proven(event.id())
                            .getLong("seq"))
                    .isEqualTo(event.seq());
            assertThat(service.client("globex_token")
                            .get("/events/" + event.id() + "/proof")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(service.client()
                            .get("/events/01a20666-1de3-789a-aaa9-717d7366ccc1/proof")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void anOpenLogIsForEverybodyAndTheEventsAreNot() {
        try (RunningService service = RunningService.start(Map.of("log.public", "true"))) {
            Returned event = write(service.client(), EVENT);
            new Auditor(service.client()).proven(event.id());
            Client nobody = service.client("nobody");

            for (String path : List.of(
                    "/log/checkpoint",
                    "/log/key",
                    "/log/tile/0/000.p/1",
                    "/log/tile/entries/000.p/1",
                    "/log/consistency?old=0")) {
                assertThat(nobody.get(path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(nobody.get("/log/tile/0/000.p/1").headers().firstValue("Cache-Control"))
                    .hasValue("public, max-age=31536000, immutable");
            assertThat(nobody.get("/events/" + event.id() + "/proof").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void everyCheckpointEverSeenIsTheBeginningOfTheLastOne() {
        try (RunningService service = RunningService.start()) {
            Auditor auditor = new Auditor(service.client());
            List<TreeHead> seen = new ArrayList<>();
            for (int n = 1; n < 60; n += 7) {
                writeMany(service.client(), n);
                auditor.proven(service.client().list("/events?limit=1").get(0).id());
                seen.add(auditor.head());
            }
            service.restart();
            Auditor later = new Auditor(service.client());
            for (TreeHead head : seen) {
                later.requireConsistent(head, later.head());
            }
        }
    }

    private static byte[] bytes(Client client, String path) {
        HttpResponse<byte[]> response = client.bytes(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }
}
