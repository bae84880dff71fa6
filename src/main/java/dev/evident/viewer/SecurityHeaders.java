package dev.evident.viewer;

import dev.evident.config.Configuration;
import dev.evident.event.Parts;
import dev.evident.http.SecureContext;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The headers on everything that the viewer's server sends. The page shows text that an attacker may have chosen, so
 * it may run its own scripts and the one import map only, and talk to its own server and the API only.
 */
final class SecurityHeaders {
    private static final String IMPORT_MAP = "<script type=\"importmap\">";
    private static final String SCRIPT_END = "</script>";
    private static final int MAX_HOST = 253;
    private static final int MAX_LABEL = 63;
    private static final String PAGE = "/";

    /** For everything that is no page: nothing at all, should a browser be made to take it for one. */
    private static final String NOTHING =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String NOBODY = "'none'";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANY_HOST = "*";

    private final String importMapHash;
    private final String apiUrl;
    private final String embedders;

    SecurityHeaders(WebFile page, Configuration.Viewer settings) {
        this.apiUrl = settings.apiUrl().orElse("");
        this.embedders = settings.embedOrigins().isEmpty() ? NOBODY : String.join(" ", settings.embedOrigins());
        String html = page.body().toString(StandardCharsets.UTF_8);
        int begin = html.indexOf(IMPORT_MAP);
        int end = html.indexOf(SCRIPT_END, begin);
        if (begin < 0 || end < 0) {
            throw new IllegalStateException("index.html has no import map");
        }
        byte[] text = html.substring(begin + IMPORT_MAP.length(), end).getBytes(StandardCharsets.UTF_8);
        this.importMapHash = Base64.getEncoder().encodeToString(WebFile.sha256(text));
    }

    /**
     * Sets the headers of one response. The configured origins may frame the page where its address asks for embedding,
     * and nothing else, so that nobody can be led to click in the whole page unawares.
     */
    void set(MultiMap headers, HttpServerRequest request, int apiPort) {
        HostAndPort called = request.authority();
        boolean page = PAGE.equals(request.path());
        headers.set("Content-Security-Policy", page ? policy(api(called, apiPort), framers(request)) : NOTHING)
                .set("X-Content-Type-Options", "nosniff")
                .set("Cache-Control", "no-cache");
        if (page) { // both mean a document, and some eighty files would carry them for nothing
            headers.set("Referrer-Policy", "no-referrer");
            if (SecureContext.isSecure(request)) {
                headers.set("Cross-Origin-Opener-Policy", "same-origin");
            }
        }
    }

    private String framers(HttpServerRequest request) {
        String query = request.query();
        return query != null && Parts.of(query, '&').contains("embed=1") ? embedders : NOBODY;
    }

    private String policy(String api, String framers) {
        return "default-src 'none'; script-src 'self' 'sha256-" + importMapHash
                + "'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'" + api
                + "; base-uri 'none'; form-action 'none'; frame-ancestors " + framers
                + "; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    /**
     * The API as a source of the policy: where the configuration says it is, else the name by which this server is
     * called and the API's port. CSP has no way to write an IPv6 literal (CSP 3 §2.3.1, host-part), so a page called by one
     * may talk to that port of any host; a name that nobody is called by is replaced by the loopback address. The page
     * calls it by the scheme that it came by itself, and browsers take http: for https: on the default ports only, so both
     * stand here.
     */
    private String api(@Nullable HostAndPort authority, int apiPort) {
        if (apiUrl.startsWith("/")) {
            return "";
        }
        if (!apiUrl.isEmpty()) {
            URI uri = URI.create(apiUrl);
            return " " + uri.getScheme() + "://" + uri.getAuthority();
        }
        String called = hostName(authority) + ':' + apiPort;
        return " http://" + called + " https://" + called;
    }

    private static String hostName(@Nullable HostAndPort authority) {
        if (authority == null) {
            return LOOPBACK;
        }
        String host = authority.host();
        if (host.startsWith("[") && host.endsWith("]")) {
            return ANY_HOST;
        }
        return isHostName(host) ? host : LOOPBACK;
    }

    /** Letters, digits and hyphens between dots, as names in DNS are (RFC 1123 §2.1). */
    private static boolean isHostName(String host) {
        return host.length() <= MAX_HOST && Parts.of(host, '.').stream().allMatch(SecurityHeaders::isLabel);
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= MAX_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-');
    }
}
