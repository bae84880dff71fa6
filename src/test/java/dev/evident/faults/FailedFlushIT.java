package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.ServiceProcess;
import dev.evident.Verified;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A disk that cannot flush: nothing is acknowledged any more, the process ends with a status that says so, and the next
 * start is whole again.
 */
class FailedFlushIT {
    private static final String EVENT =
            "{\"event_type\":\"flush\",\"user_id\":\"u\",\"variant_data\":{\"x\":\"" + "y".repeat(900_000) + "\"}}";

    /** Twenty of these reach the write-ahead log's limit, where it is copied into the database. */
    private static final int MAX_EVENTS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "fsync,fdatasync | events.db-wal",
                "fsync,fdatasync | head",
                "fsync,fdatasync | events.db",
                "pwrite64 | events.db"
            })
    @Execution(ExecutionMode.CONCURRENT)
    void nothingIsAcknowledgedAfterIt(String call, String file) throws Exception {
        Strace.require();
        List<Long> acknowledged = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(data)) {
            post(service.client(), acknowledged);
            Strace fault = Strace.inject(service.pid(), call + ":error=EIO", List.of(data.resolve(file)));
            try {
                Throwable ended = catchThrowable(() -> {
                    for (int i = 0; i < MAX_EVENTS && post(service.client(), acknowledged); i++) {
                        // until the disk is asked
                    }
                });
                assertThat(ended == null || ended instanceof UncheckedIOException)
                        .as("%s", ended)
                        .isTrue();
                assertThat(acknowledged.size())
                        .as("events acknowledged, the first of them before %s of %s failed", call, file)
                        .isLessThanOrEqualTo(file.equals("events.db") ? MAX_EVENTS - 1 : 1);
                assertThat(service.awaitEnd()).as(service.output()).isNotZero();
            } finally {
                fault.close();
            }
            assertThat(service.output()).contains("Stopping at once").doesNotContain("yyyy");
        }
        try (ServiceProcess service = ServiceProcess.start(data)) {
            Await.until(
                    "the index responses",
                    () -> service.client().get("/events?event_type=none").statusCode() == 200);
            assertThat(service.client().listAll("/events?limit=1&event_type=flush"))
                    .extracting(Returned::seq)
                    .containsAll(acknowledged);
            assertThat(post(service.client(), acknowledged)).isTrue();
            assertThat(service.terminate()).isZero();
        }
        Verified.assertIntact(data);
    }

    private static boolean post(Client client, List<Long> acknowledged) {
        HttpResponse<String> response = client.post(EVENT);
        if (response.statusCode() == 201) {
            acknowledged.add(Returned.of(response.body()).seq());
        }
        return response.statusCode() == 201;
    }
}
