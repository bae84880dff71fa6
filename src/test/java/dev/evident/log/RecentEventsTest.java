package dev.evident.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.message.Page;
import dev.evident.merkle.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecentEventsTest {
    private final RecentEvents recent = new RecentEvents();

    @Test
    void answersPagesThatBeginInWhatItHolds() {
        add(100, 3, 10);
        add(103, 1, 10);
        add(104, 6, 10);

        for (long from = 100; from < 110; from++) {
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
        assertThat(page(103, 104, 10)).as("what others may have committed").isEmpty();
        assertThat(recent.page(new Page(100, 103, true, 10))).isEmpty();
    }

    @Test
    void forgetsWhatCameBeforeAGap() {
        add(100, 3, 10);
        add(105, 3, 10);

        assertThat(recent.holds(102)).isFalse();
        assertThat(recent.holds(104)).isFalse();
        assertThat(page(102, 108, 10)).isEmpty();
        assertThat(page(105, 108, 10)).contains(List.of(105L, 106L, 107L));
        assertThat(recent.purges()).isEqualTo(1);
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
    void boundsAResponseInBytes() {
        add(0, 10, 600_000);

        assertThat(page(0, 10, 10)).contains(List.of(0L, 1L));
        assertThat(page(2, 10, 10)).contains(List.of(2L, 3L));
    }

    private void add(long first, int count, int bytes) {
        PreparedEvent.Salts salts = new PreparedEvent.Salts();
        List<PreparedEvent> events = Stream.generate(() -> Unchecked.event(new byte[bytes]))
                .limit(count)
                .map(event -> salts.prepare(event, event.body()))
                .toList();
        Frontier frontier = new Frontier();
        for (long seq = 0; seq < first; seq++) {
            frontier.add(new byte[32], node -> {});
        }
        recent.add(Batch.of(events, LogEnd.of(frontier, 0, 0), 1, List.of()));
    }

    private Optional<List<Long>> page(long from, long to, int limit) {
        return recent.page(new Page(from, to, false, limit))
                .map(events -> events.stream().map(StoredEvent::seq).toList());
    }
}
