package dev.evident.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.evident.PathProxy;
import dev.evident.RunningService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The page of the contract in a real browser, on the real service. */
class DocsBrowserIT {
    private static final List<String> ARGUMENTS =
            List.of("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking");
    private static final String REPORT_VIOLATIONS =
            "addEventListener('securitypolicyviolation', (e) => console.error('CSP ' + e.violatedDirective + ' ' +"
                    + " e.blockedURI))";

    @Test
    void showsEveryCallAndTriesOneOutWithoutAComplaintAndWithoutAnotherServer() {
        List<String> complaints = new CopyOnWriteArrayList<>();
        List<String> foreign = new CopyOnWriteArrayList<>();
        try (RunningService service = RunningService.start();
                PathProxy proxy = PathProxy.start(Map.of("/audit/api/", service.api()));
                Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(Path.of("/usr/bin/chromium"))
                                .setArgs(ARGUMENTS))) {
            service.client().post("{\"event_type\":\"user.login\",\"user_id\":\"alice\",\"variant_data\":{}}");
            Page page = browser.newPage();
            page.setDefaultTimeout(20_000);
            page.addInitScript(REPORT_VIOLATIONS);
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") || message.type().equals("warning")) {
                    complaints.add(message.type() + ": " + message.text());
                }
            });
            page.onPageError(error -> complaints.add("uncaught: " + error));
            page.onRequest(request -> {
                if (!request.url().startsWith(base(proxy)) && !request.url().startsWith("data:")) {
                    foreign.add(request.url());
                }
            });

            page.navigate(base(proxy) + "/docs");
            assertThat(page.locator(".opblock"))
                    .hasCount(Contract.load().operations().size());

            page.locator(".btn.authorize").first().click();
            Locator bearer = page.locator(".auth-container").nth(1);
            bearer.locator("input").fill("secret_token");
            bearer.locator("button.authorize").click();
            page.locator("button.btn-done").first().click();
            Locator find = page.locator("#operations-Read-findEvents");
            find.locator(".opblock-summary-control").click();
            find.locator(".try-out__btn").click();
            find.locator("textarea").first().fill("{\"user_id\": \"ali*\"}");
            find.locator("button.execute").click();
            assertThat(find.locator(".live-responses-table .response-col_status")
                            .last())
                    .containsText("200");
            assertThat(find.locator(".request-url")).containsText("user_id=ali");
            assertThat(find.locator(".live-responses-table")).containsText("user.login");
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "docs.png"))
                    .setFullPage(true));
        }

        assertThat(complaints).isEmpty();
        assertThat(foreign).isEmpty();
    }

    /** A reverse proxy in front takes a path away, which must be all the same to the page. */
    private static String base(PathProxy proxy) {
        return "http://127.0.0.1:" + proxy.port() + "/audit/api";
    }
}
