package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is no character, and control characters, in texts and keys: accepted, kept as it was sent, told apart from what
 * looks like it, and found, counted, exported and redacted like anything else.
 */
class WhatPeopleTypeTest {
    /** As JSON writes them. Java's own encoder would make one of the last five. */
    private static final List<String> USERS = List.of(
            "", "ali\\u001Bce", "a\\u0000", "a\\u0000b", "a", "a?", "a\\ud800", "a\\udbff", "a\\uDC00", "a\\ufffd");

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
    void everyUserIsFoundAloneByEscapesAndByPercent() {
        send("users", USERS, user -> "\"user_id\":\"" + user + "\",\"variant_data\":{}");

        List<String> percent = List.of(
                "", "ali%1Bce", "a%00", "a%00b", "a", "a%3F", "a%ED%A0%80", "a%ED%AF%BF", "a%ED%B0%80", "a%EF%BF%BD");
        for (int i = 0; i < USERS.size(); i++) {
            assertFinds("event_type=users&user_id=" + percent.get(i), USERS.get(i));
        }
        assertFinds("event_type=users&user_id=a%5Cud800", "a\\ud800");
        assertFinds("event_type=users&user_id=a%5CuDBFF", "a\\udbff");
        assertFinds("event_type=users&user_id=a%5Cu0000b", "a\\u0000b");
        assertThat(client.list("/events?event_type=users&user_id=a%ED%A0%80*")).hasSize(1);
        assertThat(client.list("/events?event_type=users&user_id=a%5Cu0000*")).hasSize(2);
        assertThat(client.list("/events?event_type=users&user_id!=a%ED%A0%80")).hasSize(USERS.size() - 1);
        assertThat(client.list("/events?event_type=users&user_id!=")).hasSize(USERS.size() - 1);
    }

    @Test
    void aPairIsNotTwoHalves() {
        send(
                "pairs",
                List.of("\\ud83d\\ude00", "\\ude00\\ud83d"),
                user -> "\"user_id\":\"" + user + "\",\"variant_data\":{}");

        assertThat(client.list("/events?event_type=pairs&user_id=%F0%9F%98%80")).hasSize(1);
        assertThat(client.get("/events?user_id=%ED%A0%BD%ED%B8%80").statusCode())
                .isEqualTo(400);
        assertThat(client.list("/events?event_type=pairs&user_id=%ED%B8%80*")).hasSize(1);
    }

    @Test
    void everyUserIsCountedAlone() {
        send("counts", USERS, user -> "\"user_id\":\"" + user + "\",\"variant_data\":{\"who\":\"" + user + "\"}");

        for (String facet : List.of("user_id", "who")) {
            JsonObject counted = new JsonObject(
                            client.get("/events/stats?event_type=counts&facet_limit=50&facets=" + facet)
                                    .body())
                    .getJsonObject("facets")
                    .getJsonObject(facet);
            assertThat(counted.getInteger("distinct")).isEqualTo(USERS.size());
            List<Object> values = new ArrayList<>();
            counted.getJsonArray("values").forEach(value -> values.add(((JsonObject) value).getString("value")));
            assertThat(values)
                    .containsExactlyInAnyOrderElementsOf(USERS.stream()
                            .map(user -> (Object) new JsonArray("[\"" + user + "\"]").getString(0))
                            .toList());
        }
    }

