package dev.evident.log.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evident.ServiceProcess;
import dev.evident.ShopEvents;
import dev.evident.verify.EarlierSignatures;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program where zstd's native library cannot be loaded. */
class UnloadableLibraryIT {
    private static final Map<String, String> WITHOUT =
            Map.of("JAVA_TOOL_OPTIONS", "-DZstdNativePath=/nonexistent/libzstd.so");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void aNewRecordGoesWithoutCompression() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory, WITHOUT)) {
            assertThat(service.client()
                            .post("{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{}}")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(service.client().list("/events")).hasSize(1);
            assertThat(service.output()).contains("Events are stored without compression");
        }
    }

    @Test
    void aRecordWithCompressedBodiesIsRefusedInOneLine() throws Exception {
        CompressedRecord.fill(directory, new ShopEvents(1));
        EarlierSignatures.in(directory).allow("localhost/evident"); // it was made without a log that signs

        assertThatThrownBy(() -> ServiceProcess.start(directory, WITHOUT).close())
                .hasMessageContaining("The record's events are compressed, and the library that reads them cannot be")
                .hasMessageNotContaining("\tat ");
        try (ServiceProcess service = ServiceProcess.start(directory)) {
            assertThat(service.client().list("/events?limit=1000")).hasSize(1_000);
        }
    }
}
