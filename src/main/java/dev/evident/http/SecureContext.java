package dev.evident.http;

import dev.evident.event.Parts;
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
     * Judges by what the request says; all of it may be made up, which changes nothing but the response to whoever did.
     *
     * @param host the name that the browser calls the server by, without the port; null when it gave none
     * @param forwardedProto the header {@code X-Forwarded-Proto} of a proxy that ends TLS; null when there is none
     */
    public static boolean isSecure(@Nullable String host, @Nullable String forwardedProto) {
        boolean loopback = host != null && LOOPBACK.allowAuthority(host);
        return loopback || (forwardedProto != null && isHttps(forwardedProto));
    }

    /** Each proxy on the way may have added its own; the first one is the nearest to the browser. */
    private static boolean isHttps(String forwardedProto) {
        return Parts.of(forwardedProto, ',')
                .get(0)
                .strip()
                .toLowerCase(Locale.ROOT)
                .equals("https");
    }
}
