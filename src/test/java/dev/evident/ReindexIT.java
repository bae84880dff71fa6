package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** {@code evident reindex} of the packaged program. */
class ReindexIT {
    private static final int BATCH = 1_000;

    private final List<Program> started = new ArrayList<>();

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
    void makesADamagedIndexAnewWhichTheServiceThenUses() throws Exception {
        record(2 * BATCH);
        for (Path file : indexFiles()) {
            Files.write(file, new byte[] {1, 2, 3});
        }

        Program reindex = start("reindex");

        assertThat(reindex.exit()).as("%s", reindex.err()).isZero();
        assertThat(reindex.err()).isEmpty();
        assertThat(reindex.out())
                .singleElement()
                .asString()
                .matches("The search index is complete: 2,000 events in [0-9.]+ s \\([0-9,]+ events/s\\)\\.");
        assertThat(indexFiles()).isNotEmpty();
        Program service = start();
        Program.Banner at = service.awaitBanner();
        assertThat(found(at, 2 * BATCH - 1)).isEqualTo(1);
        assertThat(metrics(at)).contains("evident_index_rebuilds_total 0.0");
    }

    @Test
    void refusesWhileTheServiceHasTheDirectory() throws Exception {
        Program service = record(BATCH, false);
        List<Path> before = indexFiles();

        Program reindex = start("reindex");

        assertThat(reindex.exit()).isEqualTo(1);
        assertThat(reindex.out()).isEmpty();
        assertThat(reindex.err())
                .containsExactly("evident: data.dir " + directory.toRealPath().resolve("data")
                        + " is in use by another Evident; stop it first or choose another directory");
        assertThat(indexFiles()).containsAll(before);
        assertThat(service.isAlive()).isTrue();
    }

    @Test
    void refusesADirectoryWithoutARecordAndMakesNone() throws Exception {
        Program reindex = start("reindex");

        assertThat(reindex.exit()).isEqualTo(1);
        assertThat(reindex.err())
                .containsExactly("evident: there is no record "
                        + directory.toRealPath().resolve("data").resolve("events.db"));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theServiceGoesOnWhereverItWasInterrupted() throws Exception {
        int events = 40 * BATCH;
        record(events);
        for (boolean killed : List.of(true, false)) {
            List<Path> before = indexFiles();
            Program reindex = start("reindex");
            Await.until("the old index is gone", () -> {
                List<Path> now = indexFiles();
                return before.stream().anyMatch(file -> !now.contains(file));
            });
            if (killed) {
                reindex.kill();
            } else {
                reindex.terminate();
                assertThat(reindex.exit()).isIn(0, 1); // it may have been faster
                assertThat(reindex.exit() == 0).isEqualTo(!reindex.out().isEmpty());
            }

            Program service = start();
            Program.Banner at = service.awaitBanner();

            Await.until("the index covers everything", () -> metrics(at)
                    .contains("evident_index_events " + (double) events));
            assertThat(found(at, 0) + found(at, events / 2) + found(at, events - 1))
                    .isEqualTo(3);
            service.terminate();
            assertThat(service.exit()).isZero();
        }
    }

    /** Lets the service take this number of events and stops it. */
    private void record(int events) throws Exception {
        Program service = record(events, true);
        service.terminate();
        assertThat(service.exit()).isZero();
    }

    private Program record(int events, boolean indexed) throws Exception {
        Program service = start();
        Program.Banner at = service.awaitBanner();
        for (int from = 0; from < events; from += BATCH) {
            String lines = IntStream.range(from, from + BATCH)
                    .mapToObj(n -> "{\"event_type\":\"reindex\",\"user_id\":\"u" + n % 100
                            + "\",\"variant_data\":{\"n\":" + n + ",\"text\":\"some words of event " + n + "\"}}")
                    .collect(Collectors.joining("\n"));
            assertThat(client(at).post("/events", Client.NDJSON, lines).statusCode())
                    .isEqualTo(201);
        }
        if (indexed) {
            assertThat(found(at, events - 1)).isEqualTo(1);
        }
        return service;
    }

    private Program start(String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>(Program.FREE_PORTS);
        environment.put("EVIDENT_AUDIT_EVENTS", "false"); // so that the log holds what was sent, and no more
        Program program = Program.start(directory, environment, arguments);
        started.add(program);
        return program;
    }

    private static Client client(Program.Banner at) {
        return new Client(URI.create(at.api()), "secret_token");
    }

    private static int found(Program.Banner at, int n) {
        return client(at).list("/events?n=" + n).size();
    }

    private static String metrics(Program.Banner at) {
        return new Client(URI.create(at.metrics().replace("/metrics", "")), "none")
                .get("/metrics")
                .body();
    }

    private List<Path> indexFiles() {
        try (Stream<Path> files = Files.list(directory.resolve("data").resolve("index"))) {
            return files.filter(file -> !file.endsWith("write.lock")).sorted().toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
