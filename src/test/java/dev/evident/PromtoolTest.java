package dev.evident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Prometheus' own checker says of the metrics page (Debian package prometheus). */
class PromtoolTest {
    private static final String EVENT = "{\"event_type\":\"login\",\"user_id\":\"u\",\"variant_data\":{}}";

    @Test
    void findsNothingToSayAboutTheMetrics() throws Exception {
        String metrics;
        try (RunningService service = RunningService.start()) {
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            assertThat(service.client().get("/events?user_id=u").statusCode()).isEqualTo(200);
            assertThat(service.client().get("/nothing").statusCode()).isEqualTo(404);
            metrics = service.metrics();
        }

        Process promtool = promtool();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(metrics.getBytes(UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    private static Process promtool() {
        try {
            return new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            assumeTrue(false, "promtool is not installed");
            throw new IllegalStateException(missing);
        }
    }
}
