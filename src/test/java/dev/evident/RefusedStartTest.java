package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.evident.config.StartException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A start that is refused ends, says why, and leaves nothing else in the log. */
class RefusedStartTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** To see that, the record is read over its pool, so that there is one to be closed again. */
    @Test
    void aHeadFileOfAnotherLogIsRefusedAndTheRecordClosed() throws Exception {
        try (RunningService other = RunningService.start();
                RunningService service = RunningService.start();
                LoggedErrors errors = LoggedErrors.watch()) {
            String event = "{\"event_type\":\"a\",\"user_id\":\"u\",\"variant_data\":{}}";
            other.client().post(event);
            service.client().post(event);
            service.client().post(event);
            other.stop();

            StartException refused = assertTimeoutPreemptively(
                    LIMIT,
                    () -> assertThrows(
                            StartException.class,
                            () -> service.restart(() -> Files.copy(
                                    other.data().resolve("head"),
                                    service.data().resolve("head"),
                                    StandardCopyOption.REPLACE_EXISTING))));

            assertThat(refused).hasMessageContaining("are not those that were acknowledged");
            assertThat(errors.lines()).isEmpty();
        }
    }
}
