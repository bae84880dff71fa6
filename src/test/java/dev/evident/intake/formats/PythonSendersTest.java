package dev.evident.intake.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evident.RunningService;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Clients that others wrote, unmodified: cloudevents, OpenTelemetry's exporter and Elasticsearch's client. They are in
 * {@code target/senders}, where {@code .ci/run} installs them; without them the test is skipped.
 */
class PythonSendersTest {
    private static final Path PYTHON = Path.of("target", "senders", "bin", "python3");
    private static final int COUNT = 200;

    @Test
    void everyEventOfEachClientIsStoredOnceAndFoundByItsOwnFields() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "the clients are not installed, see .ci/run");
        try (RunningService service = RunningService.start()) {
            send(service);

            for (String type : new String[] {"client.cloudevents", "client.otlp", "client.elastic"}) {
                assertThat(count(service, "event_type=" + type)).as(type).isEqualTo(COUNT);
            }
            assertThat(count(service, "attributes.gen_ai%5C.tool%5C.name=tool-7"))
                    .isEqualTo(1);
            assertThat(count(service, "event_type=client.otlp&outcome=timeout")).isEqualTo((COUNT + 2) / 3);
            assertThat(count(service, "event_type=client.elastic&n=7")).isEqualTo(1);
            assertThat(count(service, "event_type=client.cloudevents&data.n=7")).isEqualTo(1);
            assertThat(count(service, "event_type=evident.rejected")).isZero();
        }
    }

    private static void send(RunningService service) throws IOException, InterruptedException {
        String url = service.api().toString().replaceFirst("/$", "");
        Process clients = new ProcessBuilder(
                        PYTHON.toString(),
                        "-W",
                        "ignore",
                        Path.of("src", "test", "resources", "senders.py").toString(),
                        url,
                        "secret_token",
                        String.valueOf(COUNT))
                .redirectErrorStream(true)
                .start();
        String output = new String(clients.getInputStream().readAllBytes(), UTF_8);
        assertThat(clients.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(clients.exitValue()).as(output).isZero();
    }

    private static long count(RunningService service, String query) {
        return new JsonObject(service.client().get("/events/stats?" + query).body()).getLong("count");
    }
}
