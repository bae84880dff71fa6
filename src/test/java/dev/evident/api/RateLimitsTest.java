package dev.evident.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much a token and a tenant may ask for, and how long who guesses waits. */
class RateLimitsTest {

    @Test
    void aTokenThatSendsTooMuchIsToldWhenToComeAgainAndOthersGoOn() {
        try (RunningService service = RunningService.start(Map.of("api.token_rate", "1"))) {
            HttpResponse<String> first = service.client("reader_token").get("/events");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("RateLimit-Policy")).contains("\"token\";q=10;w=10");
            assertThat(first.headers().firstValue("RateLimit")).contains("\"token\";r=9;t=1");

            HttpResponse<String> last = first;
            for (int i = 0; i < 30 && last.statusCode() == 200; i++) {
                last = service.client("reader_token").get("/events");
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).contains("1");
            assertThat(last.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"token\";r=0;t=");
            assertThat(last.body())
                    .contains("urn:evident:problem:rate-limited", "This token may send 1 requests a second.");
            assertThat(service.client("admin_token").get("/events").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theTokensOfATenantShareALimit() {
        try (RunningService service = RunningService.start(Map.of("api.tenant_rate", "1"))) {
            HttpResponse<String> last = service.client("acme_token").get("/events");
            for (int i = 0; i < 30 && last.statusCode() == 200; i++) {
                last = service.client(i % 2 == 0 ? "acme_admin_token" : "acme_token")
                        .get("/events");
            }
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.body()).contains("The tokens of this tenant may send 1 requests a second.");
            assertThat(service.client("globex_token").get("/events").statusCode())
                    .isEqualTo(200);
            HttpResponse<String> unbound = service.client("reader_token").get("/events");
            assertThat(unbound.statusCode()).isEqualTo(200);
            assertThat(unbound.headers().firstValue("RateLimit")).isEmpty();
        }
    }

    @Test
    void whoFailsOftenWaitsLongerAndLongerUpToALimit() {
        AtomicLong now = new AtomicLong(-5);
        FailedAttempts attempts = new FailedAttempts(now::get);

        for (int i = 0; i < 10; i++) {
            assertThat(attempts.delayMs("a")).as("failure %d", i).isZero();
        }
        assertThat(attempts.delayMs("a")).isEqualTo(1_000);
        assertThat(attempts.delayMs("a")).isEqualTo(2_000);
        assertThat(attempts.delayMs("b")).as("another address").isZero();
        for (int i = 0; i < 100; i++) {
            attempts.delayMs("a");
        }
        assertThat(attempts.delayMs("a")).isBetween(10_000L, 11_000L);
        now.addAndGet(TimeUnit.SECONDS.toNanos(15));
        assertThat(attempts.delayMs("a")).as("after a while").isZero();
    }

    @Test
    void nobodyIsSlowedOverLoopbackAndManyAddressesAreForgotten() {
        FailedAttempts attempts = new FailedAttempts(() -> 0);

        for (int i = 0; i < 100; i++) {
            assertThat(attempts.delayMs(null)).isZero();
            attempts.delayMs("first");
        }
        for (int i = 0; i < 10_000; i++) {
            attempts.delayMs("address " + i);
        }
        assertThat(attempts.delayMs("first")).isZero();
    }
}
