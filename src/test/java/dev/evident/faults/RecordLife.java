package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A record on disk with the oracle that knows it: lets a {@link RecordProcess} live on it, to its end or until it is
 * killed, again and again.
 */
final class RecordLife {
    private static final List<String> FILES =
            List.of("events.db", "events.db-wal", "events.db-shm", "head", "head.new");

    private static final Follower NOBODY = (waiting, pid) -> () -> {};

    private final RecordJvm jvm;
    private final Path directory;
    private final RecordOracle oracle;

    /** A record that is there or yet to be made. */
    RecordLife(RecordJvm jvm, Path directory, RecordOracle oracle) {
        this.jvm = jvm;
        this.directory = directory;
        this.oracle = oracle;
    }

    /** Somebody who follows a process from where it waits until it waits again or ends. */
    @FunctionalInterface
    interface Follower {
        /**
         * Begins.
         *
         * @param waiting what the process has said: {@link RecordProcess#OPENING} or {@link RecordProcess#CLOSING}
         */
        AutoCloseable follow(String waiting, long pid) throws Exception;
    }

    /** The same record in a directory of its own, with all that was left behind. */
    RecordLife copy(Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : FILES) {
            if (Files.exists(directory.resolve(file))) {
                Files.copy(directory.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(to.resolve(file));
            }
        }
        return new RecordLife(jvm, to, new RecordOracle(oracle));
    }

    /** How many events were acknowledged. */
    int acknowledged() {
        return oracle.acknowledged();
    }

    /** Checks a copy: the next life finds what this one left behind, not what a check has made of it. */
    void check(Path scratch) throws IOException {
        copy(scratch);
        oracle.check(scratch);
    }

    /** Checks the record itself, which has no further life. */
    void check() {
        oracle.check(directory);
    }

    /** Appends this number of batches and closes the record; returns the exit status. */
    int live(int batches, UnaryOperator<List<String>> prefix) throws Exception {
        return live(batches, prefix, Integer.MAX_VALUE, NOBODY);
    }

    /** Appends until this number of lines has come from the process, and kills it then. */
    int liveFor(int lines) throws Exception {
        return live(Integer.MAX_VALUE, java -> java, lines, NOBODY);
    }

    /** Appends this number of batches and closes the record, and is followed. */
    int live(int batches, Follower follower) throws Exception {
        return live(batches, java -> java, Integer.MAX_VALUE, follower);
    }

    private int live(int batches, UnaryOperator<List<String>> prefix, int killAfter, Follower follower)
            throws Exception {
        Process process = new ProcessBuilder(prefix.apply(jvm.command(directory, oracle.next(), batches)))
                .redirectErrorStream(true)
                .start();
        AutoCloseable following = () -> {};
        List<String> other = new ArrayList<>();
        int told = 0;
        try (BufferedReader lines = process.inputReader(UTF_8);
                OutputStream input = process.getOutputStream()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(RecordProcess.OPENING) || line.equals(RecordProcess.CLOSING)) {
                    following.close();
                    following = follower.follow(line, process.pid());
                    input.write('\n');
                    input.flush();
                } else if (!oracle.remember(line)) {
                    other.add(line);
                }
                if (++told == killAfter) {
                    process.toHandle().destroyForcibly(); // unlike the process itself, leaves what it has said
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("it ends: %s", other)
                    .isTrue();
        } finally {
            process.destroyForcibly();
            following.close();
        }
        assertThat(process.exitValue()).as("how it ends: %s", other).isIn(0, 137);
        return process.exitValue();
    }
}
