package dev.evident.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LogLimit limit = new LogLimit(nanos::get);
    private final Logger logger = new LoggerContext().getLogger("a.B");

    @Test
    void aLimitedNumberOfAKindInAPeriod() {
        assertThat(written(1_000, "{} failed", Level.ERROR)).isEqualTo(LogLimit.MAX_LINES);
        assertThat(written(3, "another", Level.WARN)).isEqualTo(3);

        nanos.addAndGet(LogLimit.PERIOD.toNanos());

        assertThat(written(1_000, "{} failed", Level.ERROR)).isEqualTo(LogLimit.MAX_LINES);
    }

    /** As when a text is put together instead of filled in: then a logger's lines count together. */
    @Test
    void kindsAreBounded() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += written(1, "failed " + i, Level.ERROR);
        }
        assertThat(written).isEqualTo(1_000 + LogLimit.MAX_LINES);
    }

    @Test
    void whatIsNotWrittenAnywayDoesNotCount() {
        logger.setLevel(Level.WARN);
        assertThat(written(1_000, "a", Level.DEBUG)).isEqualTo(1_000);
        assertThat(written(LogLimit.MAX_LINES, "a", Level.WARN)).isEqualTo(LogLimit.MAX_LINES);
    }

    private int written(int lines, String format, Level level) {
        int written = 0;
        for (int i = 0; i < lines; i++) {
            if (limit.decide(null, logger, level, format, null, null) == FilterReply.NEUTRAL) {
                written++;
            }
        }
        return written;
    }
}
