package dev.evident.viewer;

import dev.evident.config.Configuration;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers on everything that the viewer's server sends. The page shows text that an attacker may have chosen, so
 * it may run its own scripts and the one import map only, and talk to its own server and the API only.
 */
final class SecurityHeaders {
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final Pattern EMBEDDED = Pattern.compile("(?:^|&)embed=1(?:&|$)");
    private static final String NOBODY = "'none'";
    private static final String LOOPBACK = "127.0.0.1";

    private final String importMapHash;
    private final String apiUrl;
    private final String embedders;

    SecurityHeaders(WebFile page, Configuration.Viewer settings) {
        this.apiUrl = settings.apiUrl();
        this.embedders = settings.embedOrigins().isEmpty() ? NOBODY : String.join(" ", settings.embedOrigins());
        Matcher importMap = IMPORT_MAP.matcher(page.body().toString(StandardCharsets.UTF_8));
        if (!importMap.find()) {
            throw new IllegalStateException("index.html has no import map");
        }
        byte[] text = importMap.group(1).getBytes(StandardCharsets.UTF_8);
        this.importMapHash = Base64.getEncoder().encodeToString(WebFile.sha256(text));
    }

    /**
     * Sets the headers of one response. The configured origins may frame the page where its address asks for embedding,
     * and nothing else, so that nobody can be led to click in the whole page unawares.
     */
    void set(MultiMap headers, HttpServerRequest request, int apiPort) {
        String query = request.query();
        String framers = query != null && EMBEDDED.matcher(query).find() ? embedders : NOBODY;
        headers.set("Content-Security-Policy", policy(api(request.authority(), apiPort), framers))
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cache-Control", "no-cache");
    }

    private String policy(String api, String framers) {
        return "default-src 'none'; script-src 'self' 'sha256-" + importMapHash
                + "'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'" + api
                + "; base-uri 'none'; form-action 'none'; frame-ancestors " + framers
                + "; require-trusted-types-for 'script'; trusted-types 'none'";
    }

    /**
     * The API as a source of the policy: where the configuration says it is, else the name by which this server is
     * called and the API's port. A name that cannot stand in the policy, such as an IPv6 literal, is replaced by the
     * loopback address. An http: source covers https: on the same port too, for a page behind TLS.
     */
    private String api(@Nullable HostAndPort authority, int apiPort) {
        if (apiUrl.startsWith("/")) {
            return "";
        }
        if (!apiUrl.isEmpty()) {
            URI uri = URI.create(apiUrl);
            return " " + uri.getScheme() + "://" + uri.getAuthority();
        }
        return " http://" + hostName(authority) + ':' + apiPort;
    }

    private static String hostName(@Nullable HostAndPort authority) {
        return authority != null && HOST_NAME.matcher(authority.host()).matches() ? authority.host() : LOOPBACK;
    }
}
