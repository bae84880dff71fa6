package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.RunningService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /events/stats} as its callers see it. */
class StatsRoutesTest {
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
        post("secret_token", "login", "alice", "{\"status\":200,\"cost\":0.5}");
        post("secret_token", "login", "bob", "{\"status\":\"200\",\"ok\":true}");
        post("acme_token", "login", "carol", "{\"status\":500,\"acme_only\":1}");
        post("acme_token", "pay", "carol", "{\"status\":null}");
        post("globex_token", "pay", "dave", "{\"status\":404,\"globex_only\":\"secret\"}");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void onlyWhatWasAskedForIsReturned() {
        assertThat(stats("user_id=alice")).isEqualTo(new JsonObject("{\"count\":1}"));
        assertThat(stats("user_id=carol&facets=event_type,status"))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"count": 2, "facets": {
                          "event_type": {"distinct": 2, "values": [
                            {"value": "login", "count": 1}, {"value": "pay", "count": 1}]},
                          "status": {"distinct": 2, "values": [
                            {"value": 500, "count": 1}, {"value": null, "count": 1}]}}}
                        """));
    }

    @Test
    void valuesKeepTheirKind() {
        assertThat(values(stats("user_id=alice&user_id=bob&facets=status,cost,ok"), "status"))
                .isEqualTo(new JsonArray("[{\"value\":\"200\",\"count\":1},{\"value\":200,\"count\":1}]"));
        assertThat(send("secret_token", "facets=cost,ok").body())
                .contains("{\"value\":0.5,\"count\":1}", "{\"value\":true,\"count\":1}");
    }

    @Test
    void aFacetIgnoresItsOwnFilterAndNoOther() {
        JsonObject stats = stats("variant_data.status=500&user_id=carol&facets=status,user_id,event_type");

        assertThat(stats.getInteger("count")).isEqualTo(1);
        assertThat(values(stats, "status").size()).isEqualTo(2);
        assertThat(values(stats, "user_id").size()).isEqualTo(1);
        assertThat(values(stats, "event_type").size()).isEqualTo(1);
    }

    @Test
    void theHistogramTellsTypesApart() {
        JsonObject histogram = stats("from=-1h&user_id=carol&buckets=12").getJsonObject("histogram");

        assertThat(histogram.getString("timezone")).isEqualTo("UTC");
        assertThat(histogram.getJsonArray("types")).isEqualTo(JsonArray.of("login", "pay"));
        JsonArray buckets = histogram.getJsonArray("buckets");
        assertThat(buckets.size()).isBetween(1, 12);
        JsonObject last = buckets.getJsonObject(buckets.size() - 1);
        assertThat(buckets.getJsonObject(0).getString("from")).isEqualTo(histogram.getString("from"));
        assertThat(last.getString("to")).isEqualTo(histogram.getString("to"));
        assertThat(buckets.stream()
                        .mapToInt(bucket -> ((JsonObject) bucket).getInteger("count"))
                        .sum())
                .isEqualTo(2);
        assertThat(last.getInteger("other")).isZero();
    }

    @Test
    void nothingFoundIsAResult() {
        assertThat(stats("user_id=nobody&histogram=true&facets=event_type,status&timezone=Europe/Berlin"))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"count": 0,
                         "histogram": {"timezone": "Europe/Berlin", "types": [], "buckets": []},
                         "facets": {"event_type": {"distinct": 0, "values": []}, "status": {"distinct": 0, "values": []}}}
                        """));
        JsonObject empty = stats("user_id=nobody&from=2026-01-01T00:00:00Z&to=2026-01-01T02:00:00Z&buckets=2")
                .getJsonObject("histogram");
        assertThat(empty.getString("step")).isEqualTo("PT1H");
        assertThat(empty.getJsonArray("buckets").size()).isEqualTo(2);
    }

    @Test
    void aBoundTokenCountsItsOwnTenantAlone() {
        JsonObject stats = stats("acme_token", "facets=tenant,user_id&fields=true&histogram=true");

        assertThat(stats.getInteger("count")).isEqualTo(2);
        assertThat(values(stats, "tenant")).isEqualTo(new JsonArray("[{\"value\":\"acme\",\"count\":2}]"));
        assertThat(values(stats, "user_id")).isEqualTo(new JsonArray("[{\"value\":\"carol\",\"count\":2}]"));
        assertThat(paths(stats))
                .contains("variant_data.acme_only")
                .doesNotContain("variant_data.globex_only", "variant_data.ok");
        JsonObject others = stats("acme_token", "tenant=globex&facets=tenant,status");
        assertThat(others.getInteger("count")).isZero();
        assertThat(values(others, "tenant")).isEqualTo(new JsonArray("[{\"value\":\"acme\",\"count\":2}]"));
        assertThat(values(others, "status").size()).isZero();
    }

    @Test
    void everyPathIsListedWithItsKinds() {
        JsonObject stats = stats("fields=true");

        assertThat(paths(stats))
                .contains("event_type", "user_id", "variant_data.acme_only", "variant_data.globex_only");
        assertThat(stats.getJsonArray("fields"))
                .contains(new JsonObject(
                        "{\"path\":\"variant_data.status\",\"kinds\":[\"string\",\"number\",\"null\"]}"));
    }

    @Test
    void whatWasJustAcknowledgedCounts() {
        for (int i = 1; i <= 20; i++) {
            post("secret_token", "counted", "u" + i, "{}");
            assertThat(stats("event_type=counted").getInteger("count")).isEqualTo(i);
            assertThat(values(stats("facets=user_id&event_type=counted&facet_limit=100"), "user_id")
                            .size())
                    .isEqualTo(i);
        }
        assertThat(stats("from=2020-01-01T00:00:00Z").getInteger("count"))
                .isEqualTo(stats("").getInteger("count"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timezone=Mars/Olympus | timezone",
                "timezone=%2B18:30 | timezone",
                "facets=a,b,c,d,e,f,g,h,i,j,k | facets",
                "facets= | facets",
                "facets=a,,b | facets",
                "facets=id | facets",
                "facets=a! | facets",
                "facets=a%5Cb | facets",
                "facets!=a | facets",
                "facets | facets",
                "facets=a&facets=b | facets",
                "facet_limit=0 | facet_limit",
                "facet_limit=101 | facet_limit",
                "facet_limit=ten | facet_limit",
                "buckets=1 | buckets",
                "buckets=201 | buckets",
                "buckets=-5 | buckets",
                "histogram=yes | histogram",
                "histogram%3E=true | histogram",
                "fields=1 | fields",
                "limit=10 | limit",
                "cursor=AQ | cursor",
                "order=asc | order",
                "from=yesterday | from",
                "user_id | user_id",
                "q=%22a | q"
            })
    void whatCannotBeUnderstoodIsNamed(String query, String parameter) {
        HttpResponse<String> response = send("secret_token", query);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("type"))
                .isEqualTo("urn:evident:problem:invalid-parameter");
        assertThat(new JsonObject(response.body()).getString("field")).isEqualTo(parameter);
    }

    @Test
    void theScopeIsRead() {
        assertThat(send("writer_token", "").statusCode()).isEqualTo(403);
        assertThat(send("wrong_token", "").statusCode()).isEqualTo(401);
        assertThat(send("reader_token", "").statusCode()).isEqualTo(200);
        assertThat(service.client().post("/events/stats", Client.JSON, "{}").statusCode())
                .isEqualTo(405);
    }

    private static void post(String token, String type, String user, String data) {
        HttpResponse<String> response = service.client(token)
                .post("{\"event_type\":\"" + type + "\",\"user_id\":\"" + user + "\",\"variant_data\":" + data + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    private static HttpResponse<String> send(String token, String query) {
        return service.client(token).get("/events/stats?" + query);
    }

    private static JsonObject stats(String query) {
        return stats("secret_token", query);
    }

    private static JsonObject stats(String token, String query) {
        HttpResponse<String> response = send(token, query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonArray values(JsonObject stats, String facet) {
        return stats.getJsonObject("facets").getJsonObject(facet).getJsonArray("values");
    }

    private static List<String> paths(JsonObject stats) {
        return stats.getJsonArray("fields").stream()
                .map(field -> ((JsonObject) field).getString("path"))
                .toList();
    }
}
