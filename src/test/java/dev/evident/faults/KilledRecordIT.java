package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends the process that writes the record, at random and at the n-th call that writes, flushes or cuts a file, for many
 * n: while the record is made, in the middle of commits, between the commit and the head file, and while the write-ahead
 * log is copied into the database.
 */
class KilledRecordIT {
    private static final int BATCHES = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"pwrite64", "fdatasync", "fsync", "ftruncate"})
    void noAcknowledgedEventIsLost(String call) throws Exception {
        Strace.require();
        RecordOracle oracle = new RecordOracle(directory.resolve("data"));
        int killed = 0;
        for (int round = 0; round < Extent.rounds(3, 40); round++) {
            int when = when(call, round);
            int status = oracle.run(BATCHES, java -> Strace.command(call + ":signal=SIGKILL:when=" + when, java));
            killed += status == 0 ? 0 : 1;
            oracle.check();
        }
        if (!call.equals("ftruncate")) {
            assertThat(killed).as("rounds that were cut short").isPositive();
            assertThat(oracle.acknowledged()).isPositive();
        }
    }

    /** Densely at the start of a life, then ever wider. */
    private static int when(String call, int round) {
        int step = call.equals("pwrite64") ? 1 + round / 4 * 9 : 1;
        return 1 + round * step;
    }

    @Test
    void killedAtRandomItKeepsWhatItAcknowledged() throws Exception {
        RecordOracle oracle = new RecordOracle(directory.resolve("data"));
        Random random = new Random(7);
        for (int round = 0; round < Extent.rounds(5, 140); round++) {
            assertThat(oracle.runAndKill(1 + random.nextInt(60))).isNotZero();
            oracle.check();
        }
        assertThat(oracle.acknowledged()).isPositive();
    }

    @Test
    void leftAloneItStoresEverything() throws Exception {
        RecordOracle oracle = new RecordOracle(directory.resolve("data"));
        assertThat(oracle.run(BATCHES, java -> java)).isZero();
        oracle.check();
        assertThat(oracle.acknowledged()).isGreaterThanOrEqualTo(BATCHES);
    }
}
