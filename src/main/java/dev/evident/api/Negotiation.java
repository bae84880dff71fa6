package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.MediaTypes;
import dev.evident.http.Wish;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** What a caller wants back, by {@code Accept} and {@code Accept-Encoding} (RFC 9110 §12.5). */
final class Negotiation {
    static final String CSV = "text/csv";
    static final String ZIP = "application/zip";
    static final String EVENT_STREAM = "text/event-stream";

    private Negotiation() {}

    /**
     * The type that is wanted most; of several the first one offered. None is the problem {@code not-acceptable}.
     *
     * @param offered the best one first
     */
    static String type(HttpServerRequest request, List<String> offered) {
        List<Wish> wishes = Wish.parse(request.headers().getAll(HttpHeaders.ACCEPT));
        if (wishes.isEmpty()) {
            return offered.get(0);
        }
        String best = "";
        double quality = 0;
        for (String type : offered) {
            double wanted = quality(wishes, type);
            if (wanted > quality) {
                best = type;
                quality = wanted;
            }
        }
        if (best.isEmpty()) {
            throw Problem.of(Kind.NOT_ACCEPTABLE, "This is available as " + String.join(", ", offered) + " only.")
                    .exception();
        }
        return best;
    }

    /** Whether the caller wants the response compressed by gzip. */
    static boolean gzip(HttpServerRequest request) {
        return Wish.isAccepted("gzip", request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    }

    /** The wish that names the type most exactly counts. */
    private static double quality(List<Wish> wishes, String type) {
        int precision = 0;
        double quality = 0;
        for (Wish wish : wishes) {
            int of = precision(wish, type);
            if (of > precision || (of == precision && of > 0 && wish.quality() > quality)) {
                precision = of;
                quality = wish.quality();
            }
        }
        return quality;
    }

    /** How exactly the wish names the type; 0 when it does not mean it. */
    private static int precision(Wish wish, String type) {
        String name = wish.name();
        if (name.equals(type) || (type.equals(MediaTypes.NDJSON) && MediaTypes.NDJSON_NAMES.contains(name))) {
            return 3;
        }
        if (name.equals(type.substring(0, type.indexOf('/')) + "/*")) {
            return 2;
        }
        return name.equals("*/*") ? 1 : 0;
    }
}
