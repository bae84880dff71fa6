package dev.evident.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.Verified;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Remembers, outside of a record's directory, what was tried and what was acknowledged, and every tree that was seen. */
final class RecordOracle {
    private final Map<Long, Integer> acknowledged = new TreeMap<>();
    private final Set<Integer> tried = new HashSet<>();
    private final List<TreeHead> heads = new ArrayList<>();
    private int next;

    /** Of a record whose events begin with this number. */
    RecordOracle(int first) {
        this.next = first;
    }

    /** Of a copy of the record that another one knows. */
    RecordOracle(RecordOracle known) {
        acknowledged.putAll(known.acknowledged);
        tried.addAll(known.tried);
        heads.addAll(known.heads);
        next = known.next;
    }

    /** How many events were acknowledged. */
    int acknowledged() {
        return acknowledged.size();
    }

    /** The number of the next event that was never tried. */
    int next() {
        return next;
    }

    /** Takes note of an event that stands in the record from the start. */
    void holds(long seq, int number) {
        tried.add(number);
        acknowledged.put(seq, number);
    }

    /** Takes note of a line of {@link RecordProcess}; false when it says nothing of events. */
    boolean remember(String line) {
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
    void check(Path directory) {
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
                                event.body(), RecordProcess.event(number).body()))
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
            byte[] content = leaf.content(event.salt(), event.body());
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

    private static int number(byte[] body) {
        String text = new String(body, 0, Math.min(32, body.length), UTF_8);
        return Integer.parseInt(text.substring("{\"n\":".length(), text.indexOf(',')));
    }
}
