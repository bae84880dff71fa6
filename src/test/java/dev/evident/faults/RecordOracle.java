package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.Verified;
import dev.evident.event.EventBody;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.ledger.EventLeaf;
import dev.evident.ledger.Frontier;
import dev.evident.ledger.TreeHash;
import dev.evident.ledger.TreeHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Runs {@link RecordProcess} on a directory, again and again, and remembers outside of it what was tried and what was
 * acknowledged.
 */
final class RecordOracle {
    private final Path directory;
    private final Map<Long, Integer> acknowledged = new TreeMap<>();
    private final Set<Integer> tried = new HashSet<>();
    private final List<TreeHead> heads = new ArrayList<>();
    private int next;

    RecordOracle(Path directory) {
        this.directory = directory;
    }

    /** How many events were acknowledged. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** Appends until the process has done its batches or has ended otherwise; answers its exit status. */
    int run(int batches, UnaryOperator<List<String>> prefix) throws IOException, InterruptedException {
        return run(batches, prefix, Integer.MAX_VALUE);
    }

    /** Appends until so many lines have come from the process, and kills it then. */
    int runAndKill(int lines) throws IOException, InterruptedException {
        return run(Integer.MAX_VALUE, java -> java, lines);
    }

    private int run(int batches, UnaryOperator<List<String>> prefix, int killAfter)
            throws IOException, InterruptedException {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                RecordProcess.class.getName(),
                directory.toString(),
                String.valueOf(next),
                String.valueOf(batches));
        Process process =
                new ProcessBuilder(prefix.apply(java)).redirectErrorStream(true).start();
        List<String> other = new ArrayList<>();
        int told = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!remember(line)) {
                    other.add(line);
                }
                if (++told == killAfter) {
                    process.toHandle().destroyForcibly(); // unlike the process itself, leaves what it has said
                }
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("it ends: %s", other)
                .isTrue();
        return process.exitValue();
    }

    private boolean remember(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "try" -> {
                int number = Integer.parseInt(words[1]);
                int count = Integer.parseInt(words[2]);
                next = number + count;
                for (int i = 0; i < count; i++) {
                    assertThat(tried.add(number + i)).isTrue();
                }
            }
            case "ack" -> {
                int number = Integer.parseInt(words[1]);
                long seq = Long.parseLong(words[2]);
                for (int i = 0; i < RecordProcess.batch(number).size(); i++) {
                    assertThat(acknowledged.put(seq + i, number + i))
                            .as("position %d was given once", seq + i)
                            .isNull();
                }
            }
            case "open" -> assertThat(Long.parseLong(words[1])).isGreaterThanOrEqualTo(acknowledged.size());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Starts the record here and checks all of it: acknowledged ⊆ stored ⊆ tried, and every tree seen before, and verify. */
    void check() {
        try (RunningRecord record = RunningRecord.start(directory)) {
            List<StoredEvent> events = record.events();
            Set<Integer> stored = new HashSet<>();
            Set<Object> ids = new HashSet<>();
            Set<Object> salts = new HashSet<>();
            long micros = 0;
            for (int seq = 0; seq < events.size(); seq++) {
                StoredEvent event = events.get(seq);
                int number = number(event.body());
                assertThat(event.seq()).as("positions have no gap").isEqualTo(seq);
                assertThat(tried).as("event %d was sent", number).contains(number);
                assertThat(stored.add(number))
                        .as("event %d is there once", number)
                        .isTrue();
                assertThat(Arrays.equals(
                                event.body().bytes(),
                                RecordProcess.event(number).bytes()))
                        .as("the bytes of event %d", number)
                        .isTrue();
                assertThat(acknowledged.getOrDefault((long) seq, number))
                        .as("what was acknowledged at position %d", seq)
                        .isEqualTo(number);
                assertThat(ids.add(event.id())).as("every id is its own").isTrue();
                assertThat(salts.add(ByteBuffer.wrap(event.salt())))
                        .as("every salt is its own")
                        .isTrue();
                assertThat(event.micros()).as("time never goes back").isGreaterThanOrEqualTo(micros);
                micros = event.micros();
            }
            assertThat(events.size()).as("what was acknowledged is there").isGreaterThanOrEqualTo(acknowledged.size());
            checkTrees(events, record.head());
        }
        Verified.assertIntact(directory);
    }

    private void checkTrees(List<StoredEvent> events, TreeHead now) {
        Frontier frontier = new Frontier();
        EventLeaf leaf = new EventLeaf();
        TreeHash hash = new TreeHash();
        Map<Long, TreeHead> seen = new TreeMap<>();
        heads.forEach(head -> seen.put(head.size(), head));
        for (StoredEvent event : events) {
            byte[] content = leaf.content(event.salt(), event.body().bytes());
            frontier.add(
                    hash.leaf(
                            leaf.entry(event.seq(), event.id().toString(), Timestamps.format(event.micros()), content)),
                    node -> {});
            TreeHead before = seen.remove(frontier.size());
            if (before != null) {
                assertThat(frontier.head()).as("an earlier tree").isEqualTo(before);
            }
        }
        seen.remove(0L);
        assertThat(seen).as("trees that are larger than the record").isEmpty();
        assertThat(frontier.head()).as("the tree of what is stored").isEqualTo(now);
        heads.add(now);
    }

    private static int number(EventBody body) {
        String text = body.text();
        return Integer.parseInt(text.substring("{\"n\":".length(), text.indexOf(',')));
    }
}
