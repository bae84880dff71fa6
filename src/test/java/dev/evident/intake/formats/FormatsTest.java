package dev.evident.intake.formats;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.evident.RunningService;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as senders of other forms make them, against a real service. */
class FormatsTest {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            cloudevent        | /event             | application/cloudevents+json | {"specversion":"1.0","id":"1","source":"/t","type":"cloudevent","data":[1]}
            cloudbatch        | /events            | application/cloudevents-batch+json | [{"specversion":"1.0","id":"2","source":"/t","type":"cloudbatch"}]
            k8s.pods.create   | /k8s/audit         | application/json | {"items":[{"auditID":"a","stage":"s","verb":"create","objectRef":{"resource":"pods"},"user":{"username":"u"}}]}
            github.push       | /intake/github_audit | application/json | {"action":"push","actor":"o","_document_id":"1","@timestamp":1795410864000}
            gitlab.repo_clone | /intake/gitlab     | application/json | {"id":"g1","event_type":"repo_clone","author_name":"a","created_at":"2026-11-23T05:14:24.000Z"}
            openbao.read.request | /intake/openbao | application/json | {"time":"2026-11-23T05:14:24Z","type":"request","auth":{"display_name":"token"},"request":{"id":"r1","operation":"read","path":"secret/a"}}
            okta.user.session.start | /intake/okta | application/json | {"data":{"events":[{"uuid":"o1","eventType":"user.session.start","actor":{"alternateId":"a@example.org"},"published":"2026-11-23T05:14:24.000Z"}]}}
            auth0.s           | /intake/auth0      | application/json | [{"log_id":"l1","data":{"type":"s","user_name":"u","date":"2026-11-23T05:14:24.000Z"}}]
            login.bulk        | /elastic/_bulk     | application/x-ndjson | {"create":{"_index":"i","_id":"1"}}¶{"event":{"action":"login.bulk"}}
            audited           | /v1/logs           | application/json | {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"eventName":"audited","attributes":[{"key":"audit.record.id","value":{"stringValue":"r"}}]}]}]}]}
            execute_tool      | /v1/traces         | application/json | {"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"execute_tool","traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}]}
            """)
    void whatIsSentAgainIsStoredOnceFoundAndProved(String type, String path, String contentType, String body)
            throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(post(path, contentType, body.replace('¶', '\n')).statusCode())
                    .isBetween(200, 201);
        }

        JsonArray found = events("event_type=" + type);

        assertThat(found).hasSize(1);
        String id = found.getJsonObject(0).getString("id");
        assertThat(service.client().get("/events/" + id + "/proof").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            /event             | application/cloudevents+json | 400 | urn:evident:problem | {"specversion":"1.0","id":"x","source":"/t","type":"t"
            /event             | application/cloudevents+json | 400 | "field":"type"      | {"specversion":"1.0","id":"x","source":"/t","type":""}
            /event             | application/cloudevents+json | 400 | "field":"specversion" | {"specversion":"0.3","id":"x","source":"/t","type":"t"}
            /event             | application/cloudevents+json | 400 | one JSON object     | {"specversion":"1.0","id":"x","source":"/t","type":"t"} {}
            /event             | application/cloudevents+json | 400 | twice               | {"specversion":"1.0","id":"x","source":"/t","type":"t","type":"u"}
            /event             | application/cloudevents+xml  | 415 | cloudevents+json    | <event/>
            /event             | application/cloudevents+json | 400 | evident.            | {"specversion":"1.0","id":"x","source":"/t","type":"evident.started"}
            /events            | application/cloudevents-batch+json | 400 | array         | 7
            /k8s/audit         | application/json             | 400 | /items              | {"kind":"EventList"}
            /k8s/audit         | application/json             | 400 | /items              | {"items":{"verb":"get"}}
            /k8s/audit         | text/plain                   | 415 | application/json    | {}
            /intake/okta       | application/json             | 400 | byte                | {"data":{"events":[{]}}
            /intake/nobody     | application/json             | 404 | not-found           | {}
            /elastic/_bulk     | application/x-ndjson         | 400 | "error":{"type"     | {"update":{"_id":"1"}}¶{"doc":{}}
            /elastic/_bulk     | application/x-ndjson         | 400 | "status":400        | nonsense
            /services/collector | application/json            | 400 | "code":6            | {"event":
            /services/collector | application/json            | 400 | "code":5            | ~ ~
            /v1/logs           | application/json             | 400 | "code":3            | {"resourceLogs":7}
            /v1/logs           | application/json             | 400 | "code":3            | {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"xyz"}]}]}]}
            /v1/logs           | text/plain                   | 415 | x-protobuf          | {}
            """)
    void whatCannotBeReadIsRefusedInTheFormOfTheSenderAndNothingIsStored(
            String path, String type, int status, String told, String body) throws Exception {
        long before = count();

        HttpResponse<String> response = post(path, type, body.replace('¶', '\n'));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(told);
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void whatCannotBecomeAnEventIsKeptWholeAndTheOthersAreStored() throws Exception {
        String deep = "{\"auditID\":\"deep\",\"verb\":\"get\",\"a\":" + "[".repeat(70) + "]".repeat(70) + "}";
        String good = "{\"auditID\":\"good\",\"stage\":\"s\",\"verb\":\"kept\"}";

        HttpResponse<String> response = post("/k8s/audit", JSON, "{\"items\":[" + deep + "," + good + "]}");

        JsonObject told = new JsonObject(response.body());
        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(told.getInteger("accepted")).isEqualTo(1);
        assertThat(told.getBoolean("quarantined")).isTrue();
        assertThat(events("event_type=evident.rejected&reason=*").encode())
                .contains(new JsonObject().put("body", deep).encode().replaceAll("^\\{|}$", ""));
        assertThat(events("event_type=k8s.kept")).hasSize(1);
    }

    @Test
    void bothEncodingsOfOtlpSayTheSame() throws Exception {
        KeyValue number = KeyValue.newBuilder()
                .setKey("n")
                .setValue(AnyValue.newBuilder().setIntValue((1L << 53) + 1))
                .build();
        LogRecord log = LogRecord.newBuilder()
                .setEventName("both")
                .setTimeUnixNano(1_795_410_864_123_456_789L)
                .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
                .addAttributes(number)
                .build();
        byte[] protobuf = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder().addLogRecords(log)))
                .build()
                .toByteArray();
        String json = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"eventName\":\"both\",\"unknown\":1,"
                + "\"timeUnixNano\":\"1795410864123456789\",\"traceId\":\"5b8efff798038103d269b633813fc60c\","
                + "\"attributes\":[{\"key\":\"n\",\"value\":{\"intValue\":\"9007199254740993\"}}]}]}]}]}";

        HttpResponse<byte[]> response = send("/v1/logs", PROTOBUF, protobuf);
        post("/v1/logs", JSON, json);

        assertThat(response.headers().firstValue("Content-Type")).contains(PROTOBUF);
        assertThat(ExportLogsServiceResponse.parseFrom(response.body()).hasPartialSuccess())
                .isFalse();
        JsonArray both = events("event_type=both&attributes.n=9007199254740993");
        assertThat(both).hasSize(2);
        assertThat(both.getJsonObject(0).getJsonObject("variant_data"))
                .isEqualTo(both.getJsonObject(1).getJsonObject("variant_data"));
        assertThat(both.getJsonObject(0).getString("occurred_at")).isEqualTo("2026-11-23T05:14:24.123456789Z");
    }

    @Test
    void aTruncatedProtobufIsAStatusInProtobuf() throws Exception {
        byte[] spans = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(Span.newBuilder().setName("cut"))))
                .build()
                .toByteArray();

        HttpResponse<byte[]> response = send("/v1/traces", PROTOBUF, Arrays.copyOf(spans, spans.length - 1));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith(8, 3, 0x12);
        assertThat(events("event_type=cut")).isEmpty();
    }

    @Test
    void aBulkOfManyKindsSaysOfEachWhatBecameOfIt() throws Exception {
        String body = String.join(
                "\n",
                "{\"create\":{\"_id\":\"many\"}}",
                "{\"event\":{\"action\":\"many\"}}",
                "{\"create\":{\"_id\":\"many\"}}",
                "{\"event\":{\"action\":\"many\"}}",
                "{\"index\":{\"_id\":\"many\"}}",
                "{\"event\":{\"action\":\"many\"}}",
                "{\"index\":{\"_id\":\"many\"}}",
                "{\"event\":{\"action\":\"other\"}}",
                "{\"index\":{}}",
                "{\"event\":{\"action\":\"evident.no\"}}");

        JsonObject response =
                new JsonObject(post("/elastic/many/_bulk", NDJSON, body).body());

        assertThat(response.getBoolean("errors")).isTrue();
        assertThat(response.getJsonArray("items").stream()
                        .map(item -> ((JsonObject) item).iterator().next().getValue())
                        .map(item -> ((JsonObject) item).getInteger("status")))
                .containsExactly(201, 409, 200, 409, 400);
    }

    @Test
    void dataOfABinaryCloudEventCannotWriteItsAttributes() throws Exception {
        long before = count();

        for (String body : List.of("1,\"type\":\"other\"", "{}}", "{\"a\":1},\"id\":\"2\"", "{")) {
            HttpResponse<String> response = HTTP.send(
                    request("/event", JSON)
                            .header("ce-specversion", "1.0")
                            .header("ce-id", "1")
                            .header("ce-source", "/t")
                            .header("ce-type", "binary")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(body).isEqualTo(400);
        }

        assertThat(count()).isEqualTo(before);
    }

    @Test
    void dataOfABinaryCloudEventThatIsNoTextIsKeptInBase64() throws Exception {
        HttpResponse<String> response = HTTP.send(
                request("/events", "image/png")
                        .header("ce-specversion", "1.0")
                        .header("CE-ID", "png")
                        .header("ce-source", "/t")
                        .header("ce-type", "picture")
                        .header("ce-subject", "Euro%20%E2%82%AC")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {-1, 0, 1}))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(events("event_type=picture").getJsonObject(0).getJsonObject("variant_data"))
                .isEqualTo(new JsonObject(
                        "{\"specversion\":\"1.0\",\"id\":\"png\",\"source\":\"/t\",\"type\":\"picture\",\"subject\":\"Euro"
                                + " €\",\"datacontenttype\":\"image/png\",\"data_base64\":\"/wAB\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%E2%82", "%zz", "%4"})
    void attributesThatAreNoUtf8AreRefused(String subject) throws Exception {
        HttpResponse<String> response = HTTP.send(
                request("/event", JSON)
                        .header("ce-specversion", "1.0")
                        .header("ce-subject", subject)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"ce-subject\"");
    }

    /** A few bytes must not become an event each without end, and what stands once not a copy in each of many. */
    @ParameterizedTest
    @MethodSource("bodiesThatWouldGrow")
    void whatWouldGrowBeyondABodyIsRefusedAsAWhole(String path, String type, byte[] body) throws Exception {
        long before = count();

        HttpResponse<byte[]> response = send(path, type, body);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(count()).isEqualTo(before);
    }

    static Stream<Arguments> bodiesThatWouldGrow() {
        LogRecord empty = LogRecord.newBuilder().setEventName("x").build();
        ScopeLogs.Builder many = ScopeLogs.newBuilder();
        ScopeLogs.Builder some = ScopeLogs.newBuilder();
        for (int i = 0; i < 100_001; i++) {
            many.addLogRecords(empty);
        }
        for (int i = 0; i < 100; i++) {
            some.addLogRecords(empty);
        }
        Resource large = Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                        .setKey("text")
                        .setValue(AnyValue.newBuilder().setStringValue("x".repeat(500_000))))
                .build();
        return Stream.of(
                Arguments.of(
                        "/v1/logs",
                        PROTOBUF,
                        logs(ResourceLogs.newBuilder().addScopeLogs(many)).toByteArray()),
                Arguments.of(
                        "/v1/logs",
                        PROTOBUF,
                        logs(ResourceLogs.newBuilder().setResource(large).addScopeLogs(some))
                                .toByteArray()),
                Arguments.of(
                        "/v1/logs", JSON, ("{\"resourceLogs\":[" + "{},".repeat(100_001) + "{}]}").getBytes(UTF_8)),
                Arguments.of("/services/collector", JSON, "{}".repeat(100_001).getBytes(UTF_8)),
                Arguments.of(
                        "/services/collector/raw?source=" + "x".repeat(1_000) + "&host=" + "x".repeat(1_000),
                        JSON,
                        "a\n".repeat(20_000).getBytes(UTF_8)),
                Arguments.of("/k8s/audit", JSON, ("{\"items\":[" + "0,".repeat(100_001) + "0]}").getBytes(UTF_8)));
    }

    /** Each of these small bodies ended the process or kept a thread for a minute. */
    @Test
    void whatIsLargeOnlyOnceItIsUnpackedIsRefusedBeforeMuchIsMadeOfIt() throws Exception {
        String text = "x".repeat(3_000_000);
        byte[] cloud = ("[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"" + text + "\",\"type\":\"" + text
                        + "\"}]")
                .getBytes(UTF_8);
        byte[] line = new byte[3_000_000];
        Arrays.fill(line, (byte) 1);
        Resource.Builder control = Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder()
                        .setKey("text")
                        .setValue(AnyValue.newBuilder().setStringValue("\u0001".repeat(900_000))));
        ScopeLogs.Builder records = ScopeLogs.newBuilder();
        ResourceLogs.Builder merged = ResourceLogs.newBuilder();
        for (int i = 0; i < 900; i++) {
            records.addLogRecords(LogRecord.newBuilder().setEventName("x"));
        }
        byte[] resource = merged.setResource(control).buildPartial().toByteArray();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int i = 0; i < 5; i++) {
            parts.writeBytes(resource);
        }
        byte[] several = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(records))
                .build()
                .toByteArray();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(joined);
        out.writeByteArray(1, parts.toByteArray());
        out.flush();
        joined.writeBytes(several);
        String deep = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"x\":" + "{\"a\":".repeat(90) + "["
                + "0,".repeat(200_000) + "0]" + "}".repeat(90) + "}]}]}]}";

        assertThat(zipped("/events", "application/cloudevents-batch+json", cloud))
                .isEqualTo(207);
        assertThat(zipped("/services/collector/raw", JSON, line)).isEqualTo(200);
        assertThat(zipped(
                        "/v1/logs",
                        PROTOBUF,
                        logs(ResourceLogs.newBuilder().setResource(control).addScopeLogs(records))
                                .toByteArray()))
                .isEqualTo(413);
        assertThat(zipped("/v1/logs", PROTOBUF, joined.toByteArray())).isEqualTo(413);
        assertThat(zipped("/v1/logs", JSON, deep.getBytes(UTF_8))).isEqualTo(200);
    }

    private static int zipped(String path, String type, byte[] body) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zip)) {
            out.write(body);
        }
        return HTTP.send(
                        request(path, type)
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(zip.toByteArray()))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "/event,application/cloudevents+json",
        "/events,application/cloudevents-batch+json",
        "/k8s/audit,application/json",
        "/v1/logs,application/json",
        "/services/collector,application/json",
        "/elastic/_bulk,application/x-ndjson"
    })
    void anotherEncodingThanUtf8IsRefused(String path, String type) throws Exception {
        for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
            assertThat(send(path, type, "{\"create\":{}}".getBytes(charset)).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void manyBadDocumentsKeepNoGoodOneFromBeingStored() throws Exception {
        String bad = "{\"index\":{}}\n{\"event\":{\"action\":\"evident.no\"}}\n".repeat(1_100);

        JsonObject response = new JsonObject(
                post("/elastic/_bulk", NDJSON, bad + "{\"index\":{}}\n{\"event\":{\"action\":\"amongbad\"}}")
                        .body());

        assertThat(response.getJsonArray("items")).hasSize(1_101);
        assertThat(events("event_type=amongbad")).hasSize(1);
    }

    @Test
    void theKeyUnderWhichSomethingIsKeptCannotBeTakenBefore() throws Exception {
        HttpResponse<String> response = post(
                "/event",
                JSON,
                "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{},\"dedup_key\":\"evident.rejected/0/1\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"dedup_key\"");
    }

    private static ExportLogsServiceRequest logs(ResourceLogs.Builder resource) {
        return ExportLogsServiceRequest.newBuilder().addResourceLogs(resource).build();
    }

    @Test
    void aTokenOfOneTenantSendsNothingToAnother() throws Exception {
        String body = "{\"organization_id\":\"globex\",\"event\":{\"action\":\"crossing\",\"actor\":{\"id\":\"u\"}}}";

        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(service.api().resolve("/audit_logs/events"))
                        .header("Authorization", "Bearer acme_token")
                        .header("Content-Type", JSON)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(207);
        assertThat(events("event_type=crossing")).isEmpty();
        assertThat(events("event_type=evident.rejected&tenant=acme")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "writer_token",
                "Bearer writer_token",
                "bearer  writer_token",
                "Splunk writer_token",
                "Token token=writer_token",
                "Token token=\"writer_token\"",
                "ApiKey id:writer_token",
                "Basic anybody:writer_token"
            })
    void tokensComeInTheSchemesOfSenders(String credentials) throws Exception {
        assertThat(probe(header(credentials))).isEqualTo(200);
        assertThat(probe(header(credentials.replace("writer", "nobody")))).isEqualTo(401);
    }

    /** Of a name and a token between a colon the base64 is sent. */
    private static String header(String credentials) {
        int space = credentials.indexOf(' ');
        return credentials.indexOf(':') < 0
                ? credentials
                : credentials.substring(0, space + 1)
                        + Base64.getEncoder()
                                .encodeToString(credentials.substring(space + 1).getBytes(UTF_8));
    }

    @Test
    void whatSendersAskBeforeTheySendIsAnsweredForTokensThatMayWrite() throws Exception {
        assertThat(probe("writer_token")).isEqualTo(200);
        assertThat(probe("reader_token")).isEqualTo(403);
        assertThat(probe("nobody")).isEqualTo(401);
    }

    private static int probe(String authorization) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(service.api().resolve("/elastic/_cluster/health"))
                                .header("Authorization", authorization)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> post(String path, String type, String body) throws Exception {
        return HTTP.send(
                request(path, type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<byte[]> send(String path, String type, byte[] body) throws Exception {
        return HTTP.send(
                request(path, type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(service.api().resolve(path))
                .header("Authorization", "secret_token")
                .header("Content-Type", type);
    }

    private static JsonArray events(String query) throws Exception {
        return new JsonArray(service.client()
                .get("/events?" + query.replace("*", URLEncoder.encode("*", UTF_8)))
                .body());
    }

    private static long count() throws Exception {
        return new JsonObject(service.client().get("/events/stats").body()).getLong("count");
    }
}
