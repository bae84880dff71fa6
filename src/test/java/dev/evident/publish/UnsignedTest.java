package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.RunningService;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A checkpoint that cannot be kept is not shown. Events are accepted meanwhile, and their proofs come when it can. */
class UnsignedTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";

    @Test
    void aProofThatNoCheckpointCoversYetIs503AndComesLater() throws IOException {
        try (RunningService service = RunningService.start()) {
            Client client = service.client();
            Auditor auditor = new Auditor(client);
            Returned covered = Returned.of(client.post(EVENT).body());
            auditor.proven(covered.id());
            TreeHead before = auditor.head();
            Path obstacle = Files.createDirectories(service.data().resolve("checkpoint.new/in-the-way"));

            HttpResponse<String> accepted = client.post(EVENT);
            assertThat(accepted.statusCode()).isEqualTo(201);
            String waiting = Returned.of(accepted.body()).id();
            HttpResponse<String> refused = client.get("/events/" + waiting + "/proof");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body())
                    .contains("urn:evident:problem:unavailable", "No checkpoint that covers the event");
            assertThat(auditor.head()).as("the one before is still shown").isEqualTo(before);
            auditor.proven(covered.id());
            assertThat(client.get("/events/" + waiting).statusCode()).isEqualTo(200);
            assertThat(service.metric("evident_log_unsigned_events")).isEqualTo(1);
            assertThat(service.metric("evident_log_unsigned_age_seconds")).isPositive();
            assertThat(service.metric("evident_log_sign_failures_total")).isPositive();
            assertThat(service.health())
                    .startsWith("{\"status\":\"DEGRADED\"")
                    .contains("1 events have no checkpoint", "The last attempt to sign failed", "checkpoint.new");

            Files.delete(obstacle);
            Await.until("it is signed", () -> auditor.head().size() == 2);
            auditor.proven(waiting);
            auditor.requireConsistent(before, auditor.head());
            assertThat(service.metric("evident_log_unsigned_events")).isZero();
            assertThat(service.metric("evident_log_unsigned_age_seconds")).isZero();
            Await.until("all is well again", () -> service.health().startsWith("{\"status\":\"UP\""));
        }
    }
}
