package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The list inside another product's page, as docs/embed.html shows it; other pages may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbedBrowserIT {
    private static final Path EXAMPLE = Path.of("docs", "embed.html");
    private static final Path VENDOR = Path.of("webroot", "vendor");

    private HttpServer product;
    private HttpServer stranger;
    private Browsing browsing;
    private EvidentProcess service;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        product = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        browsing = new Browsing();
        service = EvidentProcess.start(data, Map.of("EVIDENT_VIEWER_EMBED_ORIGINS", origin(product)));
        for (String tenant : new String[] {"acme", "globex"}) {
            service.send("{\"event_type\":\"role.granted\",\"user_id\":\"maria\",\"tenant\":\"" + tenant
                    + "\",\"variant_data\":{}}");
            service.send("{\"event_type\":\"user.login\",\"user_id\":\"sam\",\"tenant\":\"" + tenant
                    + "\",\"variant_data\":{}}");
        }
        String viewer = service.viewer().replaceFirst("/$", "");
        // Preact has what the example takes from React, and comes with the page.
        String page = Files.readString(EXAMPLE)
                .replace("https://audit.example.org", viewer)
                .replace("https://esm.sh/react-dom@19/client", "/react-dom.js")
                .replace("https://esm.sh/react@19", "/react.js");
        for (HttpServer server : new HttpServer[] {product, stranger}) {
            serve(server, "/", "text/html; charset=utf-8", page);
            serve(server, "/audit-token", "text/plain", EvidentProcess.TOKEN);
            serve(server, "/react.js", "text/javascript", "export * from '/preact.js'; export * from '/hooks.js';");
            serve(
                    server,
                    "/react-dom.js",
                    "text/javascript",
                    "import { render } from '/preact.js';"
                            + " export const createRoot = (at) => ({ render: (node) => render(node, at) });");
            serve(server, "/preact.js", "text/javascript", Files.readString(VENDOR.resolve("preact.module.js")));
            serve(
                    server,
                    "/hooks.js",
                    "text/javascript",
                    Files.readString(VENDOR.resolve("hooks.module.js")).replace("\"preact\"", "\"/preact.js\""));
            server.start();
        }
    }

    @AfterAll
    void stop() {
        product.stop(0);
        stranger.stop(0);
        service.close();
        browsing.close();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        browsing.finish("");
    }

    @Test
    void aPlainPageAndAReactPageShowTheirTenantsEvents() {
        Page page = open();
        FrameLocator plain = page.frameLocator("#plain");
        assertThat(plain.locator(".row.event")).hasCount(2);
        assertThat(plain.locator(".chip")).containsText("tenant=acme");
        assertThat(plain.locator(".topbar")).hasCount(0);
        FrameLocator react = page.frameLocator("#react iframe");
        assertThat(react.locator(".row.event")).hasCount(2);
        assertThat(react.locator(".chip")).containsText("tenant=globex");
        assertThat(react.locator("html")).hasAttribute("data-theme", "dark");
        for (Frame frame : page.frames().subList(1, 3)) {
            assertThat(frame.evaluate("sessionStorage.length")).isEqualTo(0);
            assertThat(frame.url()).doesNotContain(EvidentProcess.TOKEN);
        }
        page.evaluate(
                "url => document.querySelector('#plain').contentWindow.postMessage({ type: 'evident:theme', theme:"
                        + " 'dark' }, url)",
                service.viewer());
        assertThat(plain.locator("html")).hasAttribute("data-theme", "dark");
        ViewerCase.shoot(page, "embedded");
        assertThat(browsing.finish("")).isEmpty();
    }

    @Test
    void theFrameSearchesChoosesTimesAndExports() throws Exception {
        Page page = open();
        FrameLocator list = page.frameLocator("#plain");
        list.locator("#query").fill("user_id=maria");
        list.locator("#query").press("Enter");
        assertThat(list.locator(".row.event")).hasCount(1);
        list.locator(".time-button").click();
        list.getByText("Last hour").click();
        assertThat(list.locator(".time-button")).containsText("Last hour");
        list.getByText("Export").click();
        Download download = page.waitForDownload(() -> list.getByText("NDJSON").click());
        assertThat(Files.readString(download.path())).contains("maria").doesNotContain("globex");

        list.locator(".sheet-button").click();
        list.locator(".rail .value a", new FrameLocator.LocatorOptions().setHasText("role.granted"))
                .click();
        list.locator(".rail .primary").click();
        assertThat(list.locator(".chip")).hasCount(3);
        list.locator("#row-0 .time").click();
        assertThat(list.locator(".drawer h2")).hasText("role.granted");
        assertThat(list.locator(".proof-card.ok")).isVisible();
    }

    @Test
    void whatTheHostHasChosenStaysAndEverythingElseIsRemovable() {
        Page page = open();
        FrameLocator list = page.frameLocator("#plain");
        assertThat(list.locator(".chip")).hasCount(1);
        assertThat(list.locator(".chip button, .chip a")).hasCount(0);
        assertThat(list.locator(".clear")).hasCount(0);
        list.locator("#query").fill("tenant=globex user_id=sam");
        list.locator("#query").press("Enter");
        assertThat(list.locator(".chip"))
                .hasText(new String[] {"tenant=acme, set by the page around this one", "user_id=sam"});
        assertThat(list.locator(".row.event")).hasCount(1);
        list.locator(".clear").click();
        assertThat(list.locator(".chip")).hasCount(1);
        assertThat(list.locator(".row.event")).hasCount(2);
        list.locator("#query").press("Backspace");
        assertThat(list.locator(".chip")).hasCount(1);
    }

    @Test
    void theCopiedLinkWorksOutside() {
        Page page = open();
        FrameLocator list = page.frameLocator("#plain");
        list.locator("#row-0 .time").click();
        list.locator(".drawer [aria-label='Copy link']").click();
        assertThat(list.locator(".toast")).hasText(Pattern.compile("(Link copied|Copy this link: .*)"));
        page.context().grantPermissions(java.util.List.of("clipboard-read", "clipboard-write"));
        list.locator(".drawer [aria-label='Copy link']").click();
        assertThat(list.locator(".toast")).hasText("Link copied");
        String link = (String) page.evaluate("navigator.clipboard.readText()");
        assertThat(link)
                .startsWith(service.viewer() + "?f=tenant=acme")
                .contains("event=")
                .doesNotContain("embed", "lock");
        Page whole = browsing.open(ViewerCase.desktop());
        whole.addInitScript(ViewerCase.withToken(EvidentProcess.TOKEN));
        whole.navigate(link);
        assertThat(whole.locator(".topbar")).isVisible();
        assertThat(whole.locator(".drawer h2")).hasText("user.login");
        assertThat(whole.locator(".chip button")).hasCount(1);
    }

    @Test
    void otherPagesMayNotFrameItAndNobodyElseHandsOverAToken() {
        Page other = browsing.open(ViewerCase.desktop());
        other.navigate(origin(stranger));
        assertThat(other.frameLocator("#plain").locator("#app")).hasCount(0);
        assertThat(browsing.finish("frame-ancestors")).isEmpty();

        Page whole = browsing.open(ViewerCase.desktop());
        whole.navigate(service.viewer() + "?embed=1");
        assertThat(whole.getByText("Waiting for access")).isVisible();
        whole.evaluate("postMessage({type: 'evident:token', token: '" + EvidentProcess.TOKEN + "'}, '*')");
        assertThat(whole.locator(".row.event")).hasCount(0);
        assertThat(browsing.finish("")).isEmpty();
    }

    private Page open() {
        Page page = browsing.open(ViewerCase.desktop());
        page.navigate(origin(product));
        return page;
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void serve(HttpServer server, String path, String type, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            } catch (IOException gone) {
                exchange.close();
            }
        });
    }
}
