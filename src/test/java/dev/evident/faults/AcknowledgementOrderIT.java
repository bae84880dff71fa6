package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut would need cannot be had in a test; that the disk was asked can. Between trying to append and
 * acknowledging, the write-ahead log is written and flushed, then the head file is written and flushed, in this order.
 * The log is flushed once: events, hashes and head are one transaction, and no moment lies between them to be killed in.
 */
class AcknowledgementOrderIT {
    private static final int BATCHES = 25;

    /** A call with its first argument's file, or the rest of one that another thread came between. */
    private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((\\d+)<([^>]*)>(.*)$");

    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. (\\w+) resumed>.* = (-?\\d+).*$");
    private static final Pattern RESULT = Pattern.compile(".* = (-?\\d+)[^=]*$");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void logAndHeadFileAreOnTheDiskBeforeTheAcknowledgement() throws Exception {
        Strace.require();
        Path trace = directory.resolve("trace");
        RecordLife life = new RecordLife(RecordJvm.plain(), directory.resolve("data"), new RecordOracle(0));

        int status = life.live(BATCHES, java -> {
            List<String> traced = new ArrayList<>(List.of(
                    "/usr/bin/strace",
                    "-f",
                    "-qq",
                    "-y",
                    "-s",
                    "8",
                    "--seccomp-bpf",
                    "-o",
                    trace.toString(),
                    "-e",
                    "trace=pwrite64,fdatasync,fsync,write"));
            traced.addAll(java);
            return traced;
        });

        assertThat(status).isZero();
        List<String> steps = steps(Files.readAllLines(trace));
        int acknowledgements = 0;
        for (int at = 0; at < steps.size(); at++) {
            if (steps.get(at).equals("ack")) {
                acknowledgements++;
                List<String> since = steps.subList(steps.subList(0, at).lastIndexOf("try") + 1, at);
                int logWritten = since.lastIndexOf("write log");
                int logFlushed = since.lastIndexOf("flush log");
                int headWritten = since.lastIndexOf("write head");
                int headFlushed = since.lastIndexOf("flush head");
                assertThat(List.of(0, logWritten + 1, logFlushed + 1, headWritten + 1, headFlushed + 1))
                        .as("what happened before an acknowledgement: %s", since)
                        .doesNotHaveDuplicates()
                        .isSorted();
                assertThat(since.stream().filter("flush log"::equals))
                        .as("transactions of one batch: events, hashes and head belong into one: %s", since)
                        .hasSize(acknowledgements == 1 ? 2 : 1); // the first also begins the log, with a header
            }
        }
        assertThat(acknowledgements).isEqualTo(BATCHES);
    }

    /** What was done, in the order in which it was finished. */
    private static List<String> steps(List<String> trace) {
        List<String> steps = new ArrayList<>();
        Map<String, String> unfinished = new HashMap<>();
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            if (call.matches()) {
                String step = step(call.group(2), call.group(4), call.group(5));
                Matcher result = RESULT.matcher(line);
                if (line.endsWith("<unfinished ...>")) {
                    unfinished.put(call.group(1), step);
                } else if (result.matches() && !result.group(1).startsWith("-")) {
                    steps.add(step);
                }
            } else if (resumed.matches()) {
                String step = unfinished.remove(resumed.group(1));
                if (step != null && !resumed.group(3).startsWith("-")) {
                    steps.add(step);
                }
            }
        }
        steps.removeIf(String::isEmpty);
        return steps;
    }

    /** What a call does to which file; empty for one that does not matter here. */
    private static String step(String call, String file, String arguments) {
        String on = file.endsWith("events.db-wal") ? "log" : file.endsWith("/head") ? "head" : "";
        if (call.equals("write")) {
            return arguments.startsWith(", \"try ") ? "try" : arguments.startsWith(", \"ack ") ? "ack" : "";
        }
        return on.isEmpty() ? "" : (call.equals("pwrite64") ? "write " : "flush ") + on;
    }
}
