package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.Check;
import dev.evident.bus.Check.Status;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteHealthTest {
    private static final Problem FULL = Problem.of(Kind.STORAGE_FULL, "The disk is full; nothing was stored.");

    private long nanos = 1;
    private final WriteHealth health = new WriteHealth(() -> nanos);

    @Test
    void nothingIsSaidWhileAppendsAreAnswered() {
        health.answered(health.came());
        pass(3_600);
        assertThat(health.check(false)).isNull();
        WriteHealth.Ticket ticket = health.came();
        pass(4);
        assertThat(health.check(false)).isNull();
        health.answered(ticket);
        assertThat(health.oldestWait()).isZero();
    }

    @Test
    void anAppendThatWaitsForTheDiskDegradesAndThenTakesItDown() {
        WriteHealth.Ticket oldest = health.came();
        pass(3);
        WriteHealth.Ticket later = health.came();
        pass(2);
        assertThat(health.check(false)).extracting(Check::status).isEqualTo(Status.DEGRADED);
        pass(25);
        assertThat(health.oldestWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.check(false))
                .isEqualTo(Check.down("The oldest of 2 appends has waited for 30 seconds: the disk has not answered."));
        health.answered(oldest);
        assertThat(health.check(false)).extracting(Check::status).isEqualTo(Status.DEGRADED);
        health.answered(later);
        assertThat(health.check(false)).isNull();
    }

    /** The index catches up by itself, and reads are answered meanwhile. */
    @Test
    void anAppendThatWaitsForTheIndexDoesNotTakeItDown() {
        health.came();
        pass(300);
        assertThat(health.check(true))
                .isEqualTo(Check.degraded(
                        "The oldest of 1 appends has waited for 300 seconds: writing waits for the search index."));
    }

    @Test
    void aRefusedBatchDegradesUntilOneIsStored() {
        health.refused(FULL);
        assertThat(health.isRefusing()).isTrue();
        assertThat(health.check(false)).satisfies(check -> {
            assertThat(check.status()).isEqualTo(Status.DEGRADED);
            assertThat(check.detail())
                    .startsWith("No event has been stored since ")
                    .endsWith(FULL.detail());
        });
        health.stored();
        assertThat(health.isRefusing()).isFalse();
        assertThat(health.check(false)).isNull();
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
