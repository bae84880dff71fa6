package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.bus.StoreMessages.Page;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.merkle.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final Recent recent = new Recent();

    @Test
    void answersPagesThatBeginInWhatItHolds() {
        add(100, 3, 10);
        add(103, 1, 10);
        add(104, 6, 10);

        for (long from = 100; from <= 111; from++) {
            for (long to = from; to <= 112; to++) {
                for (int limit = 1; limit <= 11; limit++) {
                    assertThat(page(from, to, limit))
                            .contains(LongStream.range(from, Math.min(Math.min(to, 110), from + limit))
                                    .boxed()
                                    .toList());
                }
            }
        }
    }

    @Test
    void leavesTheRestToTheRecord() {
        assertThat(page(0, 10, 10)).isEmpty();
        add(100, 3, 10);
        assertThat(page(99, 103, 10)).isEmpty();
        assertThat(recent.page(new Page(100, 103, true, 10))).isEmpty();
    }

    @Test
    void holdsABoundedNumberOfEventsAndBytes() {
        add(0, 15_000, 10);
        add(15_000, 15_000, 10);
        assertThat(page(0, 1, 1)).isEmpty();
        assertThat(page(15_000, 15_001, 1)).contains(List.of(15_000L));

        add(30_000, 20, 1 << 20);
        assertThat(page(30_000, 30_001, 1)).isEmpty();
    }

    @Test
    void boundsAnAnswerInBytes() {
        add(0, 10, 600_000);

        assertThat(page(0, 10, 10)).contains(List.of(0L, 1L));
        assertThat(page(2, 10, 10)).contains(List.of(2L, 3L));
    }

    private void add(long first, int count, int bytes) {
        List<StoredEvent> events = LongStream.range(first, first + count)
                .mapToObj(seq -> Unchecked.stored(seq, new UUID(0, seq), 0, new byte[bytes]))
                .toList();
        recent.add(SealedBatch.of(events, new Frontier()));
    }

    private Optional<List<Long>> page(long from, long to, int limit) {
        return recent.page(new Page(from, to, false, limit))
                .map(events -> events.stream().map(StoredEvent::seq).toList());
    }
}
