package dev.evident.viewer;

import io.vertx.core.MultiMap;
import io.vertx.core.net.HostAndPort;
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
    private static final String LOOPBACK = "127.0.0.1";

    private final String importMapHash;

    SecurityHeaders(WebFile page) {
        Matcher importMap = IMPORT_MAP.matcher(page.body().toString(StandardCharsets.UTF_8));
        if (!importMap.find()) {
            throw new IllegalStateException("index.html has no import map");
        }
        byte[] text = importMap.group(1).getBytes(StandardCharsets.UTF_8);
        this.importMapHash = Base64.getEncoder().encodeToString(WebFile.sha256(text));
    }

    /**
     * Sets the headers of one response.
     *
     * @param authority what the request says this server is called: the API has the same name and another port. A name
     *     that cannot stand in the policy, such as an IPv6 literal, is replaced by the loopback address.
     */
    void set(MultiMap headers, @Nullable HostAndPort authority, int apiPort) {
        headers.set("Content-Security-Policy", policy(hostName(authority), apiPort))
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cache-Control", "no-cache");
    }

    // An http: source covers https: on the same port too, for a page behind TLS.
    private String policy(String host, int apiPort) {
        return "default-src 'none'; script-src 'self' 'sha256-" + importMapHash
                + "'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self' http://" + host + ':'
                + apiPort + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'";
    }

    private static String hostName(@Nullable HostAndPort authority) {
        return authority != null && HOST_NAME.matcher(authority.host()).matches() ? authority.host() : LOOPBACK;
    }
}
