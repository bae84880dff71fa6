package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listing while the log grows: nothing is missing, nothing comes twice, and nothing that was acknowledged is hidden. */
class ListingTest {
    private RunningService service;
    private Client client;

    @BeforeEach
    void start() {
        service = RunningService.start();
        client = service.client();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void pagesToTheVeryEndWithoutRepeatOrGapWhileEventsComeIn() throws Exception {
        send(200);

        whileEventsComeIn(() -> {
            List<Returned> all = client.listAll("/events?limit=7");

            long newest = all.get(0).seq();
            assertThat(all).extracting(Returned::seq).isEqualTo(downFrom(newest));
            assertThat(all).extracting(Returned::id).doesNotHaveDuplicates();
            assertThat(all).extracting(Returned::timestamp).isSortedAccordingTo((a, b) -> b.compareTo(a));
        });
    }

    @Test
    void pagesOfAFilterHaveExactlyTheMatchesWhileEventsComeIn() throws Exception {
        send(200);

        whileEventsComeIn(() -> {
            List<Returned> threes = client.listAll("/events?limit=7&user_id=u3");
            List<Returned> others = client.listAll("/events?limit=30&user_id!=u3");

            assertThat(threes)
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(threes.get(0).seq(), 10));
            assertThat(threes).allMatch(event -> event.body().contains("\"user_id\":\"u3\""));
            assertThat(others).noneMatch(event -> event.body().contains("\"user_id\":\"u3\""));
            assertThat(others)
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(others.get(0).seq()).stream()
                            .filter(seq -> seq % 10 != 3)
                            .toList());
        });
    }

    @Test
    void pagesOfATenantHaveExactlyItsEvents() {
        for (int i = 0; i < 60; i++) {
            service.client(i % 3 == 0 ? "acme_token" : "globex_token").post(event(i));
        }

        List<Returned> acme = service.client("acme_token").listAll("/events?limit=4");

        assertThat(acme).extracting(Returned::seq).isEqualTo(downFrom(57, 3));
        assertThat(acme).allMatch(event -> event.body().endsWith(",\"tenant\":\"acme\"}"));
    }

    @Test
    void everyPageSizeGivesTheSameEvents() {
        send(41);

        for (int limit : List.of(1, 2, 20, 40, 41, 42, 1000)) {
            assertThat(client.listAll("/events?limit=" + limit))
                    .as("limit %s", limit)
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(40));
            assertThat(client.listAll("/events?event_type=listing&limit=" + limit))
                    .as("limit %s of a filter", limit)
                    .extracting(Returned::seq)
                    .isEqualTo(downFrom(40));
        }
    }

    @Test
    void timesBoundAListFromTheFirstInclusiveToTheLastExclusive() {
        for (int i = 0; i < 9; i++) {
            client.post(event(i));
        }
        List<Returned> all = client.list("/events");
        String from = all.get(6).timestamp();
        String to = all.get(2).timestamp();
        List<Long> between = all.stream()
                .filter(event -> event.timestamp().compareTo(from) >= 0)
                .filter(event -> event.timestamp().compareTo(to) < 0)
                .map(Returned::seq)
                .toList();

        assertThat(client.listAll("/events?limit=2&from=" + from + "&to=" + to))
                .extracting(Returned::seq)
                .isEqualTo(between);
        assertThat(client.listAll("/events?limit=2&event_type=listing&from=" + from + "&to=" + to))
                .extracting(Returned::seq)
                .isEqualTo(between);
    }

    @Test
    void relativeTimesMeanTheSameOnEveryPage() {
        List<String> queries = List.of("from=-5s", "timestamp%3E=-5s", "from=-5s&event_type=listing");
        send(30);
        Map<String, HttpResponse<String>> first = new LinkedHashMap<>();
        queries.forEach(query -> first.put(query, client.get("/events?limit=10&" + query)));

        Await.until("all events are older than five seconds", () -> queries.stream()
                .allMatch(query -> client.list("/events?" + query).isEmpty()));

        first.forEach((query, page) -> {
            List<Returned> all = new ArrayList<>(Returned.list(page));
            all.addAll(client.listAll(Client.next(page).orElseThrow()));
            assertThat(all).as(query).extracting(Returned::seq).isEqualTo(downFrom(29));
        });
    }

    @Test
    void aHundredEventsAreAPageWhenNothingIsSaid() {
        send(101);

        HttpResponse<String> page = client.get("/events");

        assertThat(Returned.list(page)).hasSize(100);
        assertThat(Client.next(page)).isPresent();
        assertThat(client.list(Client.next(page).orElseThrow()))
                .extracting(Returned::seq)
                .containsExactly(0L);
    }

    @Test
    void whatWasAcknowledgedIsFoundByTheVeryNextQuery() {
        for (int i = 0; i < 100; i++) {
            Returned receipt = Returned.of(client.post(event(i)).body());

            assertThat(client.list("/events?variant_data.n=" + i))
                    .extracting(Returned::id)
                    .containsExactly(receipt.id());
            assertThat(client.list("/events?limit=1")).extracting(Returned::id).containsExactly(receipt.id());
            assertThat(client.get("/events/" + receipt.id()).statusCode()).isEqualTo(200);
        }
    }

    /** Runs the check while another client goes on sending. */
    private void whileEventsComeIn(Runnable check) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger(200);
        ExecutorService producer = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(
                    () -> {
                        while (!enough.get()) {
                            client.post(event(sent.getAndIncrement()));
                        }
                    },
                    producer);
            Await.until("events come in", () -> sent.get() > 210 || sending.isDone());
            check.run();
            assertThat(sent).hasValueGreaterThan(210);
            enough.set(true);
            sending.join();
        } finally {
            enough.set(true);
            producer.shutdown();
        }
    }

    private void send(int events) {
        send(client, events);
    }

    private static void send(Client client, int events) {
        String lines = IntStream.range(0, events).mapToObj(ListingTest::event).collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }

    private static String event(int n) {
        return "{\"event_type\":\"listing\",\"user_id\":\"u" + n % 10 + "\",\"variant_data\":{\"n\":" + n + "}}";
    }

    private static List<Long> downFrom(long newest) {
        return downFrom(newest, 1);
    }

    /** The position, and every n-th below it down to the first. */
    private static List<Long> downFrom(long newest, int step) {
        List<Long> seqs = new ArrayList<>();
        LongStream.iterate(newest, seq -> seq >= 0, seq -> seq - step).forEach(seqs::add);
        return seqs;
    }
}
