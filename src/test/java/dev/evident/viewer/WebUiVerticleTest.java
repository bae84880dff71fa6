package dev.evident.viewer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.Configuration;
import dev.evident.config.StartException;
import dev.evident.config.Tls;
import dev.evident.http.Connections;
import dev.evident.http.HostNames;
import dev.evident.http.Listener;
import dev.evident.http.ServerTls;
import dev.evident.merkle.VerifierKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUiVerticleTest {
    private static final int API_PORT = 8123;
    private static final Listener OPEN = new Listener(
            new Connections("viewer", 100, 100, new SimpleMeterRegistry()), HostNames.any(), ServerTls.none());

    private static Vertx vertx;
    private static int port;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        WebUiVerticle viewer = new WebUiVerticle(viewer(0), OPEN, () -> API_PORT, "1.2.3");
        vertx.deployVerticle(viewer).await();
        port = viewer.port();
    }

    private static Configuration.Viewer viewer(int port) {
        return new Configuration.Viewer("127.0.0.1", port, Optional.empty(), List.of(), Optional.empty(), Tls.none());
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @Test
    void servesThePageWithAPolicyThatAllowsItsOwnImportMap() throws Exception {
        RawHttp page = get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page.text());
        assertThat(map.find()).isTrue();
        String hash = Hashes.base64("SHA-256", map.group(1).getBytes(UTF_8));
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self' 'sha256-" + hash + "'; style-src 'self'; font-src"
                        + " 'self'; img-src 'self';"
                        + " connect-src 'self'"
                        + " http://localhost:8123"
                        + " https://localhost:8123;"
                        + " base-uri 'none'; form-action"
                        + " 'none'; frame-ancestors 'none';"
                        + " require-trusted-types-for"
                        + " 'script'; trusted-types"
                        + " 'none'");
    }

    @Test
    void thePageHasNoScriptOrStyleOfItsOwnButTheImportMap() {
        String page = get("/").text();

        assertThat(page).doesNotContain("<style", " style=", "onload=", "onclick=");
        assertThat(page.split("<script", -1)).hasSize(3);
        assertThat(page).contains("<script type=\"module\" src=\"js/main.js\"></script>");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200",
        "GET, /config.json, 200",
        "GET, /js/main.js, 200",
        "GET, /nothing, 404",
        "POST, /, 405",
        "DELETE, /config.json, 405",
        "GET, *, 404",
    })
    void everyResponseCarriesTheSecurityHeaders(String method, String target, int status) {
        RawHttp response = RawHttp.send(port, method, target, "localhost:" + port);

        assertThat(response.status()).isEqualTo(status);
        assertSecured(response);
    }

    /** A policy counts for pages alone; what is none is allowed nothing, in a few bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"/config.json", "/js/main.js", "/icon.svg", "/nothing"})
    void whatIsNoPageMayDoNothing(String target) {
        assertThat(get(target).header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    @Test
    void responsesToBrokenRequestsCarryTheSecurityHeadersToo() {
        assertSecured(RawHttp.exchange(port, "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n"));
        assertSecured(RawHttp.exchange(port, "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    @Test
    void methodsThatChangeThingsAreRefused() {
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
            RawHttp response = RawHttp.send(port, method, "/", "localhost");
            assertThat(response.status()).as(method).isEqualTo(405);
            assertThat(response.header("Allow")).isEqualTo("GET, HEAD");
            assertThat(response.text()).doesNotContain("<");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../pom.xml",
                "/js/../../logback.xml",
                "/%2e%2e/dev/evident/version.txt",
                "/..%2fdev/evident/version.txt",
                "/%2e%2e%2f%2e%2e%2fetc/passwd",
                "/..%5c..%5cpom.xml",
                "//etc/passwd",
                "//index.html",
                "/js//main.js",
                "/js/",
                "/js",
                "/.hidden",
                "/index.html%00.js",
                "/%00",
                "/js/main.js%00",
                "/%c0%ae%c0%ae/pom.xml",
                "/%zz",
                "/META-INF/MANIFEST.MF",
                "/dev/evident/viewer/WebUiVerticle.class",
                "/webroot/index.html",
            })
    void noPathLeavesWebroot(String target) {
        RawHttp response = get(target);

        assertThat(response.status()).isIn(400, 404);
        assertThat(response.header("Content-Type")).isIn("text/plain; charset=utf-8", "");
        assertThat(response.text().length()).isLessThan(100);
        assertSecured(response);
    }

    @Test
    void tellsThePageWhereTheApiIs() {
        RawHttp config = get("/config.json");

        assertThat(config.header("Content-Type")).isEqualTo("application/json");
        assertThat(new JsonObject(config.text()))
                .isEqualTo(new JsonObject("{\"api\":{\"port\":8123},\"version\":\"1.2.3\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1:5000", "audit.example.com:5000", "a-b.example"})
    void thePolicyNamesTheApiAsTheBrowserNamesThisServer(String host) {
        String name = host.replaceAll(":\\d+$", "");

        assertThat(RawHttp.send(port, "GET", "/", host).header("Content-Security-Policy"))
                .contains("connect-src 'self' http://" + name + ":8123 https://" + name + ":8123; base-uri");
    }

    /** The policy's grammar has no IPv6 literals (CSP 3 §2.3.1), so such a page may call the API's port wherever it is. */
    @ParameterizedTest
    @ValueSource(strings = {"[::1]:5000", "[2001:db8::1]"})
    void aPageCalledByAnIpv6AddressMayReachTheApi(String host) {
        assertThat(RawHttp.send(port, "GET", "/", host).header("Content-Security-Policy"))
                .contains("connect-src 'self' http://*:8123 https://*:8123; base-uri");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "localhost:5000, -, same-origin",
                "audit.localhost, -, same-origin",
                "127.0.0.1:5000, -, same-origin",
                "[::1]:5000, -, same-origin",
                "audit.example.org, https, same-origin",
                "audit.example.org, 'HTTPS, http', same-origin",
                "audit.example.org, -, ''",
                "audit.example.org, http, ''",
                "audit.example.org, 'http, https', ''",
                "127.0.0.1.example.org, -, ''",
                "10.0.0.7:5000, -, ''",
            })
    void browsersAreToldOfOpenersOnlyWhereTheyListen(String host, @Nullable String proto, String policy) {
        String forwarded = proto == null ? "" : "X-Forwarded-Proto: " + proto + "\r\n";
        RawHttp response = RawHttp.exchange(
                port, "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + forwarded + "Connection: close\r\n\r\n");

        assertThat(response.header("Cross-Origin-Opener-Policy")).isEqualTo(policy);
        assertThat(response.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "evil.example; script-src *",
                "a b",
                "evil.example'unsafe-inline'",
                "evil,example",
                "user@evil.example",
                "-evil.example",
                "evil..example",
                "http://evil.example",
                "evil.example/path",
                "localhost:99999",
                "ex%61mple",
                "x\u00e4",
            })
    void aHostileHostHeaderNeverReachesThePolicy(String host) {
        RawHttp response = RawHttp.send(port, "GET", "/", host);

        assertThat(response.status()).isIn(200, 400);
        if (!host.equals("localhost:99999")) {
            assertThat(response.header("Content-Security-Policy"))
                    .contains("connect-src 'self' http://127.0.0.1:8123 https://127.0.0.1:8123; base-uri");
        }
        assertSecured(response);
    }

    @Test
    void browsersAskAgainAndAreToldThatNothingChanged() {
        RawHttp first = get("/css/base.css");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("Content-Type")).isEqualTo("text/css; charset=utf-8");

        RawHttp again = RawHttp.exchange(
                port,
                "GET /css/base.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIf-None-Match: \"x\", "
                        + first.header("ETag") + "\r\n\r\n");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertSecured(again);
    }

    @Test
    void headHasTheSameHeadersAndNoBody() {
        RawHttp head = RawHttp.send(port, "HEAD", "/", "localhost");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(get("/").body().length));
    }

    @Test
    void aPortInUseIsSaidInOneLine() {
        WebUiVerticle second = new WebUiVerticle(viewer(port), OPEN, () -> API_PORT, "1.2.3");

        assertThatThrownBy(() -> vertx.deployVerticle(second).await())
                .isInstanceOf(StartException.class)
                .hasMessage("viewer.port " + port + " on 127.0.0.1 is already in use");
    }

    private static RawHttp get(String target) {
        return RawHttp.send(port, "GET", target, "localhost:" + port);
    }

    private static void assertSecured(RawHttp response) {
        assertThat(response.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .contains("base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .doesNotContain("unsafe", "data:", "*");
        assertThat(response.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void saysWhereTheApiIsWhoMayEmbedAndWhichKeySigns() {
        String key = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6";
        Configuration.Viewer settings = new Configuration.Viewer(
                "127.0.0.1",
                0,
                Optional.of("https://api.example.org/v1"),
                List.of("https://admin.example.org"),
                Optional.of(VerifierKey.parse(key)),
                Tls.none());
        WebUiVerticle other = new WebUiVerticle(settings, OPEN, () -> API_PORT, "1.2.3");
        vertx.deployVerticle(other).await();
        RawHttp config = RawHttp.send(other.port(), "GET", "/config.json", "localhost");

        assertThat(new JsonObject(config.text()))
                .isEqualTo(new JsonObject()
                        .put("version", "1.2.3")
                        .put("api", new JsonObject().put("port", API_PORT).put("url", "https://api.example.org/v1"))
                        .put("embed_origins", new JsonArray().add("https://admin.example.org"))
                        .put("log_key", key));
        assertThat(config.header("Date")).endsWith("GMT");
        assertThat(policy(other, "/"))
                .contains("connect-src 'self' https://api.example.org; base-uri", "frame-ancestors 'none';");
        assertThat(policy(other, "/?embed=1&f=a=b")).contains("frame-ancestors https://admin.example.org;");
        assertThat(policy(other, "/?noembed=1")).contains("frame-ancestors 'none';");
    }

    private static String policy(WebUiVerticle verticle, String target) {
        return RawHttp.send(verticle.port(), "GET", target, "localhost").header("Content-Security-Policy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | gzip",
                "br, gzip;q=0.5 | gzip",
                "gzip;q=1.0, *;q=0 | gzip",
                "gzip;q=0 | ''",
                "br | ''",
                "xgzip | ''",
            })
    void compressesForThoseWhoTakeIt(String accepted, String encoding) {
        RawHttp response = RawHttp.exchange(
                port,
                "GET /js/main.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + "Accept-Encoding: " + accepted
                        + "\r\n\r\n");

        assertThat(response.header("Content-Encoding")).isEqualTo(encoding);
        assertThat(response.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(response.header("ETag").endsWith("-gzip\"")).isEqualTo(encoding.equals("gzip"));
    }
}
