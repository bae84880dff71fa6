package dev.evident.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.RunningService;
import dev.evident.config.StartException;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was signed stays true over restarts, rotations and other names, or the service does not start. */
class SignedBeforeTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";

    @Test
    void stoppingSignsEverythingAndStartingGoesOnFromThere() throws IOException {
        try (RunningService service = RunningService.start()) {
            write(service, 5);
            service.stop();
            String kept = Files.readString(service.data().resolve("checkpoint"));
            assertThat(kept).startsWith("localhost/evident\n5\n");

            service.restart();

            assertThat(Auditor.ok(service.client().get("/log/checkpoint"))).isEqualTo(kept);
        }
    }

    @Test
    void aRecordThatIsSmallerThanWhatWasSignedIsRefused() {
        try (RunningService service = RunningService.start()) {
            write(service, 3);
            service.stop();
            Snapshot before = Snapshot.of(service.data());
            service.restart();
            write(service, 3);
            service.stop();
            before.putBack(name -> !name.equals("checkpoint"));

            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("was signed for 6 leaves")
                    .hasMessageContaining("log.origin");
        }
    }

    @Test
    void aRecordOfOtherEventsIsRefused() {
        try (RunningService service = RunningService.start();
                RunningService other = RunningService.start()) {
            write(service, 3);
            write(other, 4);
            service.stop();
            other.stop();
            Snapshot.of(other.data())
                    .putInto(service.data(), name -> name.startsWith("events.db") || name.equals("head"));

            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("was signed for 3 leaves")
                    .hasMessageContaining("had then 3 leaves");
        }
    }

    @Test
    void aCheckpointOfAnUnknownKeyIsRefused() throws IOException {
        try (RunningService service = RunningService.start()) {
            write(service, 1);
            service.stop();
            Files.delete(service.data().resolve("keys").resolve("log.keys"));
            KeyFile.ofLog(service.data()).rotate("localhost/evident", false);

            assertThatThrownBy(service::restart)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("none of the keys");
        }
    }

    @Test
    void aRotatedKeySignsFromTheNextStartBesideTheOldOne() {
        try (RunningService service = RunningService.start()) {
            write(service, 2);
            VerifierKey old = Auditor.key(service.client());
            KeyFile.ofLog(service.data()).rotate("localhost/evident", false);

            service.restart();

            Client client = service.client();
            VerifierKey now = Auditor.key(client);
            assertThat(now).isNotEqualTo(old);
            assertThat(Auditor.ok(client.get("/log/key"))).isEqualTo(now + "\n" + old + "\n");
            TreeHead seen = new Auditor(client, old).head();
            assertThat(new Auditor(client, now).head()).isEqualTo(seen);
            assertThat(client.get("/events?event_type=evident.key_rotated").body())
                    .contains("\"from\":\"" + old + "\"", "\"to\":\"" + now + "\"");

            service.restart();
            assertThat(service.client().list("/events?event_type=evident.key_rotated"))
                    .hasSize(1);
        }
    }

    @Test
    void anotherNameIsAnotherLogAndTheOldOneIsNotForgotten() {
        try (RunningService service = RunningService.start()) {
            write(service, 4);
            service.stop();
            Snapshot before = Snapshot.of(service.data());
            service.restart();
            write(service, 1);

            service.restart(Map.of("log.origin", "log.example.org/second"));
            assertThat(new Auditor(service.client()).head().size()).isEqualTo(5);
            assertThat(Auditor.key(service.client()).name()).isEqualTo("log.example.org/second");
            write(service, 1);
            service.restart(Map.of());
            assertThat(new Auditor(service.client()).head().size()).isEqualTo(6);
            service.restart(Map.of("log.origin", "log.example.org/second"));
            service.stop();
            before.putBack(name -> name.startsWith("events.db") || name.equals("head"));

            assertThatThrownBy(() -> service.restart(Map.of()))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("a checkpoint of localhost/evident was signed for 6 leaves");
        }
    }

    private static void write(RunningService service, int count) {
        for (int n = 0; n < count; n++) {
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
        }
        long size = service.client().list("/events?limit=1").get(0).seq() + 1;
        Auditor auditor = new Auditor(service.client());
        Await.until("all is signed", () -> auditor.head().size() == size);
    }
}
