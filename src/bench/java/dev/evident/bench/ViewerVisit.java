package dev.evident.bench;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.Sizes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One visit of the viewer's page by a browser with an empty cache. All times are in milliseconds and taken by the page's
 * own clock, those of the start from the beginning of the navigation. For one thread.
 */
final class ViewerVisit implements AutoCloseable {
    /** Gives the page its token and notes when the first row has been drawn. */
    private static final String START =
            """
            sessionStorage.setItem('evident.token', 'secret_token');
            const watch = new MutationObserver(() => {
              if (!document.querySelector('.row.event')) return;
              watch.disconnect();
              requestAnimationFrame(() => setTimeout(() => { window.firstRows = performance.now(); }));
            });
            watch.observe(document, { childList: true, subtree: true });""";

    private static final String FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";

    /** Clicks a value of the first facet and waits until its rows have been drawn. */
    private static final String CLICK =
            """
            async (value) => {
              const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
              const settled = async (chips) => {
                while (document.querySelectorAll('.chip').length !== chips
                  || document.getElementById('events').ariaBusy !== 'false') await frame();
              };
              const start = performance.now();
              document.querySelectorAll('.facet')[0].querySelectorAll('.value a')[value].click();
              await frame();
              await settled(1);
              const took = performance.now() - start;
              document.querySelector('.query .clear').click();
              await frame();
              await settled(0);
              return took;
            }""";

    /** Scrolls a few rows with every frame for some seconds, further pages included; the length of each frame. */
    private static final String SCROLL =
            """
            async () => {
              const box = document.getElementById('events');
              const frames = [];
              let last = await new Promise(requestAnimationFrame);
              for (let i = 0; i < 300; i++) {
                box.scrollTop += 120;
                const now = await new Promise(requestAnimationFrame);
                frames.push(now - last);
                last = now;
              }
              return frames;
            }""";

    private final BrowserContext context;
    private final Page page;
    private final String viewer;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private ViewerVisit(Browser browser, Service service) {
        viewer = service.viewer() + "/";
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
        page = context.newPage();
        page.addInitScript(START);
    }

    /** Opens the page and waits until rows, counts and the log's state are there. */
    static ViewerVisit open(Browser browser, Service service) {
        ViewerVisit visit = new ViewerVisit(browser, service);
        visit.page.onRequestFinished(visit.requests::add);
        visit.page.navigate(visit.viewer);
        visit.page.locator(".row.event").first().waitFor();
        visit.page.locator(".facet .value").first().waitFor();
        visit.page.locator(".pill.ok").waitFor();
        return visit;
    }

    double firstPaint() {
        return number(page.evaluate(FIRST_PAINT));
    }

    double firstRows() {
        return number(page.evaluate("window.firstRows"));
    }

    /** From the click on one of the most frequent types until its rows have been drawn. */
    double click(int value) {
        return number(page.evaluate(CLICK, value));
    }

    /** The length of each frame while the list scrolls. */
    List<Double> scroll() {
        return ((List<?>) page.evaluate(SCROLL))
                .stream().map(ViewerVisit::number).toList();
    }

    /** What the page itself took so far, headers included, without its fonts. */
    long pageBytes() {
        return bytes(true);
    }

    /** What the API sent so far. */
    long dataBytes() {
        return bytes(false);
    }

    private long bytes(boolean ofThePage) {
        return requests.stream()
                .filter(request -> request.url().startsWith(viewer) == ofThePage)
                .filter(request -> !request.url().endsWith(".woff2"))
                .map(Request::sizes)
                .mapToLong(ViewerVisit::received)
                .sum();
    }

    private static long received(Sizes sizes) {
        return (long) sizes.responseHeadersSize + sizes.responseBodySize;
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Override
    public void close() {
        context.close();
    }
}
