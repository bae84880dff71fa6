package dev.evident.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.NewEvent;
import dev.evident.event.RedactionEvent;
import dev.evident.event.RedactionEvent.Target;
import dev.evident.event.StoredEvent;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NewestTest {
    private static final long FIRST = 100;

    private final Newest newest = new Newest(FIRST);

    @Test
    void holdsWhatCameInOrder() {
        add(FIRST, 10, "{}");

        assertThat(seqs(100, 110)).isEqualTo(range(100, 110));
        assertThat(seqs(103, 105)).isEqualTo(range(103, 105));
        assertThat(seqs(107, Long.MAX_VALUE)).isEqualTo(range(107, 110));
        assertThat(seqs(110, Long.MAX_VALUE)).isEmpty();
        assertThat(seqs(400, 500)).isEmpty();
        assertThat(newest.between(99, 105)).as("it was never here").isEmpty();
        assertThat(newest.between(99, 99)).as("nothing is asked for").hasValue(List.of());
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        add(FIRST, Newest.MAX_EVENTS, "{}");
        assertThat(newest.between(FIRST, FIRST + 1)).isPresent();
        assertThat(newest.isFilling()).isTrue();

        add(FIRST + Newest.MAX_EVENTS, 3, "{}");

        assertThat(newest.between(FIRST + 2, FIRST + 3)).isEmpty();
        assertThat(seqs(FIRST + 3, Long.MAX_VALUE)).hasSize(Newest.MAX_EVENTS);
    }

    @Test
    void forgetsTheOldestWhenTheyAreLarge() {
        String large = "{\"a\":\"" + "x".repeat(Newest.MAX_BYTES / 3) + "\"}";

        add(FIRST, 5, large);

        assertThat(newest.between(FIRST + 2, FIRST + 3)).isEmpty();
        assertThat(seqs(FIRST + 3, Long.MAX_VALUE)).isEqualTo(range(FIRST + 3, FIRST + 5));
        add(FIRST + 5, 1, "{\"a\":\"" + "x".repeat(Newest.MAX_BYTES) + "\"}");
        assertThat(newest.between(FIRST + 5, FIRST + 6))
                .as("too large by itself")
                .isEmpty();
        assertThat(newest.between(FIRST + 6, Long.MAX_VALUE)).hasValue(List.of());
    }

    @Test
    void forgetsWhatIsBeforeAPosition() {
        add(FIRST, 10, "{}");

        newest.forget(104);
        newest.forget(102);

        assertThat(newest.between(103, 110)).isEmpty();
        assertThat(seqs(104, 110)).isEqualTo(range(104, 110));
        newest.restart(500);
        assertThat(newest.between(110, 500))
                .as("what it never saw, it does not have")
                .isEmpty();
        add(500, 2, "{}");
        assertThat(seqs(500, Long.MAX_VALUE)).isEqualTo(range(500, 502));
        assertThat(newest.isFilling()).isFalse();
    }

    @Test
    void holdsWhatIsOfferedAndNothingTwice() {
        assertThat(offer(FIRST, 5)).isEqualTo(105);
        assertThat(offer(FIRST, 5)).as("it has these").isEqualTo(105);
        assertThat(offer(107, 2)).as("a gap is not bridged").isEqualTo(105);

        add(FIRST, 5, "{}");
        add(105, 2, "{}");
        assertThat(offer(107, 2)).isEqualTo(109);

        assertThat(seqs(FIRST, Long.MAX_VALUE)).isEqualTo(range(FIRST, 109));
    }

    @Test
    void keepsWhatIsNotWrittenHoweverMuchItIs() {
        add(FIRST, 10, "{}");

        assertThat(offer(110, Newest.MAX_EVENTS + 5)).isEqualTo(110 + Newest.MAX_EVENTS + 5);

        assertThat(seqs(110, Long.MAX_VALUE)).hasSize(Newest.MAX_EVENTS + 5);
        assertThat(newest.between(109, 110)).as("this one is in the files").isEmpty();
        add(110, 7, "{}");
        assertThat(seqs(115, Long.MAX_VALUE)).hasSize(Newest.MAX_EVENTS);
    }

    @Test
    void anEventThatRedactsOthersAndAllBehindItAreNotThereBeforeTheyAreWritten() {
        NewEvent redaction = RedactionEvent.body("ann", null, "asked to", List.of(new Target(101, null)), List.of());
        StoredEvent by = TinyRecord.event(103, redaction.text());
        List<StoredEvent> page = List.of(event(102), by, event(104));
        offer(FIRST, 2);

        assertThat(newest.offer(page)).isEqualTo(103);
        assertThat(offer(105, 1)).isEqualTo(103);

        newest.written(event(FIRST));
        newest.written(event(101));
        newest.written(event(102));
        newest.restart(104);
        newest.written(event(104));
        assertThat(offer(105, 1)).isEqualTo(106);
        assertThat(seqs(104, Long.MAX_VALUE)).isEqualTo(range(104, 106));
        assertThat(newest.between(102, 104)).as("what was redacted is given up").isEmpty();
    }

    private long offer(long first, int count) {
        return newest.offer(LongStream.range(first, first + count)
                .mapToObj(NewestTest::event)
                .toList());
    }

    private static StoredEvent event(long seq) {
        return TinyRecord.event(seq, "{}");
    }

    private void add(long first, int count, String body) {
        for (long seq = first; seq < first + count; seq++) {
            newest.written(TinyRecord.event(seq, body));
        }
    }

    private List<Long> seqs(long from, long to) {
        return newest.between(from, to).orElseThrow().stream()
                .map(StoredEvent::seq)
                .toList();
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
