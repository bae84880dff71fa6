package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck;
import dev.evident.verify.BundleCheck.Checked;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Evidence of the newest events while the log grows: one size of the tree decides what is in a bundle and proves it. */
class BundleWhileWritingTest {
    private static final int WRITERS = 3;
    private static final int READERS = 6;
    private static final int ROUNDS = 3;
    private static final int MAX_BATCHES = 60;

    @Test
    void everyBundleIsCompleteAndProven() throws Exception {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            send(client);
            VerifierKey key = VerifierKey.parse(client.get("/log/key").body().strip());
            AtomicBoolean ended = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
            try {
                List<Future<?>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    writers.add(threads.submit(() -> {
                        for (int batch = 0; batch < MAX_BATCHES && !ended.get(); batch++) {
                            send(client);
                        }
                    }));
                }
                List<Future<?>> readers = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    String target = target(i);
                    readers.add(threads.submit(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            check(client, target, key);
                        }
                    }));
                }
                for (Future<?> reader : readers) {
                    reader.get();
                }
                ended.set(true);
                for (Future<?> writer : writers) {
                    writer.get();
                }
            } finally {
                ended.set(true);
                threads.shutdownNow();
            }
        }
    }

    /** By range and by the index, a few and many. */
    private static String target(int reader) {
        return switch (reader % 4) {
            case 0 -> "/events?limit=20";
            case 1 -> "/events?limit=20&user_id=u1";
            case 2 -> "/events?limit=1000";
            default -> "/events?limit=1000&user_id=u1";
        };
    }

    private static void send(Client client) {
        String lines = IntStream.range(0, 200)
                .mapToObj(n ->
                        "{\"event_type\":\"t\",\"user_id\":\"u" + n % 40 + "\",\"variant_data\":{\"n\":" + n + "}}")
                .collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }

    private static void check(Client client, String target, VerifierKey key) {
        HttpResponse<byte[]> bundle = client.bytes(target, "Accept", Negotiation.ZIP);
        assertThat(bundle.statusCode()).as(target).isEqualTo(200);
        Checked checked = new BundleCheck(List.of(key)).run(new ByteArrayInputStream(bundle.body()), done -> {});
        assertThat(checked.verdict().findings().kept()).as(target).isEmpty();
        assertThat(checked.events()).as(target).isPositive();
    }
}
