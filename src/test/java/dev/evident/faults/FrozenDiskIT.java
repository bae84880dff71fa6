package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.ServiceProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that hangs: health says so while nothing is acknowledged, reads go on, and all is well when it responds again. */
class FrozenDiskIT {
    private static final String EVENT = "{\"event_type\":\"frozen\",\"user_id\":\"u\",\"variant_data\":{}}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"events.db-wal", "head"})
    void isSeen(String file) throws Exception {
        Strace.require();
        try (ServiceProcess service = ServiceProcess.start(data)) {
            assertThat(service.client().post(EVENT).statusCode()).isEqualTo(201);
            Strace frozen =
                    Strace.inject(service.pid(), "fsync,fdatasync:delay_enter=7s:when=1", List.of(data.resolve(file)));
            try (frozen) {
                CompletableFuture<HttpResponse<String>> appended =
                        CompletableFuture.supplyAsync(() -> service.client().post(EVENT));
                Await.until("health says so", () -> service.health().body().contains("the store does not respond"));
                assertThat(appended).isNotDone();
                assertThat(service.client().get("/events?limit=1").statusCode()).isEqualTo(200);
                assertThat(appended.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            }
            Await.until("all is well again", () -> service.health().body().startsWith("{\"status\":\"UP\""));
            assertThat(service.output()).contains("Appends have waited for");
            Await.until("the log says so", () -> service.output().contains("Appends are acknowledged again"));
            assertThat(service.terminate()).isZero();
        }
    }
}
