package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Makes system calls of another process fail, or end it, or writes them down, by Debian's strace. */
final class Strace implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/strace");

    private final Process process;

    private Strace(Process process) {
        this.process = process;
    }

    /** Skips the test, saying so, where processes cannot be traced. */
    static void require() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(BINARY), "strace is not installed: faults of the system are SKIPPED");
        Process trial = new ProcessBuilder(BINARY.toString(), "-o", "/dev/null", "true").start();
        Assumptions.assumeTrue(
                trial.waitFor() == 0,
                "this machine does not let processes be traced: faults of the system are SKIPPED");
    }

    /**
     * Injects a fault into a running process. What {@code when} says is counted for each thread by itself. A signal is
     * sent only without {@code --seccomp-bpf}, under which strace 6.1 drops it without a word.
     *
     * @param files the fault is for calls on these files alone; none for all files
     */
    static Strace inject(long pid, String injection, List<Path> files) throws Exception {
        String calls = injection.substring(0, injection.indexOf(':'));
        List<String> command = new ArrayList<>(List.of(
                BINARY.toString(),
                "-f",
                "-o",
                "/dev/null",
                "-p",
                String.valueOf(pid),
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + injection));
        files.forEach(file -> command.addAll(List.of("-P", file.toString())));
        return attached(pid, command);
    }

    /** Writes down the calls of a running process, with what their descriptors stand for. */
    static Strace record(long pid, String calls, Path log) throws Exception {
        return attached(
                pid,
                List.of(
                        BINARY.toString(),
                        "-f",
                        "-yy",
                        "-s",
                        "24",
                        "-o",
                        log.toString(),
                        "-p",
                        String.valueOf(pid),
                        "-e",
                        "trace=" + calls));
    }

    /** How often a call stands in what was written down, made by the thread that made it most often. */
    static int maxOfOneThread(Path log, String call) throws IOException {
        Map<String, Integer> threads = new HashMap<>();
        for (String line : Files.readAllLines(log)) {
            String[] words = line.split(" +", 2);
            if (words[1].startsWith(call + "(")) {
                threads.merge(words[0], 1, Integer::sum);
            }
        }
        return threads.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    private static Strace attached(long pid, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Strace strace = new Strace(process);
        try {
            Await.until("every thread is traced", () -> process.isAlive() && isTraced(pid));
        } catch (AssertionError failure) {
            strace.close();
            throw failure;
        }
        return strace;
    }

    private static boolean isTraced(long pid) {
        try (var threads = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("status")).contains("TracerPid:\t0\n")) {
                    return false;
                }
            }
            return true;
        } catch (IOException aThreadEnded) {
            return false;
        }
    }

    /** Lets the process go on undisturbed. */
    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS))
                    .as("strace has ended")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
