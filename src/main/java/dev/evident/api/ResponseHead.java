package dev.evident.api;

import dev.evident.http.MediaTypes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The headers of {@code GET /events} that are known before its events are; {@code HEAD} gets these alone. */
final class ResponseHead {
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ResponseHead() {}

    /** Whether what is sent as this type is compressed when the caller takes gzip. */
    static boolean isCompressed(RoutingContext context, String type) {
        return (type.equals(MediaTypes.NDJSON) || type.equals(Negotiation.CSV)) && Negotiation.gzip(context.request());
    }

    /** Describes a response of this type, one of those that {@code GET /events} offers. */
    static void put(RoutingContext context, String type) {
        HttpServerResponse response = context.response();
        response.putHeader(
                HttpHeaders.CONTENT_TYPE,
                type.equals(Negotiation.CSV) ? type + "; charset=utf-8; header=present" : type);
        switch (type) {
            case MediaTypes.NDJSON -> attach(response, "ndjson");
            case Negotiation.CSV -> attach(response, "csv");
            case Negotiation.ZIP -> attach(response, "zip");
            case Negotiation.EVENT_STREAM ->
                response.putHeader("X-Accel-Buffering", "no"); // a proxy in front must not collect what is live
            default -> {
                // a page is shown, not kept
            }
        }
        if (isCompressed(context, type)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
    }

    /** Takes away what describes the events and not the problem that is sent instead. */
    static void remove(HttpServerResponse response) {
        response.headers()
                .remove("Content-Disposition")
                .remove(HttpHeaders.CONTENT_ENCODING)
                .remove("Evident-Count")
                .remove(UnknownFields.HEADER)
                .remove("Link");
    }

    private static void attach(HttpServerResponse response, String extension) {
        response.putHeader(
                "Content-Disposition",
                "attachment; filename=\"evident-" + FILE_TIME.format(Instant.now()) + "." + extension + "\"");
    }
}
