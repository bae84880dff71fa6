package dev.evident.faults;

import java.nio.file.Path;

/** What a process finds that is about to be killed. */
enum RecordState {
    /** Nothing: it makes the record. */
    NEW(3, Integer.MAX_VALUE),

    /** A write-ahead log that the process before, which was killed, has not copied. */
    KILLED(2, Integer.MAX_VALUE),

    /** Events that fill the write-ahead log, so that it is copied while it is written to. */
    FULL_LOG(9, 40);

    private static final int LINES_BEFORE = 14;

    private final int batches;
    private final int maxKills;

    RecordState(int batches, int maxKills) {
        this.batches = batches;
        this.maxKills = maxKills;
    }

    /** How many batches the process appends. */
    int batches() {
        return batches;
    }

    /** How many of its calls of one kind, between one wait and the next, a process is killed at, at most. */
    int maxKills() {
        return maxKills;
    }

    /** Makes it in a directory that is not there yet. */
    RecordLife make(RecordJvm jvm, Path directory) throws Exception {
        RecordLife life =
                new RecordLife(jvm, directory, new RecordOracle(this == FULL_LOG ? RecordProcess.HUGE_FROM : 0));
        if (this == KILLED) {
            life.liveFor(LINES_BEFORE);
        }
        return life;
    }
}
