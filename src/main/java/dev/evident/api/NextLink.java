package dev.evident.api;

import dev.evident.event.Parts;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.http.MediaTypes;
import dev.evident.http.Reference;
import dev.evident.query.Cursor;
import dev.evident.query.RawQuery;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;

/** RFC 8288: where the next page is. */
final class NextLink {
    /** Readers and proxies refuse headers that are longer, and so does this service. */
    private static final int MAX_LENGTH = 8 << 10;

    private NextLink() {}

    /**
     * The same conditions again, with the cursor in the place of the old one. Where that is longer than a header may be, the
     * problem {@code uri-too-long}: a response without the link would look like the last page.
     */
    static void put(RoutingContext context, Cursor next) {
        StringBuilder target =
                new StringBuilder("<").append(Reference.to(context.request().path(), "events?"));
        String raw = RawQuery.without("cursor", context.request().query()).others();
        for (String parameter : Parts.of(raw == null ? "" : raw, '&')) {
            if (!parameter.isEmpty()) {
                appendEncoded(target, parameter);
                target.append('&');
            }
        }
        target.append("cursor=").append(next.encode()).append(">; rel=\"next\"");
        if (target.length() > MAX_LENGTH) {
            throw Problem.of(
                            Kind.URI_TOO_LONG,
                            "There are more events, and the link to the next page would have more than " + MAX_LENGTH
                                    + " characters. Shorten the query, or have all at once (Accept: "
                                    + MediaTypes.NDJSON + ").")
                    .exception();
        }
        context.response().putHeader("Link", target);
    }

    /** Percent-encodes what a sender left raw and a link cannot hold. */
    private static void appendEncoded(StringBuilder out, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"') {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
    }
}
