package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.ServiceProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks on the packaged program as a process with little memory and few files. While each goes on, somebody else is
 * served; after it the heap is as it was, and the log has hardly grown. Each attack killed a process that did not withstand
 * it, or held its event loops for seconds.
 */
class AttacksIT {
    private static final String TOKEN = "secret_token";
    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String AUTHORIZED = HOST + "Authorization: " + TOKEN + "\r\n";
    private static final String CHUNKED = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final long MAX_LIVE_BYTES = 48L << 20;
    private static final int MAX_LOG_BYTES = 64 << 10;
    private static final long MAX_LATENCY_MS = 15_000;

    @TempDir
    private static Path data;

    private static ServiceProcess service;
    private Bystander bystander;
    private int logged;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.startSmall(data, Map.of(), "128m", 600);
        for (int i = 0; i < 20; i++) {
            service.client().post("{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"n\":" + i + "}}");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(service.output()).doesNotContain("OutOfMemory", "Too many open files", "\tat ");
        assertThat(service.terminate()).as(service.output()).isZero();
        service.close();
    }

    @BeforeEach
    void measure() {
        logged = service.output().length();
        bystander = new Bystander(service, TOKEN);
    }

    /** What holds during and after each attack. */
    @AfterEach
    void check() throws Exception {
        bystander.requireRounds(2);
        bystander.close();
        assertThat(bystander.slowestMs()).isLessThan(MAX_LATENCY_MS);
        assertThat(service.output().length() - logged)
                .as(service.output().substring(logged))
                .isLessThan(MAX_LOG_BYTES);
        Await.until("the memory to be given back", () -> Attack.liveBytes(service) < MAX_LIVE_BYTES);
    }

    @Test
    void headersWithoutNames() {
        for (var listener : List.of(service.api(), service.viewer(), service.metrics())) {
            try (Attack attack = new Attack(listener)) {
                attack.each(150, "GET /" + HOST + ":\r\n".repeat(16_000));
                bystander.requireRounds(1);
            }
        }
    }

    @Test
    void headersThatDoNotEnd() {
        try (Attack attack = new Attack(service.api())) {
            attack.each(150, "GET /" + "x".repeat(60_000) + HOST + "a:\r\n".repeat(90) + "X: " + "x".repeat(7_000));
            bystander.requireRounds(1);
        }
    }

    @Test
    void trailersAndTinyChunks() {
        try (Attack attack = new Attack(service.api())) {
            attack.each(60, "POST /event" + AUTHORIZED + CHUNKED + "1\r\n{\r\n0\r\n" + "a:\r\n".repeat(2_000));
            attack.each(40, "POST /event" + AUTHORIZED + CHUNKED + "1\r\n \r\n".repeat(10_000));
            bystander.requireRounds(1);
        }
    }

