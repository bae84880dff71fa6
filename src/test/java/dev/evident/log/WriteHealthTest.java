package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(health.trouble(false)).isNull();
        WriteHealth.Ticket ticket = health.came();
        pass(4);
        assertThat(health.trouble(false)).isNull();
        health.answered(ticket);
        assertThat(health.oldestWait()).isZero();
    }

    @Test
    void anAppendThatWaitsForTheDiskDegradesAndThenTakesItDown() {
        WriteHealth.Ticket oldest = health.came();
        pass(3);
        WriteHealth.Ticket later = health.came();
        pass(2);
        assertThat(health.trouble(false)).extracting(Trouble::unusable).isEqualTo(false);
        pass(25);
        assertThat(health.oldestWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(health.trouble(false))
                .isEqualTo(new Trouble(
                        true, "The oldest of 2 appends has waited for 30 seconds: the store does not respond."));
        health.answered(oldest);
        assertThat(health.trouble(false)).extracting(Trouble::unusable).isEqualTo(false);
        health.answered(later);
        assertThat(health.trouble(false)).isNull();
    }

    /** The index catches up by itself, and reads are answered meanwhile. */
    @Test
    void anAppendThatWaitsForTheIndexDoesNotTakeItDown() {
        health.came();
        pass(300);
        assertThat(health.trouble(true))
                .isEqualTo(new Trouble(
                        false,
                        "The oldest of 1 appends has waited for 300 seconds: writing waits for the search index."));
    }

    @Test
    void aRefusedBatchDegradesUntilOneIsStored() {
        health.refused(FULL);
        assertThat(health.isRefusing()).isTrue();
        assertThat(health.trouble(false)).satisfies(check -> {
            assertThat(check.unusable()).isEqualTo(false);
            assertThat(check.detail())
                    .startsWith("No event has been stored since ")
                    .endsWith(FULL.detail());
        });
        health.stored();
        assertThat(health.isRefusing()).isFalse();
        assertThat(health.trouble(false)).isNull();
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
