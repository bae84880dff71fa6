package dev.evident.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Events;
import dev.evident.log.message.Get;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchSequencerTest {
    private static final NewEvent PLAIN = Unchecked.event("{}".getBytes(UTF_8));

    private final List<StoredEvent> record = new ArrayList<>();
    private final List<byte[]> leaves = new ArrayList<>();
    private final PreparedEvent.Salts salts = new PreparedEvent.Salts();
    private final List<Long> forged = new ArrayList<>();
    private LogEnd end = LogEnd.empty();
    private final Map<Long, DedupKey> planted = new HashMap<>();
    private int lookups;

    @Test
    void eventsWithoutKeyAreNotLookedFor() {
        List<Appended> answers = write(List.of(new Append(List.of(PLAIN, PLAIN)), new Append(List.of(PLAIN))));

        assertThat(lookups).isZero();
        assertThat(answers).extracting(Appended::firstSeq).containsExactly(0L, 2L);
        assertThat(answers).extracting(Appended::lastSeq).containsExactly(1L, 2L);
    }

    @Test
    void theSameEventAgainHasItsFirstPlace() {
        Placed first = write(each(PLAIN, event("k", "a"))).places().get(1);
        Placed again = write(each(event("k", "a"))).places().get(0);

        assertThat(again).isEqualTo(new Placed(Outcome.DUPLICATE, first.id(), first.seq(), first.micros()));
        assertThat(record).hasSize(2);
    }

    @Test
    void twoSendingsInOneBatchAreOneEvent() {
        List<Appended> answers =
                write(List.of(each(event("k", "a")), each(event("k", "a"), PLAIN), each(event("k", "a"))));

        assertThat(record).hasSize(2);
        assertThat(answers.stream().flatMap(answer -> answer.places().stream()))
                .extracting(Placed::outcome)
                .containsExactly(Outcome.STORED, Outcome.DUPLICATE, Outcome.STORED, Outcome.DUPLICATE);
        assertThat(answers)
                .extracting(answer -> answer.places().get(0).id())
                .containsOnly(record.get(0).id());
    }

    @Test
    void anEventThatDoesNotHaveTheKeyKeepsNoOtherOut() {
        write(each(event("j", "a"), PLAIN));
        planted.put(0L, DedupKey.of(null, null, "k"));
        planted.put(1L, DedupKey.of(null, null, "l"));

        Appended answer = write(each(event("k", "a"), event("l", "b")));

        assertThat(answer.places()).extracting(Placed::outcome).containsExactly(Outcome.STORED, Outcome.STORED);
        assertThat(forged).containsExactlyInAnyOrder(0L, 1L);
        assertThat(record).hasSize(4);
    }

    @Test
    void otherContentIsAConflictAndDisturbsNoOther() {
        Appended answer = write(each(event("k", "a"), event("k", "b"), event("j", "b")));

        assertThat(answer.places())
                .extracting(Placed::outcome)
                .containsExactly(Outcome.STORED, Outcome.CONFLICT, Outcome.STORED);
        assertThat(answer.places().get(1).id()).isEqualTo(record.get(0).id());
        assertThat(record).hasSize(2);
    }

    @Test
    void aBatchWithAConflictIsNotWrittenAndClaimsNoKey() {
        write(each(event("k", "a")));
        Append bad = new Append(List.of(event("new", "1"), event("k", "b"), event("new", "2")));

        DedupResult result = sequence(List.of(bad, each(event("new", "3"))));

        assertThat(requireNonNull(result.batch()).events()).hasSize(1);
        assertThat(result.response(0).places())
                .extracting(Placed::outcome)
                .containsExactly(Outcome.WITHDRAWN, Outcome.CONFLICT, Outcome.CONFLICT);
        assertThat(result.response(0).places()).extracting(Placed::seq).containsOnly(-1L);
        assertThat(finish(result).get(0).places()).extracting(Placed::outcome).containsExactly(Outcome.STORED);
    }

    @Test
    void positionsOfABatchAreThoseOfItsNewEvents() {
        write(each(PLAIN, event("a", "1"), event("b", "1")));
        Append mixed = new Append(List.of(event("a", "1"), event("c", "1"), event("b", "1"), event("d", "1")));

        Appended some = write(mixed);
        Appended none = write(new Append(List.of(event("a", "1"), event("d", "1"))));

        assertThat(some.count(Outcome.STORED)).isEqualTo(2);
        assertThat(some.count(Outcome.DUPLICATE)).isEqualTo(2);
        assertThat(List.of(some.firstSeq(), some.lastSeq())).containsExactly(3L, 4L);
        assertThat(List.of(none.firstSeq(), none.lastSeq())).containsExactly(1L, 4L);
    }

    @Test
    void contentThatWasDeletedIsNotStoredAgain() {
        KnownEvent deleted = new KnownEvent(0, new UUID(1, 1), 1, new byte[0], new byte[32]);

        KnownEvent zeroed = new KnownEvent(0, new UUID(1, 1), 1, new byte[16], new byte[32]);

        assertThat(deleted.holds(event("k", "a"))).isTrue();
        assertThat(zeroed.holds(event("k", "a"))).isTrue();
    }

    private static NewEvent event(String key, String content) {
        return Unchecked.event("{\"content\":\"" + content + "\",\"dedup_key\":\"" + key + "\"}");
    }

    private static Append each(NewEvent... events) {
        return new Append(List.of(events), false);
    }

    private Appended write(Append append) {
        return write(List.of(append)).get(0);
    }

    private List<Appended> write(List<Append> appends) {
        return finish(sequence(appends));
    }

    private DedupResult sequence(List<Append> appends) {
        BatchSequencer sequencer = new BatchSequencer(
                new AppendGroup(appends.stream().map(this::waiting).toList()), 1, this::read, forged::add);
        return sequencer.sequence(end, 1, new Known()).await().result();
    }

    private Future<Events> read(Get get) {
        return Future.succeededFuture(new Events(
                get.seqs().stream().map(seq -> record.get(seq.intValue())).toList()));
    }

    private AppendGroup.Waiting waiting(Append append) {
        List<PreparedEvent> events = append.events().stream()
                .map(event -> salts.prepare(event, event.body()))
                .toList();
        return new AppendGroup.Waiting(events, append.together(), append.bytes(), List.of(), Promise.promise());
    }

    /** Writes what is to be written and answers those who were not refused. */
    private List<Appended> finish(DedupResult result) {
        Batch batch = result.batch();
        if (batch != null) {
            end = batch.end();
            record.addAll(batch.events());
            for (int at = 0; at < batch.leaves().length; at += 32) {
                leaves.add(Arrays.copyOfRange(batch.leaves(), at, at + 32));
            }
        }
        List<Appended> answers = new ArrayList<>();
        for (int i = 0; i < result.appends().size(); i++) {
            if (result.appends().get(i) instanceof DedupResult.Admitted) {
                answers.add(result.response(i));
            }
        }
        return answers;
    }

    /** What was written, under its keys and those that were planted. */
    private final class Known implements Lookup {
        @Override
        public Future<Map<DedupKey, List<KnownEvent>>> byKey(List<DedupKey> keys, long from, long to) {
            lookups++;
            assertThat(keys).isSorted();
            Map<DedupKey, List<KnownEvent>> found = new HashMap<>();
            for (StoredEvent event : record) {
                DedupKey key = planted.getOrDefault(event.seq(), event.header().dedupKey());
                if (key != null && keys.contains(key)) {
                    found.put(
                            key,
                            List.of(new KnownEvent(
                                    event.seq(), event.id(), event.micros(), event.salt(), leaves.get((int)
                                            event.seq()))));
                }
            }
            return Future.succeededFuture(found);
        }

        @Override
        public Future<List<KnownEvent>> byId(List<UUID> ids) {
            throw new AssertionError("no id was refused");
        }
    }
}