    /** More than 128 tripped an extension handler for WebSockets that wrote a stack trace for each. */
    @Test
    void requestsSentAhead() {
        try (Attack attack = new Attack(service.api())) {
            attack.each(40, ("GET /events/x" + HOST + "\r\n").repeat(1_000));
            attack.each(
                    40,
                    ("GET /" + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
                            .repeat(200));
            bystander.requireRounds(1);
        }
    }

    /** Each request of 44 bytes wants 70 KB, and nobody takes them. */
    @Test
    void responsesThatNobodyTakes() {
        try (Attack attack = new Attack(service.api())) {
            attack.each(30, ("GET /openapi.yaml" + HOST + "\r\n").repeat(1_000));
            bystander.requireRounds(1);
        }
        try (Attack attack = new Attack(service.metrics())) {
            attack.each(20, ("GET /metrics" + HOST + "\r\n").repeat(1_000));
            bystander.requireRounds(1);
        }
    }

    /** Blanks between what is named, for regular expressions that try again from each of them. */
    @Test
    void blanks() {
        String blanks = " ".repeat(7_000);
        List<String> headers = new ArrayList<>();
        for (String name :
                List.of("Accept", "Accept-Encoding", "Content-Type", "Authorization", "Origin", "If-None-Match")) {
            headers.add(name + ": a" + blanks + "b");
            headers.add(name + ": " + (blanks + ";").substring(1) + "q=" + blanks + ",gzip;q=0." + "0".repeat(500));
        }
        try (Attack attack = new Attack(service.api());
                Attack page = new Attack(service.viewer())) {
            for (String header : headers) {
                attack.each(
                        10,
                        ("GET /events" + (header.startsWith("Auth") ? HOST : AUTHORIZED) + header + "\r\n\r\n")
                                .repeat(5));
                page.each(5, ("GET /" + HOST + header + "\r\n\r\n").repeat(5));
            }
            bystander.requireRounds(1);
        }
    }

    @Test
    void connectionsThatSayNothing() {
        try (Attack api = new Attack(service.api());
                Attack page = new Attack(service.viewer());
                Attack metrics = new Attack(service.metrics())) {
            for (int i = 0; i < 3; i++) {
                api.each(300, "");
                page.each(100, "G");
                metrics.each(100, "");
                bystander.requireRounds(1);
            }
        }
    }

    /** A byte now and then keeps a connection that is watched for silence alone. */
    @Test
    void headsThatComeByteForByte() throws Exception {
        try (Attack attack = new Attack(service.api())) {
            attack.each(20, "GET /" + HOST);
            int open = 20;
            for (int i = 0; i < 60 && open > 0; i++) {
                Thread.sleep(500);
                open = attack.sendOn("a");
            }
            assertThat(open).isZero();
        }
    }

    /** By somebody who has a token: bodies whose sender goes, lines that are none, a key that recursion cannot bear. */
    @Test
    void bodiesAndKeys() {
        String event =
                "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{\"t\":\"" + "y".repeat(900_000) + "\"}}";
        String ndjson = "Content-Type: application/x-ndjson\r\nContent-Length: ";
        try (Attack attack = new Attack(service.api())) {
            for (int i = 0; i < 3; i++) {
                attack.each(25, "POST /event" + AUTHORIZED + "Content-Length: " + event.length() + "\r\n\r\n" + event);
                attack.reset();
            }
            bystander.requireRounds(1);
            attack.each(2, "POST /events" + AUTHORIZED + ndjson + (2 << 20) + "\r\n\r\n" + "{\n".repeat(1 << 20));
            attack.each(
                    20,
                    "POST /event" + AUTHORIZED + "Idempotency-Key: \"" + "k".repeat(3_000) + "\"\r\n"
                            + "Content-Length: 2\r\n\r\n{}");
            bystander.requireRounds(1);
        }
    }

    /** Columns inside each other make 50 MB of cells out of an event of 900 KB, and hardly any bytes when compressed. */
    @Test
    void cellsInsideEachOther() {
        int levels = 58;
        String event = "{\"event_type\":\"nested\",\"user_id\":\"u\",\"variant_data\":" + "{\"a\":".repeat(levels)
                + "\"" + "y".repeat(900_000) + "\"" + "}".repeat(levels) + "}";
        assertThat(service.client().post(event).statusCode()).isEqualTo(201);
        StringBuilder columns = new StringBuilder("variant_data");
        for (int i = 1; i <= levels; i++) {
            columns.append(",variant_data").append(".a".repeat(i));
        }
        String target = "/events?event_type=nested&columns=" + columns;
        HttpResponse<byte[]> whole = service.client().bytes(target, "Accept", "text/csv");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body().length).isGreaterThan(levels * 900_000);
        String csv = "GET " + target + AUTHORIZED + "Accept: text/csv\r\n";
        try (Attack attack = new Attack(service.api())) {
            attack.each(8, csv + "\r\n");
            bystander.requireRounds(1);
            attack.reset();
            attack.each(8, csv + "Accept-Encoding: gzip\r\n\r\n");
            bystander.requireRounds(1);
        }
    }

    @Test
    void linesInTheLog() {
        try (Attack attack = new Attack(service.api())) {
            for (int i = 0; i < 5; i++) {
                attack.each(100, "nonsense\r\n\r\n");
                attack.each(100, "GET /events" + HOST + "Authorization: wrong" + i + "\r\n\r\n");
                attack.each(100, "POST /event" + AUTHORIZED + CHUNKED + "zz\r\n");
                attack.each(50, "POST /event" + AUTHORIZED + "Content-Length: 1000\r\n\r\n{");
                attack.each(50, "GET /events" + AUTHORIZED + "Accept: application/x-ndjson\r\n\r\n");
                attack.each(50, "POST /witness/add-checkpoint" + HOST + "Content-Length: 5\r\n\r\nold 0");
                attack.reset();
                bystander.requireRounds(1);
            }
        }
    }
}
