package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a caller wants back, by {@code Accept} and {@code Accept-Encoding} (RFC 9110 §12.5). */
final class Negotiation {
    static final String CSV = "text/csv";
    static final String ZIP = "application/zip";
    static final String EVENT_STREAM = "text/event-stream";

    private Negotiation() {}

    /** A media range or a coding, and how much it is wanted: 0 for not at all. */
    private record Wish(String name, double quality) {

        /** How exactly the wish names the type; 0 when it does not mean it. */
        int precision(String type) {
            if (name.equals(type) || (type.equals(MediaTypes.NDJSON) && MediaTypes.NDJSON_NAMES.contains(name))) {
                return 3;
            }
            if (name.equals(type.substring(0, type.indexOf('/')) + "/*")) {
                return 2;
            }
            return name.equals("*/*") ? 1 : 0;
        }
    }

    /**
     * The type that is wanted most; of several the first one offered. None is the problem {@code not-acceptable}.
     *
     * @param offered the best one first
     */
    static String type(HttpServerRequest request, List<String> offered) {
        List<Wish> wishes = wishes(request.headers().getAll(HttpHeaders.ACCEPT));
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

    /** Whether the answer is wanted compressed by gzip. */
    static boolean gzip(HttpServerRequest request) {
        double gzip = 0;
        double plain = 0;
        for (Wish wish : wishes(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING))) {
            switch (wish.name) {
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, wish.quality);
                case "identity" -> plain = wish.quality;
                default -> {
                    // a coding that is not offered
                }
            }
        }
        return gzip > 0 && gzip >= plain;
    }

    /** The wish that names the type most exactly counts. */
    private static double quality(List<Wish> wishes, String type) {
        int precision = 0;
        double quality = 0;
        for (Wish wish : wishes) {
            int of = wish.precision(type);
            if (of > precision || (of == precision && of > 0 && wish.quality > quality)) {
                precision = of;
                quality = wish.quality;
            }
        }
        return quality;
    }

    private static List<Wish> wishes(List<String> headers) {
        List<Wish> wishes = new ArrayList<>();
        for (String header : headers) {
            for (String element : header.split(",", -1)) {
                String[] parts = element.trim().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
                if (parts[0].isEmpty()) {
                    continue;
                }
                double quality = 1;
                for (int i = 1; i < parts.length; i++) {
                    if (parts[i].matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
                        quality = Double.parseDouble(parts[i].substring(2));
                    }
                }
                wishes.add(new Wish(parts[0], quality));
            }
        }
        return wishes;
    }
}