    @Test
    void keysAreToldApartToo() {
        send(
                "keys",
                List.of("k\\ud800", "k\\u0000", "k\\u0001", "k"),
                key -> "\"user_id\":\"u\",\"variant_data\":{\"" + key + "\":7}");

        for (String key : List.of("k%ED%A0%80", "k%00", "k%01", "k", "k%5Cud800", "k%5Cu0000")) {
            assertThat(client.list("/events?event_type=keys&" + key + "=7"))
                    .as(key)
                    .hasSize(1);
            assertThat(client.list("/events?event_type=keys&variant_data." + key + "%3E=7"))
                    .as(key)
                    .hasSize(1);
        }
        JsonArray fields = new JsonObject(
                        client.get("/events/stats?event_type=keys&fields=true").body())
                .getJsonArray("fields");
        assertThat(fields.stream().map(field -> ((JsonObject) field).getString("path")))
                .contains("variant_data.k\\ud800", "variant_data.k\u0000", "variant_data.k\u0001", "variant_data.k");
        assertThat(client.get("/events?event_type=keys&columns=k%00,k%ED%A0%80&order=asc", "text/csv")
                        .body())
                .isEqualTo("k\\u0000,k\\ud800\r\n,7\r\n7,\r\n,\r\n,\r\n");
        HttpResponse<String> refused = client.get("/events?k%ED%A0%80%3C=x");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(refused.body()).getString("field")).isEqualTo("k\\ud800");
    }

    @Test
    void exportsKeepThemApart() {
        send("exports", USERS, user -> "\"user_id\":\"" + user + "\",\"variant_data\":{}");

        assertThat(client.get("/events?event_type=exports&columns=user_id&order=asc", "text/csv")
                        .body())
                .isEqualTo("user_id\r\n"
                        + "\"\"\r\n"
                        + "ali\u001Bce\r\n"
                        + "a\\u0000\r\n"
                        + "a\\u0000b\r\n"
                        + "a\r\n"
                        + "a?\r\n"
                        + "a\\ud800\r\n"
                        + "a\\udbff\r\n"
                        + "a\\udc00\r\n"
                        + "a\uFFFD\r\n");
        String lines = client.get("/events?event_type=exports&order=asc", Client.NDJSON)
                .body();
        assertThat(lines.lines().limit(USERS.size()))
                .zipSatisfy(USERS, (line, user) -> assertThat(line).contains("\"user_id\":\"" + user + "\""));
    }

    @Test
    void theSameKeyIsTheSameKeyOnly() {
        for (String key : USERS.subList(1, USERS.size())) {
            String event = "{\"event_type\":\"dedup\",\"user_id\":\"u\",\"variant_data\":{},\"dedup_key\":\"" + key
                    + "\",\"source\":\"s" + key + "\"}";
            assertThat(client.post(event).statusCode()).isEqualTo(201);
            assertThat(client.post(event).statusCode()).isEqualTo(200);
        }
        assertThat(client.list("/events?event_type=dedup&limit=1000")).hasSize(USERS.size() - 1);
    }

    @Test
    void whatIsFoundIsRedactedAndTheTenantStays() {
        List<String> tenants = USERS.subList(1, USERS.size());
        send("erased", tenants, text -> "\"user_id\":\"" + text + "\",\"tenant\":\"" + text + "\",\"variant_data\":{}");
        Client admin = service.client("admin_token");

        redact(admin, "event_type=erased&user_id=ali%1Bce", 1);
        redact(admin, "event_type=erased&user_id=a%ED%A0%80", 1);
        redact(admin, "event_type=erased&user_id=a%00b", 1);
        assertThat(client.list("/events?event_type=erased")).hasSize(tenants.size() - 3);
        for (String tenant : List.of("ali%1Bce", "a%ED%A0%80", "a%00b")) {
            assertThat(client.get("/events?tenant=" + tenant).body())
                    .as(tenant)
                    .contains("\"redacted\":{")
                    .satisfies(body -> assertThat(new JsonArray(body)).hasSize(1));
        }
        assertThat(client.get("/events?tenant=a%00b").body()).contains("\"tenant\":\"a\\u0000b\"");
        assertThat(client.get("/events?tenant=a%ED%A0%80").body()).contains("\"tenant\":\"a\\ud800\"");
        service.restart();
        client = service.client();
        assertThat(client.get("/events?tenant=a%ED%A0%80").body()).contains("\"tenant\":\"a\\ud800\"");
        assertThat(client.list("/events?event_type=erased&user_id=a%3F")).hasSize(1);
    }

    private static void redact(Client admin, String filter, int count) {
        String reason = "{\"reason\":\"asked for\"}";
        JsonObject dry = new JsonObject(admin.post("/events/redact?" + filter + "&dry_run=true", Client.JSON, reason)
                .body());
        assertThat(dry.getInteger("count")).as(dry.encode()).isEqualTo(count);
        HttpResponse<String> done = admin.post(
                "/events/redact?" + filter,
                Client.JSON,
                "{\"reason\":\"asked for\",\"confirm\":\"" + dry.getString("confirm") + "\"}");
        assertThat(new JsonObject(done.body()).getInteger("redacted"))
                .as(done.body())
                .isEqualTo(count);
    }

    private static void assertFinds(String query, String user) {
        assertThat(client.list("/events?" + query)).as(query).singleElement().satisfies(event -> assertThat(
                        event.body())
                .contains("\"user_id\":\"" + user + "\""));
    }

    private static void send(String type, List<String> texts, java.util.function.UnaryOperator<String> members) {
        StringBuilder lines = new StringBuilder();
        texts.forEach(text -> lines.append("{\"event_type\":\"")
                .append(type)
                .append("\",")
                .append(members.apply(text))
                .append("}\n"));
        assertThat(client.post("/events", Client.NDJSON, lines.toString()).statusCode())
                .isEqualTo(201);
    }
}
