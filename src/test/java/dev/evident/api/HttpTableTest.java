package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.evident.RunningService;
import dev.evident.api.HttpTable.Entry;
import dev.evident.api.HttpTable.Exchange;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Plays the tables in {@code src/test/resources/http} over raw sockets, so that nothing is put right on the way. */
class HttpTableTest {
    private static final Path TABLES = Path.of("src", "test", "resources", "http");

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @TestFactory
    Stream<DynamicNode> tables() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream()
                    .map(file -> dynamicContainer(
                            file.getFileName().toString(),
                            HttpTable.read(file).stream()
                                    .map(entry -> dynamicTest(
                                            entry.title(),
                                            file.toUri().resolve(file.getFileName() + "?line=" + entry.line()),
                                            () -> play(entry)))));
        }
    }

    private static void play(Entry entry) throws IOException {
        if (!entry.fresh()) {
            play(entry, service);
            return;
        }
        try (RunningService fresh = RunningService.start()) {
            play(entry, fresh);
        }
    }

    private static void play(Entry entry, RunningService on) throws IOException {
        Notation notation = new Notation(Map.of(
                "api port", String.valueOf(on.api().getPort()),
                "viewer port", String.valueOf(on.viewer().getPort())));
        Wire wire = new Wire(on.api());
        try {
            boolean continued = false;
            for (Exchange exchange : entry.exchanges()) {
                if (!continued) {
                    wire.close();
                    wire = new Wire(on.api());
                }
                String request = continued
                        ? notation.expand(String.join("\n", exchange.request()))
                        : RequestText.of(exchange.request(), notation);
                wire.send(request);
                WireResponse response = request.startsWith("HEAD ") ? wire.responseToHeadAndEnd() : wire.response();
                check(entry, exchange, response, notation);
                continued = response.status() == 100;
            }
        } finally {
            wire.close();
        }
    }

    private static void check(Entry entry, Exchange exchange, WireResponse response, Notation notation) {
        List<String> awaited = exchange.response();
        boolean toHead = exchange.request().get(0).startsWith("HEAD ");
        String context = entry.file() + ":" + entry.line() + " got " + response.status() + " " + response.headers()
                + "\n" + shortened(response.text());
        String[] status = awaited.get(0).split(" ", 2);
        assertThat(response.status()).as(context).isEqualTo(Integer.parseInt(status[0]));
        if (response.status() >= 400 && !toHead) {
            checkProblem(context, status.length > 1 ? status[1] : "", response);
        }
        int line = 1;
        for (; line < awaited.size() && !awaited.get(line).isEmpty(); line++) {
            checkHeader(context, awaited.get(line), response, notation);
        }
        StringBuilder body = new StringBuilder();
        for (line++; line < awaited.size(); line++) {
            body.append(awaited.get(line).strip());
        }
        if (!body.isEmpty() || response.status() < 400 || toHead) {
            assertThat(notation.matches(body.toString(), new String(response.body(), ISO_8859_1)))
                    .as("%s\nis not\n%s", context, shortened(body.toString()))
                    .isTrue();
        }
    }

    /** RFC 9457, and ours: what holds for every response that is a problem. */
    private static void checkProblem(String context, String slug, WireResponse response) {
        assertThat(slug).as("%s\nThe table must say which problem", context).isNotEmpty();
        assertThat(response.header("Content-Type")).as(context).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(new String(response.body(), UTF_8));
        assertThat(problem.getString("type")).as(context).isEqualTo("urn:evident:problem:" + slug);
        assertThat(problem.getInteger("status")).as(context).isEqualTo(response.status());
        assertThat(problem.getString("title")).as(context).isNotBlank();
        assertThat(problem.getString("detail")).as(context).isNotBlank();
    }

    private static void checkHeader(String context, String awaited, WireResponse response, Notation notation) {
        int colon = awaited.indexOf(':');
        String name = awaited.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = awaited.substring(colon + 1).strip();
        if (value.equals("<absent>")) {
            assertThat(response.headers()).as(context).doesNotContainKey(name);
        } else {
            assertThat(notation.matches(value, response.header(name)))
                    .as("%s\n%s is not %s", context, name, value)
                    .isTrue();
        }
    }

    private static String shortened(String text) {
        return text.length() < 2_000 ? text : text.substring(0, 2_000) + "…";
    }
}
