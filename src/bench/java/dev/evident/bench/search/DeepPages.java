package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.Service;
import dev.evident.bench.search.MeasuredQueries.DeepPage;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks down the list of the most frequent type, as far as page 10,000 where there is one. */
final class DeepPages {
    private static final int PAGES = 10_000;
    private static final int PAGE = 100;
    private static final int STRIDE = 1_000;
    private static final int KEPT = 10;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private DeepPages() {}

    /** The last places of the walk, the deepest first. */
    static List<DeepPage> walk(Service service) throws IOException, InterruptedException {
        String filter = "event_type=" + EventGenerator.type(0);
        long matches = new JsonObject(service.get("/events/stats?" + filter)).getLong("count");
        long pages = Math.min(PAGES, matches / PAGE / 2);
        List<DeepPage> found = new ArrayList<>();
        String target = "/events?" + filter + "&limit=" + STRIDE;
        for (long page = 1; page < pages; page += STRIDE / PAGE) {
            HttpResponse<String> response = service.response(target);
            Matcher next = NEXT.matcher(
                    response.headers().firstValue("link").orElseThrow(() -> new IOException("no next page")));
            if (!next.find()) {
                throw new IOException("a link without address: " + response.headers());
            }
            target = next.group(1);
            int seq = response.body().lastIndexOf("\"seq\":") + 6;
            long below = Long.parseLong(response.body(), seq, response.body().indexOf(',', seq), 10);
            found.add(0, new DeepPage(page + STRIDE / PAGE, target.replace("limit=" + STRIDE, "limit=" + PAGE), below));
            if (found.size() > KEPT) {
                found.remove(KEPT);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("too few events for a deep page");
        }
        return found;
    }
}
