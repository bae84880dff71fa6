package dev.evident.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, UTF_8);
    private long now = 17;

    @Test
    void drawsOneLineAnewOnATerminal() {
        ProgressLine line = new ProgressLine(out, true, () -> now);

        line.show(0, 4_000);
        pass(2_000);
        line.show(1_000, 4_000);
        line.show(4_000, 4_000);
        line.end(4_000);

        assertThat(written())
                .containsExactly(
                        "",
                        "[------------------------] 0 of 4,000 events (0 %), 0/s",
                        "[######------------------] 1,000 of 4,000 events (25 %), 500/s, 6 s left",
                        "[########################] 4,000 of 4,000 events (100 %), 2,000/s, 0 s left",
                        "The search index is complete: 4,000 events in 2.0 s (2,000 events/s)." + " ".repeat(6) + "\n");
    }

    @Test
    void writesALineNowAndThenElsewhere() {
        ProgressLine line = new ProgressLine(out, false, () -> now);

        line.show(0, 4_000);
        pass(4_999);
        line.show(1_000, 4_000);
        pass(1);
        line.show(2_000, 4_000);
        line.show(2_500, 4_000);
        pass(5_000);
        line.show(3_000, 4_000);
        line.end(4_000);

        assertThat(written.toString(UTF_8).lines())
                .containsExactly(
                        "2,000 of 4,000 events (50 %), 400/s, 5 s left",
                        "3,000 of 4,000 events (75 %), 300/s, 4 s left",
                        "The search index is complete: 4,000 events in 10.0 s (400 events/s).");
    }

    @Test
    void nothingToDoIsDone() {
        ProgressLine line = new ProgressLine(out, true, () -> now);

        line.show(0, 0);
        line.end(0);

        assertThat(written()[1]).startsWith("[########################] 0 of 0 events (100 %)");
        assertThat(written()[2]).startsWith("The search index is complete: 0 events");
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** What was written, drawing by drawing. */
    private String[] written() {
        return written.toString(UTF_8).split("\r", -1);
    }
}
