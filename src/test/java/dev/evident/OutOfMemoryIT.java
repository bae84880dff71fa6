package dev.evident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No process goes on in an unknown state after its memory has run out. */
class OutOfMemoryIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"event loop", "netty", "worker", "bus", "thread", "log"})
    void endsWithAStatusOfItsOwnWhereverItHappens(String where) throws Exception {
        Program program = Program.ofTests(
                directory, Program.FREE_PORTS, List.of("-Xmx256m", "-Dwhere=" + where), OutOfMemoryProgram.class);

        assertThat(program.exit()).as("%s %s", program.out(), program.err()).isEqualTo(4);
        assertThat(program.err())
                .filteredOn(line -> line.startsWith("evident:"))
                .singleElement()
                .asString()
                .contains("the memory has run out", "-Xmx");
    }

    @Test
    void aHeapThatTheLimitsCanExhaustIsRefusedInOneLine() throws Exception {
        Program small = Program.ofTests(directory, Program.FREE_PORTS, List.of("-Xmx64m"), Main.class);

        assertThat(small.exit()).isEqualTo(1);
        assertThat(small.err())
                .singleElement()
                .asString()
                .startsWith("evident: the heap has ")
                .contains("-Xmx128m", "api.max_bulk_bytes", "store.queue_bytes");
    }

    @Test
    void aSmallHeapServesWithSmallLimits() throws Exception {
        Program program = Program.ofTests(
                directory,
                Map.of(
                        "EVIDENT_API_PORT", "0",
                        "EVIDENT_VIEWER_PORT", "0",
                        "EVIDENT_METRICS_PORT", "0",
                        "EVIDENT_API_MAX_BULK_BYTES", "8388608",
                        "EVIDENT_STORE_QUEUE_BYTES", "8388608",
                        "EVIDENT_API_MAX_INFLIGHT_BYTES", "12582912"),
                List.of("-Xmx64m"),
                Main.class);
        program.awaitBanner();
        program.terminate();
        assertThat(program.exit()).isZero();
    }
}
