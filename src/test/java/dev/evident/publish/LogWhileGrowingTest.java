package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.merkle.EntryBundle;
import dev.evident.merkle.TlogProof;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What proves the newest events while more of them come: each response is of one size of the tree. */
class LogWhileGrowingTest {
    private static final int ROUNDS = 4;
    private static final int TILE = 256;

    @Test
    void proofsTilesAndEntriesOfTheNewestHold() {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            send(client);
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    send(client);
                }
            });
            try {
                Auditor auditor = new Auditor(client);
                TreeHead before = auditor.head();
                for (int round = 0; round < ROUNDS; round++) {
                    Returned newest = client.list("/events?limit=1").get(0);
                    auditor.proven(newest.id());
                    TlogProof proof =
                            TlogProof.parse(Auditor.ok(client.get("/events/" + newest.id() + "/proof", "text/plain")));
                    assertThat(proof.index()).isEqualTo(newest.seq());
                    assertThat(auditor.head(proof.checkpoint()).size()).isGreaterThan(newest.seq());
                    TreeHead now = auditor.head();
                    auditor.requireConsistent(before, now);
                    requireLastTile(client, now.size());
                    before = now;
                }
            } finally {
                ended.set(true);
            }
            writing.join();
        }
    }

    /** The tile that is not full yet, and its entries, are of the size that the checkpoint has. */
    private static void requireLastTile(Client client, long size) {
        int width = (int) (size % TILE);
        if (width == 0) {
            return;
        }
        String path = String.format("%03d.p/%d", size / TILE, width);
        byte[] hashes = client.bytes("/log/tile/0/" + path).body();
        List<byte[]> entries =
                EntryBundle.decode(client.bytes("/log/tile/entries/" + path).body());
        assertThat(hashes).hasSize(width * TreeHash.BYTES);
        TreeHash hash = new TreeHash();
        for (int i = 0; i < width; i++) {
            assertThat(hash.leaf(entries.get(i)))
                    .isEqualTo(Arrays.copyOfRange(hashes, i * TreeHash.BYTES, (i + 1) * TreeHash.BYTES));
        }
    }

    private static void send(Client client) {
        String lines = IntStream.range(0, 100)
                .mapToObj(n -> "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }
}
