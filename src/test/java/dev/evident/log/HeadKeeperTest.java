package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.RunningRecord;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadKeeperTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void writesWithEachCommitBeforeItIsAcknowledged() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            record.append(3);

            assertThat(written()).isEqualTo(3);
        }
    }

    @Test
    void writesOnceASecondWhenThatIsEnough() {
        try (RunningRecord record = RunningRecord.start(directory, HeadFileMode.SECOND)) {
            record.append(3);

            Await.until("the head file is written", () -> written() == 3);
        }
    }

    @Test
    void writesTheLastHeadWhenItEnds() {
        try (RunningRecord record = RunningRecord.start(directory, HeadFileMode.SECOND)) {
            record.append(3);
            record.append(4);
        }

        assertThat(written()).isEqualTo(7);
    }

    private long written() {
        try {
            return HeadFile.read(directory.resolve("head")).map(TreeHead::size).orElse(-1L);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
