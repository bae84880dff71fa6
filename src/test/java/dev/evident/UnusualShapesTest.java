package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of shapes that no schema foresees are stored, found by field and by text, and do not bloat the index. */
class UnusualShapesTest {
    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start();
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void tenThousandPathsAreAsGoodAsOne() throws Exception {
        send("paths", 10_000, n -> "{\"p" + n + "\":{\"leaf" + n + "\":" + n + "}}");

        for (int n : List.of(0, 4_999, 9_999)) {
            assertThat(client.list("/events?p" + n + ".leaf" + n + "=" + n)).hasSize(1);
            assertThat(client.list("/events?event_type=paths&p" + n + "=*")).hasSize(1);
            assertThat(client.list("/events?variant_data.p" + n + ".leaf" + n + "%3E=" + n))
                    .hasSize(1);
        }
        JsonObject stats = stats("event_type=paths&fields=true&facets=p7.leaf7");
        assertThat(stats.getInteger("count")).isEqualTo(10_000);
        assertThat(stats.getJsonArray("fields")).hasSizeLessThanOrEqualTo(500);
        assertThat(stats.getBoolean("more_fields")).isTrue();
        assertThat(stats.getJsonObject("facets").getJsonObject("p7.leaf7").getInteger("distinct"))
                .isEqualTo(1);
    }

    @Test
    void aFieldMayBeOfAnotherKindInEveryEvent() {
        List<String> values = List.of("7", "\"x\"", "true", "null", "{\"a\":1}", "[7,\"x\"]", "\"7\"", "7.0", "{}");
        send("kinds", values.size(), n -> "{\"kind\":" + values.get(n) + "}");

        assertThat(client.list("/events?kind=7&event_type=kinds")).hasSize(4);
        assertThat(client.list("/events?kind=x&event_type=kinds")).hasSize(2);
        assertThat(client.list("/events?kind%3E=6&event_type=kinds")).hasSize(3);
        assertThat(client.list("/events?kind=true&event_type=kinds")).hasSize(1);
        assertThat(client.list("/events?kind.a=1&event_type=kinds")).hasSize(1);
        assertThat(client.list("/events?kind=*&event_type=kinds")).hasSize(values.size() - 1);
        assertThat(stats("event_type=kinds&facets=kind")
                        .getJsonObject("facets")
                        .getJsonObject("kind")
                        .getInteger("distinct"))
                .isEqualTo(5);
    }

    @Test
    void everyOneOfManyFieldsIsFoundByItsValueAndByItsText() {
        String data = IntStream.range(0, 1_500)
                .mapToObj(i -> "\"f" + i + "\":\"thousandth" + i + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        send("fields", 3, n -> data);

        List<Returned> found = client.list("/events?event_type=fields");
        assertThat(found).hasSize(3).allMatch(event -> event.body().contains(data));
        assertThat(client.list("/events?f5=thousandth5")).hasSize(3);
        assertThat(client.list("/events?f1499=thousandth1499")).hasSize(3);
        assertThat(client.list("/events?q=thousandth1499")).hasSize(3);
    }

    @Test
    void largeEventsAreFoundByTheirLastWord() {
        String text = IntStream.range(0, 2_600).mapToObj(i -> "largeword" + i).collect(Collectors.joining(" "));
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(28_000);
        send("large", 200, n -> "{\"text\":\"" + text + "\",\"n\":" + n + "}");

        assertThat(client.list("/events?q=largeword2599&n=199")).hasSize(1);
        assertThat(client.list("/events?q=%22largeword2598+largeword2599%22&n%3C=9&event_type=large"))
                .hasSize(10);
        assertThat(client.list("/events?text=" + "largeword0*&limit=1000")).hasSize(200);
        assertThat(client.list("/events?n=7&event_type=large").get(0).body()).contains(text);
        service.restart();
        client = service.client();
        assertThat(indexBytes()).as("not larger than what was sent").isLessThan(200L * text.length());
    }

    private static long indexBytes() {
        File[] files = service.data().resolve("index").toFile().listFiles();
        assertThat(files).isNotNull();
        return Arrays.stream(files).mapToLong(File::length).sum();
    }

    private static JsonObject stats(String query) {
        return new JsonObject(client.get("/events/stats?" + query).body());
    }

    private static void send(String type, int events, IntFunction<String> data) {
        String lines = IntStream.range(0, events)
                .mapToObj(n ->
                        "{\"event_type\":\"" + type + "\",\"user_id\":\"u\",\"variant_data\":" + data.apply(n) + "}")
                .collect(Collectors.joining("\n"));
        assertThat(client.post("/events", Client.NDJSON, lines).statusCode()).isEqualTo(201);
    }
}
