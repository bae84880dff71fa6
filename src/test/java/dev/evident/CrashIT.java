package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.faults.Extent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an acknowledgement is worth: the packaged program, killed, stopped and damaged under load, against clients that
 * remember every event. After each start everything is checked again, from the first event on.
 */
class CrashIT {
    private static final int RECORDS = Extent.rounds(2, 5);
    private static final int KILLS_OF_A_RECORD = Extent.rounds(10, 12);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private final Producers producers = new Producers();

    @AfterEach
    void stop() {
        producers.close();
    }

    /** Several records: what is checked after each kill grows with what was stored before. */
    @ParameterizedTest
    @MethodSource("records")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAgainAndAgainInTheMiddleOfLoadItKeepsEveryAcknowledgedEvent(int seed) throws Exception {
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS_OF_A_RECORD; kill++) {
            try (ServiceProcess service = ServiceProcess.start(data)) {
                assertNothingIsLost(service.client());
                int until = producers.acknowledged().size() + 50 + random.nextInt(400);

                CompletableFuture<Void> load = producers.sendUntilItEnds(service.client());
                Await.until("enough events", () -> isAcknowledged(until, load));
                service.kill();

                load.get(30, TimeUnit.SECONDS);
            }
            Verified.assertIntact(data);
        }
        try (ServiceProcess service = ServiceProcess.start(data)) {
            assertNothingIsLost(service.client());
        }
    }

    static IntStream records() {
        return IntStream.range(0, RECORDS);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void stoppedUnderLoadItEndsWellAndKeepsEveryAcknowledgedEvent() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(data)) {
            CompletableFuture<Void> load = producers.sendUntilItEnds(service.client());
            Await.until("enough events", () -> isAcknowledged(500, load));

            assertThat(service.terminate()).as(service.output()).isZero();

            load.get(30, TimeUnit.SECONDS);
        }
        Verified.assertIntact(data);
        try (ServiceProcess service = ServiceProcess.start(data)) {
            assertNothingIsLost(service.client());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anIndexThatIsDamagedOrGoneIsMadeAnew() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(data)) {
            CompletableFuture<Void> load = producers.sendUntilItEnds(service.client());
            Await.until("enough events", () -> isAcknowledged(1_000, load));
            assertThat(service.terminate()).as(service.output()).isZero();
            load.get(30, TimeUnit.SECONDS);
        }

        cutInHalf(largestFileOf(data.resolve("index")));
        try (ServiceProcess service = ServiceProcess.start(data)) {
            assertNothingIsLost(service.client());
            assertThat(service.terminate()).isZero();
        }

        deleteAll(data.resolve("index"));
        try (ServiceProcess service = ServiceProcess.start(data)) {
            assertNothingIsLost(service.client());
            assertThat(service.terminate()).isZero();
        }
    }

    /** Fails rather than waits when the load has ended by itself. */
    private boolean isAcknowledged(int events, CompletableFuture<Void> load) {
        if (load.isDone()) {
            load.join();
            throw new AssertionError(
                    "the load ended at " + producers.acknowledged().size() + " events");
        }
        return producers.acknowledged().size() >= events;
    }

    private void assertNothingIsLost(Client client) {
        List<Returned> record = client.listAll("/events?limit=1000");

        assertThat(record)
                .as("positions have no gap")
                .extracting(Returned::seq)
                .isEqualTo(LongStream.range(0, record.size())
                        .mapToObj(i -> record.size() - 1 - i)
                        .toList());
        for (int i = 1; i < record.size(); i++) {
            assertThat(record.get(i).timestamp())
                    .as("times never decrease")
                    .isLessThanOrEqualTo(record.get(i - 1).timestamp());
        }
        assertPromisesAreKept(record);
        assertNothingWasMadeUp(record);
        assertTheIndexAgrees(client, record);
    }

    private void assertPromisesAreKept(List<Returned> record) {
        producers.acknowledged().forEach((seq, promised) -> {
            assertThat(seq).as("the position of %s", promised).isLessThan(record.size());
            Returned stored = record.get((int) (record.size() - 1 - seq));
            assertThat(stored.body()).isEqualTo(promised.body());
            if (!promised.id().isEmpty()) {
                assertThat(stored.id()).isEqualTo(promised.id());
            }
        });
    }

    private void assertNothingWasMadeUp(List<Returned> record) {
        Map<String, Long> stored = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Returned event : record) {
            assertThat(producers.sent().contains(event.body()))
                    .as("%s was sent", event)
                    .isTrue();
            assertThat(stored.put(event.body(), event.seq()))
                    .as("%s is there once", event)
                    .isNull();
            assertThat(ids.add(event.id())).as("%s has an id of its own", event).isTrue();
        }
        for (List<String> batch : producers.batches()) {
            Long first = stored.get(batch.get(0));
            for (int i = 0; i < batch.size(); i++) {
                Long seq = first == null ? null : Long.valueOf(first + i);
                assertThat(stored.get(batch.get(i)))
                        .as("a batch is stored as a whole, in its order, or not at all")
                        .isEqualTo(seq);
            }
        }
    }

    private static void assertTheIndexAgrees(Client client, List<Returned> record) {
        Await.until(
                "the index responses",
                () -> client.get("/events?event_type=none").statusCode() == 200);
        for (String type : Producers.TYPES) {
            List<Long> expected = record.stream()
                    .filter(event -> event.body().startsWith("{\"event_type\":\"" + type + "\""))
                    .map(Returned::seq)
                    .toList();
            assertThat(client.listAll("/events?limit=1000&event_type=" + type))
                    .as("events of type %s", type)
                    .extracting(Returned::seq)
                    .isEqualTo(expected);
        }
    }

    private static Path largestFileOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void cutInHalf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
