package dev.evident.api;

import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests a second a token, and all tokens of a tenant together, may send: what {@value #WINDOW_SECONDS} seconds
 * allow may come at once. Tells callers how much is left by the headers {@code RateLimit} and {@code RateLimit-Policy} (IETF
 * draft-ietf-httpapi-ratelimit-headers). Thread-safe.
 */
final class RateLimits {
    private static final int WINDOW_SECONDS = 10;
    private static final double NANOS = 1e9;

    private final int tokenRate;
    private final int tenantRate;
    private final LongSupplier nanoTime;

    /** As many as there are tokens and tenants. */
    private final Map<String, Allowance> allowances = new HashMap<>();

    /**
     * With rates in requests a second; 0 is no limit.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    RateLimits(int tokenRate, int tenantRate, LongSupplier nanoTime) {
        this.tokenRate = tokenRate;
        this.tenantRate = tenantRate;
        this.nanoTime = nanoTime;
    }

    /** What is left of one, in requests. */
    private static final class Allowance {
        private final String policy;
        private final String whose;
        private final int rate;
        private double left;
        private long at;

        Allowance(String policy, String whose, int rate, long now) {
            this.policy = policy;
            this.whose = whose;
            this.rate = rate;
            this.left = (double) rate * WINDOW_SECONDS;
            this.at = now;
        }

        void grow(long now) {
            left = Math.min((double) rate * WINDOW_SECONDS, left + (now - at) / NANOS * rate);
            at = now;
        }

        String policy() {
            return '"' + policy + "\";q=" + (long) rate * WINDOW_SECONDS + ";w=" + WINDOW_SECONDS;
        }

        String state() {
            long full = (long) Math.ceil(((double) rate * WINDOW_SECONDS - left) / rate);
            return '"' + policy + "\";r=" + (long) left + ";t=" + full;
        }

        int retryAfter() {
            return (int) Math.max(1, Math.ceil((1 - left) / rate));
        }
    }

    /** Takes one request, or throws the problem {@code rate-limited} and takes none. Sets the headers of the response. */
    void take(HttpServerResponse response, Token token) {
        if (tokenRate == 0 && tenantRate == 0) {
            return;
        }
        List<String> policies = new ArrayList<>();
        List<String> states = new ArrayList<>();
        Allowance exhausted = null;
        synchronized (this) {
            List<Allowance> own = of(token);
            for (Allowance allowance : own) {
                if (allowance.left < 1) {
                    exhausted = allowance;
                }
            }
            for (Allowance allowance : own) {
                allowance.left -= exhausted == null ? 1 : 0;
                policies.add(allowance.policy());
                states.add(allowance.state());
            }
        }
        if (!policies.isEmpty()) {
            response.putHeader("RateLimit-Policy", String.join(", ", policies))
                    .putHeader("RateLimit", String.join(", ", states));
        }
        if (exhausted != null) {
            throw Problem.of(
                            Kind.RATE_LIMITED,
                            exhausted.whose + " may send " + exhausted.rate + " requests a second. Try again later.")
                    .with("retry_after", exhausted.retryAfter())
                    .exception();
        }
    }

    private List<Allowance> of(Token token) {
        long now = nanoTime.getAsLong();
        List<Allowance> own = new ArrayList<>(2);
        if (tokenRate > 0) {
            own.add(allowances.computeIfAbsent(
                    "token " + token.name(), first -> new Allowance("token", "This token", tokenRate, now)));
        }
        if (tenantRate > 0) {
            token.tenant()
                    .ifPresent(tenant -> own.add(allowances.computeIfAbsent(
                            "tenant " + tenant,
                            first -> new Allowance("tenant", "The tokens of this tenant", tenantRate, now))));
        }
        own.forEach(allowance -> allowance.grow(now));
        return own;
    }
}
