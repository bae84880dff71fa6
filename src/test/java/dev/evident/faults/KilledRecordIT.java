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

    /** After so many rounds a new record is begun: each check reads all of it, and its creation is cut short again. */
    private static final int ROUNDS_A_RECORD = 10;

    /** After so many lives in a row that were not cut short, none has that many calls. */
    private static final int ENOUGH_WHOLE = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"pwrite64", "fdatasync", "fsync", "ftruncate"})
    void noAcknowledgedEventIsLost(String call) throws Exception {
        Strace.require();
        RecordOracle oracle = record(0);
        int killed = 0;
        int acknowledged = 0;
        int whole = 0;
        for (int round = 0; round < Extent.rounds(3, 40) && whole < ENOUGH_WHOLE; round++) {
            if (round % ROUNDS_A_RECORD == 0) {
                acknowledged += oracle.acknowledged();
                oracle = record(round);
            }
            int when = when(call, round);
            int status = oracle.run(BATCHES, java -> Strace.command(call + ":signal=SIGKILL:when=" + when, java));
            killed += status == 0 ? 0 : 1;
            whole = status == 0 ? whole + 1 : 0;
            oracle.check();
        }
        if (!call.equals("ftruncate")) {
            assertThat(killed).as("rounds that were cut short").isPositive();
            assertThat(acknowledged + oracle.acknowledged()).isPositive();
        }
    }

    /** Densely at the start of a life, then ever wider. */
    private static int when(String call, int round) {
        int step = call.equals("pwrite64") ? 1 + round / 4 * 9 : 1;
        return 1 + round * step;
    }

    @Test
    void killedAtRandomItKeepsWhatItAcknowledged() throws Exception {
        RecordOracle oracle = record(0);
        int acknowledged = 0;
        Random random = new Random(7);
        for (int round = 0; round < Extent.rounds(5, 140); round++) {
            if (round % ROUNDS_A_RECORD == 0) {
                acknowledged += oracle.acknowledged();
                oracle = record(round);
            }
            assertThat(oracle.runAndKill(1 + random.nextInt(60))).isNotZero();
            oracle.check();
        }
        assertThat(acknowledged + oracle.acknowledged()).isPositive();
    }

    @Test
    void leftAloneItStoresEverything() throws Exception {
        RecordOracle oracle = record(0);
        assertThat(oracle.run(BATCHES, java -> java)).isZero();
        oracle.check();
        assertThat(oracle.acknowledged()).isGreaterThanOrEqualTo(BATCHES);
    }

    private RecordOracle record(int round) {
        return new RecordOracle(directory.resolve("data" + round));
    }
}
