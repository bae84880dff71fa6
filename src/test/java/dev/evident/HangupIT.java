package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, as other daemons take it. */
class HangupIT {

    @Test
    void itReadsTheConfigurationAgainAndEndsNothing(@TempDir Path directory) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory)) {
            assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(service.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            Await.until("it is read again", () -> service.output().contains("are read again"));
            assertThat(service.client().get("/events").statusCode()).isEqualTo(200);
            assertThat(service.terminate()).isZero();
        }
    }
}
