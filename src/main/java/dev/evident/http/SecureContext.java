package dev.evident.http;

import dev.evident.event.Parts;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser takes a page of ours for one that nobody on the way can have changed (W3C Secure Contexts, §3.1: TLS, or
 * the machine itself). Elsewhere it ignores {@code Cross-Origin-Opener-Policy} and complains of it in its console.
 */
public final class SecureContext {
    private static final HostNames LOOPBACK = HostNames.loopbackAnd(List.of());

    private SecureContext() {}

    /**
     * Judges by the connection and by what the request says; that may be made up, which changes nothing but the response to
     * whoever did.
     */
    public static boolean isSecure(HttpServerRequest request) {
        HostAndPort called = request.authority();
        return request.isSSL()
                || (called != null && isLoopback(called.host()))
                || isHttps(request.getHeader("X-Forwarded-Proto"));
    }

    /** Whether a name by which a server is called, without the port, is one of the machine itself. */
    static boolean isLoopback(String host) {
        return LOOPBACK.allowAuthority(host);
    }

    /** Each proxy on the way may have added its own; the first one is the nearest to the browser. */
    private static boolean isHttps(@Nullable String forwardedProto) {
        return forwardedProto != null
                && Parts.of(forwardedProto, ',')
                        .get(0)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("https");
    }
}
