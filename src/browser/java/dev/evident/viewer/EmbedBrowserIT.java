package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list inside another product's page, which hands over the token; other pages may not. */
class EmbedBrowserIT {
    @Test
    void aConfiguredPageShowsTheListAndHandsOverTheToken(@TempDir Path data) throws Exception {
        HttpServer product = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Browsing browsing = new Browsing();
                EvidentProcess service =
                        EvidentProcess.start(data, Map.of("EVIDENT_VIEWER_EMBED_ORIGINS", origin(product)))) {
            service.send(event("role.granted", "maria", "{\"role\":\"admin\"}"));
            String frame = service.viewer() + "?embed=1&f=event_type=role.granted";
            serve(product, frame);
            serve(stranger, frame);
            try {
                Page page = browsing.open(ViewerCase.desktop());
                page.navigate(origin(product));
                FrameLocator list = page.frameLocator("iframe");
                assertThat(list.locator(".row.event")).containsText("role.granted");
                assertThat(list.locator(".topbar, .query, .rail, .histogram")).hasCount(0);
                list.locator("#row-0 .time").click();
                assertThat(list.locator(".drawer h2")).hasText("role.granted");
                assertThat(page.frames().get(1).evaluate("sessionStorage.length"))
                        .isEqualTo(0);
                assertThat(page.frames().get(1).url()).doesNotContain(EvidentProcess.TOKEN);
                ViewerCase.shoot(page, "embedded");
                assertThat(browsing.finish("")).isEmpty();

                Page other = browsing.open(ViewerCase.desktop());
                other.navigate(origin(stranger));
                assertThat(other.frameLocator("iframe").locator("#app")).hasCount(0);
                assertThat(browsing.finish("frame-ancestors")).isEmpty();

                Page whole = browsing.open(ViewerCase.desktop());
                whole.navigate(service.viewer() + "?embed=1");
                assertThat(whole.getByText("Waiting for access")).isVisible();
                whole.evaluate("postMessage({type: 'evident:token', token: '" + EvidentProcess.TOKEN + "'}, '*')");
                assertThat(whole.locator(".row.event")).hasCount(0);
                assertThat(browsing.finish("")).isEmpty();
            } finally {
                product.stop(0);
                stranger.stop(0);
            }
        }
    }

    private static String origin(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A page that frames the viewer and sends it the token when it asks. */
    private static void serve(HttpServer server, String frame) {
        String page = "<!doctype html><title>Admin</title><link rel=icon href=data:,>"
                + "<iframe src='" + frame + "' width=1200 height=700></iframe><script>"
                + "addEventListener('message', (e) => { if (e.data.type === 'evident:ready') "
                + "e.source.postMessage({type: 'evident:token', token: '" + EvidentProcess.TOKEN
                + "'}, e.origin); });</script>";
        server.createContext("/", exchange -> {
            byte[] bytes = page.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, bytes.length);
            try (exchange) {
                exchange.getResponseBody().write(bytes);
            } catch (IOException gone) {
                exchange.close();
            }
        });
        server.start();
    }
}
