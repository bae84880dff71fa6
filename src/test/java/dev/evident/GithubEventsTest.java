package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real events, deep and wide: all of them go in, come back byte for byte, and are found by what is deep in them. */
class GithubEventsTest {
    private static final Path FILE = Path.of("src", "test", "resources", "github-events.ndjson");
    private static final int LONGEST_VALUE = 2_000;

    private static List<String> events;
    private static List<List<Leaf>> leaves;

    private RunningService service;
    private Client client;

    @BeforeAll
    static void read() throws IOException {
        events = Files.readAllLines(FILE);
        leaves = events.stream().map(Leaf::of).toList();
        assertThat(events).hasSize(136);
    }

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
    void goInSinglyAndAreFoundByWhatIsInThem() {
        for (String event : events) {
            HttpResponse<String> response = client.post(event);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        }

        assertAllComeBack();
        for (int i = 0; i < events.size(); i++) {
            JsonObject event = new JsonObject(events.get(i));
            assertFoundBy("event_type", event.getString("event_type"), i);
            assertFoundBy("user_id", event.getString("user_id"), i);
            for (Leaf leaf : fiveDeepOnes(leaves.get(i))) {
                assertFoundBy(leaf.path(), leaf.value(), i);
                assertFoundBy(leaf.path().substring("variant_data.".length()), leaf.value(), i);
            }
        }
    }

    @Test
    void goInAsLines() {
        HttpResponse<String> response = client.post("/events", Client.NDJSON, String.join("\n", events) + "\n");

        assertThat(response.body()).isEqualTo("{\"accepted\":136,\"duplicates\":0,\"first_seq\":0,\"last_seq\":135}");
        assertAllComeBack();
    }

    @Test
    void goInAsAnArray() {
        HttpResponse<String> response = client.post("/events", Client.JSON, "[" + String.join(" ,\n", events) + "]");

        assertThat(response.body()).isEqualTo("{\"accepted\":136,\"duplicates\":0,\"first_seq\":0,\"last_seq\":135}");
        assertAllComeBack();
    }

    @Test
    void areStillThereAndFoundAfterARestart() {
        client.post("/events", Client.NDJSON, String.join("\n", events));

        service.restart();

        client = service.client();
        assertAllComeBack();
        for (int i = 0; i < events.size(); i += 10) {
            assertFoundBy("event_type", new JsonObject(events.get(i)).getString("event_type"), i);
        }
    }

    /** Newest first, so the last one sent comes first. */
    private void assertAllComeBack() {
        List<Returned> returned = client.listAll("/events?limit=50");
        assertThat(returned).extracting(Returned::seq).isEqualTo(newestFirst(IntStream.range(0, events.size())));
        for (Returned event : returned) {
            assertThat(event.body()).isEqualTo(events.get((int) event.seq()));
        }
        Returned one = returned.get(7);
        assertThat(Returned.of(client.get("/events/" + one.id()).body())).isEqualTo(one);
    }

    /** The response is this event and all others that have the same value there, and no more. */
    private void assertFoundBy(String path, String value, int event) {
        String whole = path.startsWith("variant_data.") || path.equals("event_type") || path.equals("user_id")
                ? path
                : "variant_data." + path;
        List<Long> expected = newestFirst(IntStream.range(0, events.size()).filter(i -> leaves.get(i).stream()
                .anyMatch(leaf -> leaf.path().equals(whole) && leaf.value().equals(value))));
        assertThat(expected).contains((long) event);

        List<Returned> found = client.list(
                "/events?limit=1000&" + Client.encode(path) + "=" + Client.encode(value.replace("*", "\\*")));

        assertThat(found).as("%s=%s", path, value).extracting(Returned::seq).isEqualTo(expected);
    }

    /** Five of the deepest leaves, spread over the event, one of them inside an array where there is one. */
    private static List<Leaf> fiveDeepOnes(List<Leaf> all) {
        List<Leaf> deep = all.stream()
                .filter(leaf -> leaf.depth() >= 3 && leaf.value().length() <= LONGEST_VALUE)
                .toList();
        List<Leaf> chosen = new ArrayList<>();
        deep.stream().filter(Leaf::inArray).reduce((before, after) -> after).ifPresent(chosen::add);
        int step = Math.max(1, deep.size() / 5);
        Stream.iterate(0, at -> at < deep.size(), at -> at + step)
                .map(deep::get)
                .filter(leaf -> !chosen.contains(leaf))
                .limit(5L - chosen.size())
                .forEach(chosen::add);
        assertThat(chosen).hasSize(5);
        return chosen;
    }

    private static List<Long> newestFirst(IntStream seqs) {
        return seqs.boxed()
                .sorted((a, b) -> Integer.compare(b, a))
                .map(Integer::longValue)
                .toList();
    }
}
