package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.config.StartException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A clock that ran ahead once does not set the time of every later event without a word. */
class ClockBehindTest {
    private static final Duration AHEAD = Duration.ofDays(3652);
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";
    private static final Map<String, String> WAIT = Map.of("log.clock_behind", "wait", "audit.events", "true");

    @Test
    void aStartIsRefusedOrGoesOnAndSaysSo() throws Exception {
        try (RunningService service = RunningService.stopped(Map.of())) {
            service.setClockAhead(AHEAD);
            service.restart();
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            service.setClockAhead(Duration.ZERO);

            service.restart(WAIT);
            Client client = service.client();
            String before = client.list("/events?limit=1").get(0).timestamp();
            assertThat(client.post(EVENT).statusCode()).isEqualTo(201);
            assertThat(client.list("/events?limit=1").get(0).timestamp())
                    .as("the log's time stands still")
                    .isEqualTo(before);
            assertThat(service.health())
                    .startsWith("{\"status\":\"DEGRADED\"")
                    .contains("3651 days ahead of the clock");
            assertThat(service.metric("evident_clock_lead_seconds")).isGreaterThan(3_600 * 24 * 3_651d);
            Await.until(
                    "the log has an event that says so",
                    () -> client.list("/events?event_type=evident.clock_behind").size() == 1);

            assertThatThrownBy(() -> service.restart(Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContainingAll(
                            "3651 days ahead of this machine's clock", "log.clock_behind: wait", "--new-log");
        }
    }

    @Test
    void aClockThatIsBehindByLittleIsNoReason() throws Exception {
        try (RunningService service = RunningService.stopped(Map.of())) {
            service.setClockAhead(Duration.ofMinutes(4));
            service.restart();
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            service.setClockAhead(Duration.ZERO);

            service.restart();

            assertThat(service.health()).startsWith("{\"status\":\"UP\"");
        }
    }
}
